"""Persons who are one human being: who says so, who decides, and how it is undone."""
