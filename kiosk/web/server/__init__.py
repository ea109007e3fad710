"""Serving pages and streams: the one process that answers browsers."""
