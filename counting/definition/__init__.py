"""A congress's definition: read with every error at its place, then sealed."""
