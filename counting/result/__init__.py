"""From figures to the outcome of one round."""
