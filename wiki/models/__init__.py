"""The nouns of what is said about the evidence, one a file."""

from wiki.models.alias import Alias, normal_path
from wiki.models.category import Category
from wiki.models.lane import CARRIES_EVIDENCE, SEALED, Authority, Lane, LaneError
from wiki.models.mention import Mention, MentionState
from wiki.models.page import Page
from wiki.models.section import Section
from wiki.models.tagging import TaggedPage, set_tags, tag_at, tagged_any, tags_of

__all__ = [
    "CARRIES_EVIDENCE",
    "SEALED",
    "Alias",
    "Authority",
    "Category",
    "Lane",
    "LaneError",
    "Mention",
    "MentionState",
    "Page",
    "Section",
    "TaggedPage",
    "normal_path",
    "set_tags",
    "tag_at",
    "tagged_any",
    "tags_of",
]
