"""Words of a stranger as one plain line: no markup, no signs that cannot be seen."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

# Tags after which words stand apart; the tags of JATS and of MathML run on.
APART = {"p", "br", "li", "div", "sec", "title", "jats:p", "jats:sec", "jats:title", "jats:list-item"}
# Controls, surrogates, and what turns the direction of all that follows.
UNSEEN = {"Cc", "Cs", "Cf"}
# Joins letters of Persian and the signs of an emoji.
KEPT = {"\u200c", "\u200d"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in APART:
            self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in APART:
            self.found.append(" ")


def clean(text: str) -> str:
    """One line without control characters; markup stays as the signs that it is written with."""
    if not text.isascii() or not text.isprintable():
        text = "".join(" " if one in "\t\n\r\x0b\x0c\x85\u2028\u2029" else one for one in text if _is_seen(one))
    return " ".join(text.split())


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in UNSEEN or letter in KEPT or letter.isspace()


def plain(text: str) -> str:
    """The words of a text with HTML, JATS or MathML in it. A `<` before a number or a space is a sign, no tag."""
    if "<" not in text and "&" not in text:
        return clean(text)
    parser = _Words()
    parser.feed(text)
    parser.close()
    return clean("".join(parser.found))
