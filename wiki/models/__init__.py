"""The nouns of what is said about the evidence, one a file."""

from wiki.models.alias import Alias, normal_path, page_at
from wiki.models.attachment import Attachment, AttachmentKind, AttachmentUse, Presence, Rights
from wiki.models.category import Category
from wiki.models.lane import CARRIES_EVIDENCE, SEALED, Authority, Lane, LaneError
from wiki.models.link import Answer, Leads, Link, LinkCheck
from wiki.models.loss import LossPart, PageLoss, Refusal
from wiki.models.mention import Mention, MentionState
from wiki.models.page import Page
from wiki.models.section import Section
from wiki.models.tag_alias import TagAlias
from wiki.models.tag_change import TagChange
from wiki.models.tag_rule import TagRule
from wiki.models.tagging import Origin, TaggedPage, Untagged, set_tags, tag_at, tagged_any, tags_of
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
    "Presence",
    "Refusal",
    "Rights",
    "Section",
    "SourceText",
    "TagAlias",
    "TagChange",
    "TagRule",
    "TaggedPage",
    "Untagged",
    "Version",
    "normal_path",
    "page_at",
    "set_tags",
    "tag_at",
    "tagged_any",
    "tags_of",
]
