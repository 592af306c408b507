"""Words of an address, made from a title or a heading."""

import re
import unicodedata


def slug_of(text: str, *, longest: int = 100) -> str:
    """Lower case letters and digits with hyphens between, cut between words; empty if there are none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]
