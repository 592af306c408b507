"""All that can happen to pages: each a function with keyword arguments, in one transaction."""
