"""What tests stand on: two databases, a page that checks itself, a real browser."""
