"""How like two titles, names or places are where they are not equal."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from evidence.likeness.keys import folded

FILLING = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with"}
# Letters that a scanner takes for others; both sides are rewritten alike.
SCANNED = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("0", "o"), ("1", "l"), ("5", "s"), ("i", "l"))
# One letter or two make the opposite of these: a slip of the finger is no excuse for them.
OPPOSITE = [
    *(("hypo", "hyper"), ("intra", "inter"), ("pre", "post"), ("men", "women"), ("male", "female"), ("micro", "macro")),
    *(("acute", "subacute"), ("with", "without"), ("increas", "decreas"), ("upper", "lower"), ("mono", "bi")),
    *(("effective", "ineffective"), ("able", "unable"), ("typical", "atypical"), ("trans", "cis"), ("endo", "exo")),
]
# Above this share of equal letters in order, words that differ count as one word misspelt.
MISSPELT = 0.8


def numbers(words: list[str]) -> Counter[str]:
    return Counter(number for word in words for number in re.findall(r"\d+", word))


def unscanned(word: str) -> str:
    for one, other in SCANNED:
        word = word.replace(one, other)
    return word


def misspelt(one: list[str], other: list[str]) -> bool:
    """Whether two titles differ by slips alone: in letters, hyphens and small words, never in a number or a word."""
    left, right = Counter(one), Counter(other)
    strays = [list((left - right).elements()), list((right - left).elements())]
    if _opposite(*strays):
        return False
    texts = [unscanned("".join(word for word in side if word not in FILLING)) for side in strays]
    if not any(texts):
        return True
    if numbers(strays[0]) != numbers(strays[1]) and not _scanned_number(*strays):
        return False
    whole = max(len("".join(one)), len("".join(other)))
    return max(map(len, texts)) <= whole * 0.6 and ratio(*texts) >= MISSPELT


def _scanned_number(one: list[str], other: list[str]) -> bool:
    """`l2` for 12 and `0pen` for open: numbers that come out equal once both sides are read as letters."""
    mixed = [word for word in [*one, *other] if re.search(r"\d", word)]
    return all(re.search(r"[a-z]", word) for word in mixed)


def _opposite(one: list[str], other: list[str]) -> bool:
    for first, second in OPPOSITE:
        for left, right in ((one, other), (other, one)):
            for word in left:
                swapped = second + word.removeprefix(first)
                if word.startswith(first) and any(
                    close.startswith(second) and ratio(close, swapped) > 0.9 for close in right
                ):
                    return True
    return False


def ratio(one: str, other: str) -> float:
    """1 for equal texts, 0 for texts without a sign in common."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def same_name(one: str, other: str) -> bool:
    """Equal family names, or a slip of one or two letters in a name long enough to bear it."""
    if one == other:
        return True
    one, other = unscanned(one), unscanned(other)
    return one == other or (min(len(one), len(other)) >= 5 and ratio(one, other) >= MISSPELT)


def same_journal(one: str, other: str) -> bool:
    """Whether one name can be the abbreviation of the other: `Br J Anaesth` of British Journal of Anaesthesia."""
    sides = [_journal_words(name) for name in (one, other)]
    short, long = sorted(sides, key=lambda words: len("".join(words)))
    if "".join(short) == "".join(long) or "".join(short) == "".join(word[0] for word in long):
        return True
    return len(short) == len(long) and all(_abbreviates(a, b) for a, b in zip(short, long, strict=True))


def _journal_words(name: str) -> list[str]:
    plain = re.sub(r"\([^)]*\)|:.*", "", folded(name))
    return [word for word in re.sub(r"[\W_]+", " ", plain).split() if word not in FILLING]


def _abbreviates(one: str, other: str) -> bool:
    """`j` journal, `natl` national: the first letter agrees, and the others come in order."""
    short, long = sorted((one, other), key=len)
    signs = iter(long)
    return short[0] == long[0] and all(sign in signs for sign in short)
