"""Tags for templates: what is drawn within a page."""
