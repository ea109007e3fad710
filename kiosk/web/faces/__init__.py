"""The typefaces that browsers are given."""
