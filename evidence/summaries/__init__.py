"""What readers and researchers are shown: frozen objects, read from the database, never written."""
