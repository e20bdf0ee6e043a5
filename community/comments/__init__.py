"""What is said under issues, ideas, themes and commitments."""
