"""Benchmarks: figures that the promises are held against. Never part of the test run."""
