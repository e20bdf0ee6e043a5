"""What any site needs; knows no noun of the product."""
