"""Asking back: whoever asked for something is asked whether what was done solved it."""
