"""Test decks: sheets by which a count is tried, and what counting them must give."""
