"""Keeping the peace: flags, what moderators decide on them and why, appeals."""
