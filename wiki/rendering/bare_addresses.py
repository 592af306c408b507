"""Addresses that stand in a text as they are: made links, as the wiki's own server does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

ADDRESS = re.compile(r"(?<![\w/@])https?://(?=\w)[^\s<>\"“”|]{3,2000}", re.IGNORECASE)
CLOSING = {")": "(", "]": "["}


def with_links(tokens: Sequence[Token]) -> None:
    """Make a link of every bare address in the words of these blocks, except where a link stands already."""
    for token in tokens:
        if token.children and "://" in token.content:
            token.children = list(_linked(token.children))


def _linked(children: list[Token]) -> Iterator[Token]:
    links = 0
    for child in children:
        if child.type in {"link_open", "link_close"}:
            links += child.nesting
        elif child.type == "html_inline" and re.match(r"</?a\b", child.content, re.IGNORECASE):
            links += -1 if child.content.startswith("</") else 1
        if child.type == "text" and links <= 0:
            yield from _cut(child)
        else:
            yield child


def _cut(text: Token) -> Iterator[Token]:
    last = 0
    for match in ADDRESS.finditer(text.content):
        address = _without_the_sentence(match[0])
        yield Token("text", "", 0, content=text.content[last : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1)
        last = match.start() + len(address)
    yield Token("text", "", 0, content=text.content[last:])


def _without_the_sentence(address: str) -> str:
    """The address without the punctuation of the sentence round it; brackets that it opened itself are its own."""
    while address[-1] in ".,;:!?'’*_~&" or (
        address[-1] in CLOSING and address.count(address[-1]) > address.count(CLOSING[address[-1]])
    ):
        address = address[:-1]
    return address
