"""Work: the parts of each list that somebody should look at; the desk's first page counts them, its lists show them."""
