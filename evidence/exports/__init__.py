"""What researchers take away: the same rows that readers see, as files."""
