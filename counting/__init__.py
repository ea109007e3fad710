"""The election: pure at heart; only `counting.store` knows SQL."""
