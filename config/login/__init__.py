"""Logging in at the desk: bounded tries, a second factor, sessions that end."""
