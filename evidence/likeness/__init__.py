"""Whether two records are of one publication, or of one study: keys to find pairs by, and a verdict with its reason."""

from evidence.likeness.blocks import opening_key, place_key
from evidence.likeness.keys import author_key, first_page, near_years, pages_key, title_key
from evidence.likeness.markers import is_preprint, unversioned
from evidence.likeness.papers import IDENTIFIERS, compare
from evidence.likeness.studies import StudyFacts, compare_studies
from evidence.likeness.verdicts import Likeness, Paper, Verdict

__all__ = [
    "IDENTIFIERS",
    "Likeness",
    "Paper",
    "StudyFacts",
    "Verdict",
    "author_key",
    "compare",
    "compare_studies",
    "first_page",
    "is_preprint",
    "near_years",
    "opening_key",
    "pages_key",
    "place_key",
    "title_key",
    "unversioned",
]
