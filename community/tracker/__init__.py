"""You said, we did: what leaders promise, what became of it, and what they said no to."""
