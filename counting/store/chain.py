"""The hash chain: each entry's hash covers the one before it and the stored bytes of its body."""

import hashlib

GENESIS = bytes(32).hex()


def link(previous: str, body: str) -> str:
    """SHA-256(32 raw bytes of the previous hash ‖ UTF-8 bytes of the body), as hex."""
    return hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
