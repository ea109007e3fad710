"""The files of a congress's directory, over which nothing is written."""

from typing import Final

from counting.store import FILE as COUNT
from kiosk.congress.meeting import FILE as MEETING

SETTINGS: Final = "kiosk.toml"
FILES: Final = (COUNT, MEETING, SETTINGS)
"""Their names; a database has further files, whose names begin with its own."""
