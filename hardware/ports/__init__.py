"""Ports by URL: their addresses, what is plugged in, bytes in and out."""
