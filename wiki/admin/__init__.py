"""The curators' desk for source pages, one noun a file."""

from wiki.admin import attachment, category, link, loss, mention, page, section

__all__ = ["attachment", "category", "link", "loss", "mention", "page", "section"]
