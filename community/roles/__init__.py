"""Who holds which role where, from when until when."""
