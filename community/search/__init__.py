"""Finding what people said: an index of words beside the database, which every hit is checked against."""
