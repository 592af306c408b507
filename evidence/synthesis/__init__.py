"""Synthesis: comparisons of studies put together as far as they belong together, and no further."""
