"""What its admins make of the site: its name, its look, its word for place, its texts."""
