"""Whatever people paste becomes one canonical identifier, or gets a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.identifiers import (
    Identifier,
    IdentifierError,
    Scheme,
    find,
    parse,
    parse_registration,
    pmid_doubt,
)

PASTED = [
    ("23384256", Scheme.PMID, "23384256"),
    ("  23384256\n", Scheme.PMID, "23384256"),
    ("PMID: 23384256", Scheme.PMID, "23384256"),
    ("PMID 23384256", Scheme.PMID, "23384256"),
    ("pmid:23384256", Scheme.PMID, "23384256"),
    ("PMID23384256", Scheme.PMID, "23384256"),
    ("(PMID: 23384256)", Scheme.PMID, "23384256"),
    ("https://pubmed.ncbi.nlm.nih.gov/23384256/", Scheme.PMID, "23384256"),
    ("https://pubmed.ncbi.nlm.nih.gov/23384256/?dopt=Abstract", Scheme.PMID, "23384256"),
    ("pubmed.gov/23384256", Scheme.PMID, "23384256"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/23384256", Scheme.PMID, "23384256"),
    ("https://www.ncbi.nlm.nih.gov/m/pubmed/23384256/", Scheme.PMID, "23384256"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/?term=23384256", Scheme.PMID, "23384256"),
    ("00123", Scheme.PMID, "123"),
    ("PMC8482298", Scheme.PMCID, "PMC8482298"),
    ("pmc8482298", Scheme.PMCID, "PMC8482298"),
    ("PMC 8482298", Scheme.PMCID, "PMC8482298"),
    ("PMCID: PMC8482298", Scheme.PMCID, "PMC8482298"),
    ("8482298", Scheme.PMCID, "PMC8482298"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8482298/", Scheme.PMCID, "PMC8482298"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC8482298/#sec2", Scheme.PMCID, "PMC8482298"),
    ("10.1111/anae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("10.1111/ANAE.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("doi:10.1111/anae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("doi: 10.1111/anae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("DOI: 10.1111/anae.12107.", Scheme.DOI, "10.1111/anae.12107"),
    ("https://doi.org/10.1111/anae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("http://dx.doi.org/10.1111/anae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("https://doi.org/10.1111%2Fanae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("https://onlinelibrary.wiley.com/doi/10.1111/anae.12107/full", Scheme.DOI, "10.1111/anae.12107"),
    ("https://onlinelibrary.wiley.com/doi/abs/10.1111/anae.12107", Scheme.DOI, "10.1111/anae.12107"),
    ("https://doi.org/10.1111/anae.12107?af=R", Scheme.DOI, "10.1111/anae.12107"),
    ("(10.1016/j.spinee.2021.02.009)", Scheme.DOI, "10.1016/j.spinee.2021.02.009"),
    ("10.1016/S0140-6736(23)00404-X", Scheme.DOI, "10.1016/s0140-6736(23)00404-x"),
    (
        "https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(23)00404-X/fulltext",
        Scheme.DOI,
        "10.1016/s0140-6736(23)00404-x",
    ),
    ("10.1002/(SICI)1097-0258(19980815)17:15", Scheme.DOI, "10.1002/(sici)1097-0258(19980815)17:15"),
    ("NCT05396014", Scheme.NCT, "NCT05396014"),
    ("nct 05396014", Scheme.NCT, "NCT05396014"),
    ("05396014", Scheme.NCT, "NCT05396014"),
    ("https://clinicaltrials.gov/study/NCT05396014?rank=1", Scheme.NCT, "NCT05396014"),
    ("https://clinicaltrials.gov/ct2/show/NCT05396014", Scheme.NCT, "NCT05396014"),
    ("ACTRN12615000775516", Scheme.ACTRN, "ACTRN12615000775516"),
    ("ACTRN012605000262606", Scheme.ACTRN, "ACTRN12605000262606"),
    ("ISRCTN12345679", Scheme.ISRCTN, "ISRCTN12345679"),
    ("https://www.isrctn.com/ISRCTN12345679", Scheme.ISRCTN, "ISRCTN12345679"),
]
REFUSED = [
    ("not applicable", Scheme.PMID, "expected one to eight digits, such as 23384256."),
    ("", Scheme.PMID, "expected one to eight digits, such as 23384256."),
    ("0", Scheme.PMID, "expected one to eight digits, such as 23384256."),
    ("233842560", Scheme.PMID, "expected one to eight digits, such as 23384256."),
    ("٢٣٣٨٤٢٥٦", Scheme.PMID, "expected one to eight digits, such as 23384256."),
    ("23384256; 20543684", Scheme.PMID, "expected one to eight digits, such as 23384256."),
    ("PMID 23384256, PMID 20543684", Scheme.PMID, "holds 2 identifiers (20543684, 23384256): keep one."),
    ("PMC", Scheme.PMCID, "expected something like PMC8482298."),
    ("The DOI was not printed in this paper.", Scheme.DOI, "expected something like 10.1111/anae.12107."),
    ("see 10.1111/anae.12107 for the trial", Scheme.DOI, "expected something like 10.1111/anae.12107."),
    ("10.1111", Scheme.DOI, "expected something like 10.1111/anae.12107."),
    ("10.12/short", Scheme.DOI, "expected something like 10.1111/anae.12107."),
    ("NCT00000000", Scheme.NCT, "is a placeholder, not a registration: all its digits are zero."),
    ("NCT0539601", Scheme.NCT, "expected NCT and 8 digits."),
    ("ACTRN1261500077551", Scheme.ACTRN, "expected ACTRN and 14 digits."),
    ("isrctn: not applicable", Scheme.ISRCTN, "expected ISRCTN and 8 digits."),
    ("1" * 2001, Scheme.PMID, "An identifier of 2,001 characters was pasted: expected one identifier."),
]


@pytest.mark.parametrize(("pasted", "scheme", "value"), PASTED)
def test_what_people_paste_is_read(pasted: str, scheme: Scheme, value: str) -> None:
    assert parse(pasted, scheme) == value


@pytest.mark.parametrize(("pasted", "scheme", "says"), REFUSED)
def test_what_is_none_gets_a_sentence(pasted: str, scheme: Scheme, says: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse(pasted, scheme)
    assert str(caught.value).endswith(says)


@pytest.mark.parametrize("number", ["NCT05396014", "ACTRN12615000775516", "ISRCTN12345679"])
def test_a_registration_says_its_own_registry(number: str) -> None:
    assert parse_registration(f" {number.lower()} ") == number


@pytest.mark.parametrize("junk", ["not applicable", "2012-001234-56", "CTRI/2015/01/005472", ""])
def test_an_unknown_registry_is_named(junk: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_registration(junk)
    assert str(caught.value) == (f"“{junk}” is not a registration known here: expected an NCT, ACTRN or ISRCTN number.")


def test_every_identifier_of_a_text_is_found_in_its_place() -> None:
    text = (
        "Yousef (PMID 23384256, doi:10.1111/anae.12107) and BEST (NCT05396014; ISRCTN: not applicable), "
        "see https://pmc.ncbi.nlm.nih.gov/articles/PMC8482298/. NCT00000000."
    )
    seen = [(str(one.identifier), text[one.start : one.end]) for one in find(text)]
    assert seen == [
        ("PMID 23384256", "PMID 23384256"),
        ("doi:10.1111/anae.12107", "doi:10.1111/anae.12107"),
        ("NCT05396014", "NCT05396014"),
        ("PMC8482298", "PMC8482298"),
    ]


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        (Identifier(Scheme.PMID, "23384256"), "https://pubmed.ncbi.nlm.nih.gov/23384256/"),
        (Identifier(Scheme.PMCID, "PMC8482298"), "https://pmc.ncbi.nlm.nih.gov/articles/PMC8482298/"),
        (Identifier(Scheme.DOI, "10.1111/anae.12107"), "https://doi.org/10.1111/anae.12107"),
        (Identifier(Scheme.NCT, "NCT05396014"), "https://clinicaltrials.gov/study/NCT05396014"),
        (Identifier(Scheme.ACTRN, "ACTRN12615000775516"), "https://www.anzctr.org.au/ACTRN12615000775516.aspx"),
        (Identifier(Scheme.ISRCTN, "ISRCTN12345679"), "https://www.isrctn.com/ISRCTN12345679"),
    ],
)
def test_an_identifier_leads_somewhere_and_its_address_leads_back(identifier: Identifier, address: str) -> None:
    assert identifier.address == address
    assert parse(address, identifier.scheme) == identifier.value


@pytest.mark.parametrize(
    ("pmid", "year", "doubted"),
    [
        ("2338425", 2013, True),
        ("23384256", 2013, False),
        ("2338425", 1990, False),
        ("2338425", 2000, False),
        ("9999999", 2001, True),
        ("1", None, False),
    ],
)
def test_a_short_pmid_on_a_late_paper_is_doubted(pmid: str, year: int | None, doubted: bool) -> None:
    assert bool(pmid_doubt(pmid, year)) is doubted


def test_the_doubt_is_a_sentence() -> None:
    assert pmid_doubt("2338425", 2013) == ("PMID 2338425 has 7 digits, but papers of 2013 carry eight: is one missing?")


def numbers(digits: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**digits - 1).map(lambda number: f"{number:0{digits}}")


IDENTIFIERS = st.one_of(
    st.integers(1, 99_999_999).map(lambda number: Identifier(Scheme.PMID, str(number))),
    st.integers(1, 99_999_999).map(lambda number: Identifier(Scheme.PMCID, f"PMC{number}")),
    st.from_regex(r"10\.[0-9]{4,9}/[a-z0-9][a-z0-9.()-]{0,30}[a-z0-9]", fullmatch=True).map(
        lambda value: Identifier(Scheme.DOI, value)
    ),
    numbers(8).map(lambda digits: Identifier(Scheme.NCT, f"NCT{digits}")),
    # Fourteen digits of an ACTRN number begin with the 126 of its registry.
    numbers(11).map(lambda digits: Identifier(Scheme.ACTRN, f"ACTRN126{digits}")),
    numbers(8).map(lambda digits: Identifier(Scheme.ISRCTN, f"ISRCTN{digits}")),
)


@given(IDENTIFIERS)
def test_what_is_printed_can_be_read_again(identifier: Identifier) -> None:
    assert parse(str(identifier), identifier.scheme) == identifier.value
    assert parse(identifier.value, identifier.scheme) == identifier.value


@given(st.text(max_size=300))
def test_no_text_breaks_the_finder(text: str) -> None:
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(max_size=300) | IDENTIFIERS.map(str), st.sampled_from(Scheme))
def test_what_is_read_once_reads_the_same_again(text: str, scheme: Scheme) -> None:
    try:
        value = parse(text, scheme)
    except IdentifierError:
        return
    assert parse(value, scheme) == value


@given(st.lists(IDENTIFIERS.map(str), max_size=5), st.text(alphabet="ab ,;.()\n", max_size=20))
def test_identifiers_are_found_in_running_text(texts: list[str], between: str) -> None:
    text = f" {between} ".join(texts)
    assert all(found.start < found.end <= len(text) for found in find(text))


@pytest.mark.parametrize("text", ["10.1111/" + "(" * 5_000, "PMC" * 5_000, "10." + "1." * 5_000, "x" * 200_000])
def test_a_long_text_is_read_in_one_go(text: str) -> None:
    """Hostile lengths come to an end."""
    assert len(list(find(text))) <= 1
