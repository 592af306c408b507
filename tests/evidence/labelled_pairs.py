"""Pairs of records of which it is known whether they are one: made up, with the faults that real files have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from evidence.likeness import Paper

TREATMENTS = """magnesium sulfate;vitamin D3;capsaicin patch;gabapentin;spinal manipulation;yoga;duloxetine;
epidural dexamethasone;acupuncture;motor control exercise;zinc gluconate;heat wrap;ibuprofen 400 mg;L-carnitine;
omega-3 fatty acids;β-alanine;naproxen;cognitive behavioural therapy;walking;botulinum toxin A"""
CONDITIONS = """chronic low back pain;acute sciatica;lumbar spinal stenosis;failed back surgery syndrome;
neck pain with radiculopathy;degenerative disc disease;postoperative pain after lumbar fusion;vertebral fracture;
sacroiliac joint pain;pelvic girdle pain in pregnancy;osteoporosis;fibromyalgia"""
OUTCOMES = "pain intensity;disability;sleep quality;return to work;opioid use;quality of life;walking distance"
DESIGNS = """a randomised, double-blind, placebo-controlled trial;a randomized controlled trial;a cohort study;
a pilot study;a systematic review and meta-analysis;a multicentre open-label trial;a cross-over trial"""
SHAPES = (
    "Effect of {t} on {o} in patients with {c}: {d}",
    "{t} for {c}: {d}",
    "Does {t} improve {o} in {c}?: {d}",
    "{t} versus placebo in {c}, {d} with {o} as primary outcome",
)
FAMILIES = """Yousef Müller Nakamura O'Connor García van-der-Berg Okafor Lindström Kowalczyk Papadopoulos Fernández
Chatterjee Johansen Dubois Rossi Silva Nguyen Haddad Petrov Kaya Moreau Jensen Weber Takahashi Abdullah"""
JOURNALS = (
    ("British Journal of Anaesthesia", "Br J Anaesth"),
    ("European Spine Journal", "Eur Spine J"),
    ("Journal of Pain Research", "J Pain Res"),
    ("The Clinical Journal of Pain", "Clin J Pain"),
    ("Annals of Internal Medicine", "Ann Intern Med"),
    ("Magnesium Research", "Magnes Res"),
)
SCANS = (("rn", "m"), ("m", "rn"), ("l", "1"), ("o", "0"), ("i", "l"), ("e", "c"))


@dataclass(frozen=True)
class Pair:
    kind: str
    one: Paper
    other: Paper


def _list(words: str) -> list[str]:
    return [one.strip() for one in words.split(";")]


def paper(random: Random, number: int) -> Paper:
    treatment = random.choice(_list(TREATMENTS))
    shape = random.choice(SHAPES)
    title = shape.format(
        t=treatment,
        c=random.choice(_list(CONDITIONS)),
        o=random.choice(_list(OUTCOMES)),
        d=random.choice(_list(DESIGNS)),
    )
    first = random.randint(1, 1900)
    authors = [
        f"{one} {random.choice('ABCDEHJKM')}{random.choice('ALMRST')}" for one in random.sample(FAMILIES.split(), 4)
    ]
    return Paper(
        title=title[0].upper() + title[1:],
        authors=tuple(authors),
        year=random.randint(1995, 2024),
        journal=random.choice(JOURNALS)[0],
        volume=str(random.randint(5, 99)),
        issue=str(random.randint(1, 12)),
        pages=f"{first}-{first + random.randint(3, 14)}",
        doi=f"10.1000/paper.{number}",
        pmid=str(20_000_000 + number),
    )


def bare(one: Paper, **changes: object) -> Paper:
    """As many files have it: without any identifier."""
    return replace(one, **{"doi": None, "pmid": None} | changes)  # type: ignore[arg-type]


def typos(random: Random, text: str, number: int) -> str:
    for _ in range(number):
        at = random.randrange(1, len(text) - 1)
        if text[at].isalpha() and text[at].isascii():
            fault = random.choice(["", text[at] * 2, random.choice("aeinrst")])
            text = text[:at] + fault + text[at + 1 :]
    return text


def scanned(random: Random, text: str) -> str:
    for right, wrong in random.sample(SCANS, 2):
        text = text.replace(right, wrong, 1)
    return text


def abbreviated(one: Paper) -> str:
    return dict(JOURNALS)[one.journal]


def subtitle_lost(one: Paper) -> str:
    return one.title.partition(": ")[0]


def first_page_only(one: Paper) -> str:
    return one.pages.partition("-")[0]


def short_pages(one: Paper) -> str:
    first, _, last = one.pages.partition("-")
    return f"pp. {first}–{last[-1]}" if first[:-1] == last[:-1] else f"{first}–{last}"


def given_names(one: Paper) -> tuple[str, ...]:
    return tuple(f"{name.rpartition(' ')[0]}, {name.rpartition(' ')[2][0]}." for name in one.authors)


def initials_first(one: Paper) -> tuple[str, ...]:
    return tuple(" ".join(reversed(name.rsplit(" ", 1))) for name in one.authors)


Change = Callable[[Random, Paper], tuple[Paper, Paper]]
# Each makes of one record two that are of one publication, or that are reports of one study.
ONE: dict[str, Change] = {
    "same DOI, title mistyped": lambda r, p: (p, replace(p, title=typos(r, p.title, 6), pmid=None)),
    "same PMID, no more": lambda r, p: (p, Paper(title="", pmid=p.pmid)),
    "journal abbreviated, pages short": lambda r, p: (p, bare(p, journal=abbreviated(p), pages=short_pages(p))),
    "title mistyped": lambda r, p: (p, bare(p, title=typos(r, p.title, 2))),
    "title scanned": lambda r, p: (p, bare(p, title=scanned(r, p.title), journal=abbreviated(p))),
    "author mistyped": lambda r, p: (p, bare(p, authors=(typos(r, p.authors[0], 1), *p.authors[1:]))),
    "no pages, no volume": lambda r, p: (p, bare(p, volume="", issue="", pages="")),
    "no year": lambda r, p: (p, bare(p, year=None, pages=first_page_only(p))),
    "no authors": lambda r, p: (p, bare(p, authors=())),
    "no journal": lambda r, p: (p, bare(p, journal="", issue="")),
    "initials first": lambda r, p: (p, bare(p, authors=initials_first(p), volume="")),
    "given names": lambda r, p: (p, bare(p, authors=given_names(p), title=p.title.upper())),
    "first two authors swapped": lambda r, p: (p, bare(p, authors=(p.authors[1], p.authors[0], *p.authors[2:]))),
    "subtitle lost": lambda r, p: (p, bare(p, title=subtitle_lost(p))),
    "online a year before": lambda r, p: (p, bare(p, year=(p.year or 0) - 1, volume="", issue="", pages="")),
    "title translated": lambda r, p: (p, bare(p, title=f"[{p.title}]", journal=abbreviated(p))),
    "accents and entities lost": lambda r, p: (
        bare(p, title=p.title.replace("β", "beta").replace(" and ", " &amp; ")),
        bare(p, authors=tuple(name.replace("ü", "ue").replace("ö", "o") for name in p.authors)),
    ),
    "abstract and article": lambda r, p: (
        p,
        bare(p, title=f"{p.title} [abstract]", year=(p.year or 0) - 1, journal="Proceedings", volume="7", pages="S12"),
    ),
    "preprint and article": lambda r, p: (
        p,
        bare(p, doi=f"10.1101/2020.01.01.{r.randint(10**7, 10**8 - 1)}", year=(p.year or 0) - 1, journal="medRxiv",
             volume="", issue="", pages="", kind="preprint"),
    ),
}  # fmt: skip


def elsewhere(random: Random, one: Paper, **changes: object) -> Paper:
    """Printed at another place."""
    first = random.randint(2000, 2900)
    place = {"volume": str(random.randint(100, 150)), "pages": f"{first}-{first + 6}"}
    return bare(one, **place | changes)


def another(random: Random, words: str, text: str) -> str:
    there = next(one for one in sorted(_list(words), key=len, reverse=True) if one.lower() in text.lower())
    other = random.choice([one for one in _list(words) if one != there])
    at = text.lower().index(there.lower())
    return text[:at] + other + text[at + len(there) :]


# Each makes of one record two that are different publications of different studies, or must not be merged.
TWO: dict[str, Change] = {
    "two DOIs": lambda r, p: (p, replace(p, doi=p.doi + "b", pmid=None)),  # type: ignore[operator]
    "two PMIDs": lambda r, p: (p, replace(p, doi=None, pmid=str(int(p.pmid or 0) + 500))),
    "part I and part II": lambda r, p: (
        bare(p, title=f"{p.title}. Part I"),
        elsewhere(r, p, title=f"{p.title}. Part II", volume=p.volume),
    ),
    "part I and part II without pages": lambda r, p: (
        bare(p, title=f"{p.title}: part 1", pages="", volume=""),
        bare(p, title=f"{p.title}: part 2", pages="", volume=""),
    ),
    "follow-up with the same title": lambda r, p: (bare(p), elsewhere(r, p, year=(p.year or 0) + 3)),
    "same title, other people": lambda r, p: (
        bare(p),
        elsewhere(r, p, authors=("Zhang L", "Ivanova P"), journal="Spine"),
    ),
    "same title and nothing else": lambda r, p: (p, Paper(title=p.title)),
    "same title, next year, another place": lambda r, p: (bare(p), elsewhere(r, p, year=(p.year or 0) + 1)),
    "erratum": lambda r, p: (bare(p), elsewhere(r, p, title=f"Erratum: {p.title}")),
    "comment": lambda r, p: (bare(p), elsewhere(r, p, title=f"Comment on: {p.title}", volume=p.volume)),
    "reply": lambda r, p: (bare(p), bare(p, title=f"{p.title}: authors' reply")),
    "protocol": lambda r, p: (bare(p), elsewhere(r, p, title=f"{p.title}: study protocol", year=(p.year or 0) - 1)),
    "6 and 12 months": lambda r, p: (
        bare(p, title=f"{p.title}: results at 6 months", pages=""),
        bare(p, title=f"{p.title}: results at 12 months", pages=""),
    ),
    "another condition, same team and journal": lambda r, p: (
        bare(p),
        elsewhere(r, p, title=another(r, CONDITIONS, p.title)),
    ),
    "another treatment, same team, no pages": lambda r, p: (
        bare(p, pages="", volume=""),
        bare(p, title=another(r, TREATMENTS, p.title), pages="", volume=""),
    ),
    "abstracts on one page": lambda r, p: (
        bare(p, pages="S12", kind="abstract"),
        bare(p, pages="S12", kind="abstract", title=another(r, TREATMENTS, p.title)),
    ),
}  # fmt: skip


def labelled(kinds: dict[str, Change], *, each: int, seed: int) -> Iterator[Pair]:
    random, number = Random(seed), 0  # noqa: S311
    for kind, change in kinds.items():
        for _ in range(each):
            number += 1
            yield Pair(kind, *change(random, paper(random, number)))


def strangers(*, number: int, seed: int) -> Iterator[Pair]:
    """Papers that have nothing in common but the field."""
    random = Random(seed)  # noqa: S311
    for one in range(number):
        yield Pair("strangers", bare(paper(random, one)), bare(paper(random, one + number)))
