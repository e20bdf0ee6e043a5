"""Persons: human beings we know of, by whatever door they came."""
