"""The sample congresses, run from definition to released result with simulated devices."""
