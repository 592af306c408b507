"""Hugo posts: front matter in JSON, YAML or TOML, then the body; neither is changed."""

from wiki.reading.frontmatter.block import line_of
from wiki.reading.frontmatter.reading import read, split

__all__ = ["line_of", "read", "split"]
