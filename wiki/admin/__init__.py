"""The curators' desk for source pages, one noun a file."""

from wiki.admin import category, mention, page, report

__all__ = ["category", "mention", "page", "report"]
