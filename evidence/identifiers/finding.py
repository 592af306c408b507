"""Every identifier in a text or an address, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.identifiers.doi import find_dois
from evidence.identifiers.numbers import find_pmcids, find_registrations
from evidence.identifiers.pubmed import find_pmids
from evidence.identifiers.schemes import Found, Scheme

DIGIT = re.compile(r"[0-9]")


def find(text: str) -> Iterator[Found]:
    """Every identifier in a text or address, in order; malformed ones are passed over.

    What a DOI holds is part of it: a number of another kind within it is not found a second time.
    """
    if not DIGIT.search(text):
        return
    # This one capital becomes two signs in lower case, and no place after it would be right.
    lower = text.replace("İ", "I").lower()
    found = [*find_dois(lower), *find_pmids(lower), *find_pmcids(lower), *find_registrations(lower)]
    end_of_doi = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end_of_doi:
            yield one
            end_of_doi = one.end if one.identifier.scheme is Scheme.DOI else end_of_doi
