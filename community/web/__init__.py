"""Pages that belong to no single feature, and what surrounds every page."""
