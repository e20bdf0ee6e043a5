"""Community: from one sentence said in a room to a confirmed result."""
