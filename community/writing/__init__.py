"""What people write before it stands: drafts, what waits for a sign-in, and what every text is held to."""
