"""Forest plots, drawn on the server: one layout in shapes and words, written as SVG and as PNG."""
