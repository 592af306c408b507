"""The curators' desk for source pages, one noun a file."""

from wiki.admin import (
    attachment,
    category,
    link,
    loss,
    mention,
    page,
    report,
    section,
    tag,
    tag_change,
    tag_rule,
)

__all__ = [
    "attachment",
    "category",
    "link",
    "loss",
    "mention",
    "page",
    "report",
    "section",
    "tag",
    "tag_change",
    "tag_rule",
]
