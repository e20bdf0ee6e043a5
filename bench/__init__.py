"""How fast the site is, as ratios measured in one run: `make bench` (see docs/performance.md)."""
