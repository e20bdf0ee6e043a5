"""My voice: everything one has said, voted on and follows, where it stands, and what one is owed."""
