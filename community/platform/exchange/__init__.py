"""Tables in files: how they are read, checked, staged, written and given out; knows no noun of the product."""
