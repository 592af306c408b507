"""The nouns of what is said about the evidence, one a file."""

from wiki.models.alias import Alias, normal_path, page_at
from wiki.models.attachment import Attachment, AttachmentKind, AttachmentUse, Presence, Rights
from wiki.models.category import Category
from wiki.models.file_tags import follow_rules, set_tags
from wiki.models.lane import CARRIES_EVIDENCE, SEALED, Authority, Lane, LaneError
from wiki.models.link import Answer, Leads, Link, LinkCheck
from wiki.models.loss import LossPart, PageLoss, Refusal
from wiki.models.mention import Mention, MentionState
from wiki.models.page import Page
from wiki.models.section import Section
from wiki.models.tag_alias import TagAlias
from wiki.models.tag_change import TagChange
from wiki.models.tag_key import TagKey, free_tag_word, tags_called, tags_for
from wiki.models.tag_rule import TagRule
from wiki.models.tagging import (
    Origin,
    PageTag,
    TaggedPage,
    Untagged,
    page_tags,
    tag_at,
    tag_names_on,
    tag_that_was_at,
    tagged_any,
    tags_of,
)
from wiki.models.version import HistoryError, SourceText, Version

__all__ = [
    "CARRIES_EVIDENCE",
    "SEALED",
    "Alias",
    "Answer",
    "Attachment",
    "AttachmentKind",
    "AttachmentUse",
    "Authority",
    "Category",
    "HistoryError",
    "Lane",
    "LaneError",
    "Leads",
    "Link",
    "LinkCheck",
    "LossPart",
    "Mention",
    "MentionState",
    "Origin",
    "Page",
    "PageLoss",
    "PageTag",
    "Presence",
    "Refusal",
    "Rights",
    "Section",
    "SourceText",
    "TagAlias",
    "TagChange",
    "TagKey",
    "TagRule",
    "TaggedPage",
    "Untagged",
    "Version",
    "follow_rules",
    "free_tag_word",
    "normal_path",
    "page_at",
    "page_tags",
    "set_tags",
    "tag_at",
    "tag_names_on",
    "tag_that_was_at",
    "tagged_any",
    "tags_called",
    "tags_for",
    "tags_of",
]
