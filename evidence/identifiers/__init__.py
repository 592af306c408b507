"""Identifiers of papers and registrations: one canonical form for whatever people paste."""

from evidence.identifiers.finding import find
from evidence.identifiers.punctuation import own_length
from evidence.identifiers.reading import parse, parse_registration, pmid_doubt
from evidence.identifiers.schemes import ADDRESS, REGISTRIES, Found, Identifier, IdentifierError, Scheme

__all__ = [
    "ADDRESS",
    "REGISTRIES",
    "Found",
    "Identifier",
    "IdentifierError",
    "Scheme",
    "find",
    "own_length",
    "parse",
    "parse_registration",
    "pmid_doubt",
]
