"""Themes: subjects that moderators distil out of many ideas, with their evidence."""
