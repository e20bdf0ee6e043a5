"""What is wrong or missing somewhere, who is affected, and what those who answer for the place say to it."""
