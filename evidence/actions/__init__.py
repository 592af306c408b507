"""All that can happen to several rows at once, one noun a file: keyword-only, atomic, and `by` somebody."""
