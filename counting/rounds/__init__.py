"""The rounds of a contest: what may follow one, who stands in it, how far it has come."""
