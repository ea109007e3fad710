"""Paper: ballots, command cards, proofs."""
