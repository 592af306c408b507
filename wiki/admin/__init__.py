"""The curators' desk for source pages, one noun a file."""

from wiki.admin import category, mention, page, tag, tag_change, tag_rule

__all__ = ["category", "mention", "page", "tag", "tag_change", "tag_rule"]
