"""Doors of the public side: find, summarise, render; nothing here writes."""
