"""Where the parts of a congress are put together, and one congress as it runs."""
