"""The curators' desk for source pages, one noun a file."""

from wiki.admin import attachment, category, link, mention, page

__all__ = ["attachment", "category", "link", "mention", "page"]
