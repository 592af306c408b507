"""How many pairs the rules find and how many they take for one wrongly, and what they say.

The pairs are made up beside the rules, so the shares say that no kind of fault is forgotten, not how often the rules
err on real files: ASySD reports 0.95 to 0.99 and above 0.99 there (BMC Biology 2023;21:189).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from evidence.likeness import (
    Likeness,
    Paper,
    StudyFacts,
    Verdict,
    compare,
    compare_studies,
    opening_key,
    place_key,
    title_key,
)
from tests.evidence.labelled_pairs import ONE, TWO, Pair, labelled, strangers

YOUSEF = Paper(
    title="Magnesium in chronic low back pain with a neuropathic component",
    authors=("Yousef AA", "Al-deeb AE"),
    year=2013,
    journal="Anaesthesia",
    volume="68",
    pages="260-266",
)


def keys(one: Paper) -> set[str]:
    """What the search looks a record up by."""
    authors = "\n".join(one.authors)
    named = {str(one.pmid or ""), one.doi or "", title_key(one.title), opening_key(authors, one.title)}
    return (named | {place_key(authors, one.volume, one.pages)}) - {""}


def found(pair: Pair) -> bool:
    """Whether the search brings the two together and the rules then want a person to look."""
    return bool(keys(pair.one) & keys(pair.other)) and compare(pair.one, pair.other).worth_a_look


def missed(pairs: list[Pair], *, expected: bool) -> Counter[str]:
    return Counter(pair.kind for pair in pairs if found(pair) is not expected)


def test_of_pairs_that_are_one_nineteen_in_twenty_are_found() -> None:
    pairs = list(labelled(ONE, each=25, seed=2013))
    lost = missed(pairs, expected=True)
    assert len(pairs) == 475
    assert 1 - lost.total() / len(pairs) >= 0.95, lost
    assert max(lost.values(), default=0) <= 5, lost


def test_of_pairs_that_are_two_one_in_a_hundred_at_most_is_taken_for_one() -> None:
    pairs = [*labelled(TWO, each=25, seed=68), *strangers(number=200, seed=260)]
    wrong = missed(pairs, expected=False)
    assert len(pairs) == 600
    assert 1 - wrong.total() / len(pairs) >= 0.99, wrong


def test_none_of_them_is_called_the_same_without_an_identifier_and_none_by_its_title_alone() -> None:
    for pair in (*labelled(ONE, each=5, seed=1), *labelled(TWO, each=5, seed=2)):
        verdict = compare(pair.one, pair.other)
        swapped = compare(pair.other, pair.one)
        assert (verdict.verdict, verdict.veto) == (swapped.verdict, swapped.veto)
        shares = {pair.one.doi, pair.one.pmid} & {pair.other.doi, pair.other.pmid} - {None}
        assert (verdict.verdict in (Verdict.SAME, Verdict.CONFLICT)) == bool(shares)
        assert not compare(Paper(title=pair.one.title), Paper(title=pair.one.title)).worth_a_look


PLACE = {"journal": "", "volume": "", "pages": ""}
ALL = "These agree: the title, the first author, the year, the journal, the volume and the first page."
NOT_ITS_YEAR = "These agree: the title, the first author, the journal, the volume and the first page; the year differs."
ELSEWHERE = (
    "Too little agrees: the title, the first author, the year and the journal; the volume and first page differ."
)
SUBTITLE = ALL.replace("the title", "the title but for its subtitle")
ABSTRACT = (
    "One is an abstract of a conference: the title and the first author are the same, so they may report one study."
)
ERRATUM = "One of them is an erratum or a correction, the other is not."


@pytest.mark.parametrize(
    ("changes", "verdict", "veto", "reason"),
    [
        ({}, Verdict.ALIKE, False, ALL),
        (PLACE, Verdict.ALIKE, False, "These agree: the title, the first author and the year."),
        (PLACE | {"authors": (), "year": None}, Verdict.DIFFERENT, False, "Only the title agrees."),
        ({"year": 2017}, Verdict.ALIKE, False, NOT_ITS_YEAR),
        ({"volume": "69", "pages": "12-20"}, Verdict.DIFFERENT, False, ELSEWHERE),
        ({"title": "Erratum: " + YOUSEF.title}, Verdict.DIFFERENT, True, ERRATUM),
        ({"title": YOUSEF.title + ". Part II"}, Verdict.ALIKE, False, SUBTITLE),
        ({"kind": "protocol"}, Verdict.DIFFERENT, True, "One of them is a protocol, the other is not."),
        ({"kind": "abstract"}, Verdict.REPORTS, False, ABSTRACT),
    ],
)
def test_every_verdict_has_its_sentence(changes: dict[str, object], verdict: Verdict, veto: bool, reason: str) -> None:
    other = replace(YOUSEF, **changes)  # type: ignore[arg-type]
    assert compare(YOUSEF, other) == Likeness(verdict=verdict, reason=reason, veto=veto)


def test_identifiers_decide() -> None:
    one = replace(YOUSEF, doi="10.1111/anae.12107", pmid="23384256")
    same = compare(one, Paper(doi="10.1111/anae.12107"))
    assert (same.verdict, same.reason) == (Verdict.SAME, "The DOI is the same.")
    other = compare(one, replace(one, doi="10.1111/anae.12108"))
    assert (other.verdict, other.veto) == (Verdict.CONFLICT, True)
    assert other.reason == "The PMID is the same, but the DOI differs: one of the two is wrong."
    two = compare(one, replace(YOUSEF, doi="10.1111/anae.12108"))
    assert two == Likeness(
        verdict=Verdict.DIFFERENT, veto=True, reason="Their DOIs differ, so they are two publications."
    )


def test_two_versions_of_a_preprint_are_one_and_a_preprint_and_its_article_two_reports_of_one_study() -> None:
    first = replace(YOUSEF, doi="10.21203/rs.3.rs-12345/v1", volume="", pages="")
    assert compare(first, replace(first, doi="10.21203/rs.3.rs-12345/v2")).verdict is Verdict.SAME
    found = compare(first, replace(YOUSEF, doi="10.1111/anae.12107"))
    assert found.verdict is Verdict.REPORTS
    assert found.reason.startswith("One is a preprint: the title and the first author are the same")
    stranger = replace(YOUSEF, doi="10.1111/anae.12107", authors=("Roe BC",))
    assert compare(first, stranger).verdict is Verdict.DIFFERENT


def test_studies() -> None:
    opal = StudyFacts(title="Opioid analgesia for back pain", acronym="OPAL", year=2023, people=347)
    same = replace(opal, registrations=frozenset({"ACTRN12615000775516"}))
    assert compare_studies(same, same).reason == "Both are registered as ACTRN12615000775516."
    other = replace(opal, title="Another", acronym="Opal", year=2024, registrations=frozenset({"NCT00000102"}))
    found = compare_studies(same, other)
    assert (found.verdict, found.veto) == (Verdict.ALIKE, True)
    assert found.reason == ("Both are called OPAL, and their years are 2023 and 2024. But their registrations differ.")
    people = compare_studies(opal, replace(opal, acronym="", title="Opioid Analgesia for Back-Pain."))
    assert people.reason == "The title is the same, and 347 people took part in both."
    assert compare_studies(opal, replace(opal, acronym="", people=40)).verdict is Verdict.DIFFERENT
    part = compare_studies(replace(opal, title="Pain: part 1"), replace(opal, title="Pain: part 2"))
    assert part.verdict is Verdict.DIFFERENT
    reports = compare(YOUSEF, YOUSEF)
    assert compare_studies(opal, StudyFacts(title="X"), reports=reports).reason.startswith(
        "Two of their reports: these agree: the title"
    )
