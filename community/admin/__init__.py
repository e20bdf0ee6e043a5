"""The pages of who runs the site."""
