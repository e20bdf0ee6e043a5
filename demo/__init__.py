"""Two real communities, and the command that puts them on a site: `python -m demo`."""
