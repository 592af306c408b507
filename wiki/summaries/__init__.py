"""What a reader is shown of the pages: frozen values, read in a fixed number of questions."""
