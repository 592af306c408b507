"""Tags for templates: where the evidence's pages show what is said about it."""
