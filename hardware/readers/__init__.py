"""Readers: a thread on each port, its bytes as frames, and the models as data."""
