"""Benchmarks: what the README says of speed is measured by these."""
