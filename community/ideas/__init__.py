"""Ideas: proposals that would help, and the votes on them."""
