"""Invented references in any number, as a database exports them; they name no real paper."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

FAMILIES = [
    "Aalto", "Brandt", "Castillo", "Dubois", "Eriksen", "Farouk", "Großmann", "Hašek", "Ibrahim", "Jónsson",
    "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov", "Quiroga", "Rossi", "Şahin", "Tanaka",
    "Ueda", "Varga", "Weiß", "Xu", "Yılmaz", "Zhang",
]  # fmt: skip
GIVEN = ["Anna B.", "Carl", "Dieter E.", "Fatima", "Grace H.", "Ines", "Jean-Paul", "K. L.", "María", "Noor", "O. P."]
TREATMENTS = ["Magnesium", "Vitamin D", "Omega-3 fatty acids", "Melatonin", "Creatine", "Zinc", "Curcumin", "Ginger"]
DESIGNS = ["a randomised trial", "a crossover trial", "a cohort study", "a pilot study", "a double-blind trial"]
CONDITIONS = ["chronic pain", "migraine", "insomnia", "asthma", "hypertension", "fatigue", "depression", "eczema"]
JOURNALS = [("Journal of Invented Trials", "J Invent Trials"), ("Annals of Made-up Medicine", "Ann Made-up Med")]
WORDS = [
    "participants", "were", "allocated", "to", "receive", "either", "the", "treatment", "or", "placebo", "for",
    "weeks", "and", "the", "outcome", "was", "measured", "at", "baseline", "and", "after", "the", "last", "visit",
]  # fmt: skip
KEYWORDS = ["Humans", "Adult", "Female", "Male", "Double-Blind Method", "Treatment Outcome", "Dietary Supplements"]


def write_ris(path: Path, *, records: int, seed: int) -> None:
    """A RIS file of so many records of some 25 lines each; the same seed gives the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for lines in ris_records(records=records, seed=seed):
            file.write("\r\n".join(lines) + "\r\n\r\n")


def ris_records(*, records: int, seed: int) -> Iterator[list[str]]:
    """The lines of each record; the numbers in it (PMID, DOI) are its own in the whole file."""
    rng = random.Random(seed)  # noqa: S311
    for number in range(records):
        yield _record(rng, number)


def _record(rng: random.Random, number: int) -> list[str]:
    year, first = rng.randint(1990, 2025), rng.randint(1, 900)
    journal, abbreviation = rng.choice(JOURNALS)
    treatment, condition, design = rng.choice(TREATMENTS), rng.choice(CONDITIONS), rng.choice(DESIGNS)
    authors = [f"AU  - {rng.choice(FAMILIES)}, {rng.choice(GIVEN)}" for _ in range(rng.randint(1, 8))]
    abstract = " ".join(rng.choice(WORDS) for _ in range(rng.randint(80, 220)))
    return [
        "TY  - JOUR",
        *authors,
        f"TI  - {treatment} for {condition} in group {number}: {design}",
        f"T2  - {journal}",
        f"J2  - {abbreviation}",
        f"PY  - {year}",
        f"DA  - {year}/{rng.randint(1, 12):02}/{rng.randint(1, 28):02}/",
        f"VL  - {rng.randint(1, 90)}",
        f"IS  - {rng.randint(1, 12)}",
        f"SP  - {first}",
        f"EP  - {first + rng.randint(1, 15)}",
        f"DO  - 10.5555/invented.{number:08}",
        "SN  - 0000-0019",
        f"AB  - {abstract.capitalize()}.",
        *(f"KW  - {word}" for word in rng.sample(KEYWORDS, rng.randint(2, 5))),
        "LA  - eng",
        f"UR  - https://pubmed.ncbi.nlm.nih.gov/{30_000_000 + number}/",
        "DB  - PubMed",
        f"AN  - {30_000_000 + number}",
        "ER  - ",
    ]
