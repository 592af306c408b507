"""From bytes to what a file says: its front matter, its body, and what of it cannot be carried over."""
