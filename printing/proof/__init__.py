"""Printed pages looked at again: decoded, or all on one picture."""
