"""The blueprints: one module per kind of person or screen it serves."""
