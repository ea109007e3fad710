"""Printers of this machine: what they are, a PDF handed to one of them, and what became of it."""
