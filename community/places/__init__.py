"""The tree of areas or branches that everything on the site belongs to."""
