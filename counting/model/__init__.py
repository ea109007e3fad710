"""The things of an election as values: nothing here decides, or reads a clock, a file or a port."""
