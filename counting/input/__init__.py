"""Untrusted input: documents as plain objects, and forms that tell every error at its place."""
