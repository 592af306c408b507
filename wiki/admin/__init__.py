"""The curators' desk for source pages, one noun a file."""

from wiki.admin import category, loss, mention, page, section

__all__ = ["category", "loss", "mention", "page", "section"]
