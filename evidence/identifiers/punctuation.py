"""Where an identifier or an address ends and the sentence round it goes on."""

from __future__ import annotations

CLOSING = set(".,;:!?'\"*_~`\\…”’»›—–")
BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def own_length(text: str) -> int:
    """How many signs of a text without spaces are its own; the rest closes a sentence, a bracket or an emphasis.

    A bracket that was opened within the text belongs to it.
    """
    length = len(text)
    surplus = {sign: text.count(sign) - text.count(opening) for sign, opening in BRACKETS.items()}
    while length:
        sign = text[length - 1]
        if surplus.get(sign, 0) > 0:
            surplus[sign] -= 1
        elif sign not in CLOSING:
            break
        length -= 1
    return length
