"""The ballot: one side of it as a drawing, and print runs of it."""
