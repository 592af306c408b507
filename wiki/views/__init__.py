"""The doors for readers, one file a kind of address."""
