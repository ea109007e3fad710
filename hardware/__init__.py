"""Devices: bytes in, typed readings out."""
