"""Tags: free labels on things, curated by moderators."""
