"""What hall screens show, and how it is set."""
