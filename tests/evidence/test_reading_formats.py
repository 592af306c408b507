"""What each tool hides where: numbers, kinds, notices and registrations, out of hand-written records."""

from __future__ import annotations

import io
import json

import pytest

from evidence.dates import PartialDate
from evidence.models import NoticeKind, ReportKind
from evidence.reading import Linked, ReadReference, Reference, read_references
from evidence.reading.kinds import KINDS
from evidence.reading.medline import NOTICES


def read(data: str, encoding: str = "utf-8") -> list[ReadReference]:
    return list(read_references(io.BytesIO(data.encode(encoding)), name="file"))


def one(data: str) -> Reference:
    (answer,) = read(data)
    assert answer.reference, answer.faults
    return answer.reference


def ris(*lines: str) -> Reference:
    return one("TY  - JOUR\nTI  - A\n" + "\n".join(lines) + "\nER  - \n")


def test_kinds_and_notices_are_those_of_the_models() -> None:
    assert set(KINDS) == set(ReportKind.values)
    assert set(NOTICES.values()) == set(NoticeKind.values)


@pytest.mark.parametrize(
    "lines",
    [
        ("AN  - 23384256", "DB  - PubMed"),
        ("AN  - 23384256", "DP  - NLM"),
        ("ID  - 23384256", "DB  - Ovid MEDLINE(R) <1946 to 2024>"),
        ("C5  - 23384256", "DB  - Embase", "DB  - Medline"),
        ("C3  - PUBMED 23384256,EMBASE 643589775",),
        ("UR  - https://www.ncbi.nlm.nih.gov/pubmed/23384256",),
        ("L2  - https://europepmc.org/article/MED/23384256", "L2  - https://pubmed.ncbi.nlm.nih.gov/23384256/"),
    ],
)
def test_each_database_has_a_tag_of_its_own_for_pubmeds_number(lines: tuple[str, ...]) -> None:
    assert ris(*lines).pmid == "23384256"


@pytest.mark.parametrize(
    "lines", [("AN  - 2007123456", "DB  - Embase"), ("AN  - CN-00778158",), ("ID  - 16",), ("AN  - 23384256",)]
)
def test_a_number_of_another_database_is_no_pmid(lines: tuple[str, ...]) -> None:
    assert ris(*lines).pmid == ""


def test_addresses_that_lead_to_two_papers_give_no_number() -> None:
    reference = ris("UR  - https://pubmed.ncbi.nlm.nih.gov/23384256/ https://pubmed.ncbi.nlm.nih.gov/23384257/")

    assert reference.pmid == ""


@pytest.mark.parametrize(
    "line",
    ["DO  - https://doi.org/10.1111/ANAE.12107", "DO  - doi:10.1111/anae.12107.", "M3  - doi: 10.1111/anae.12107",
     "L2  - http://dx.doi.org/10.1111/anae.12107"],
)  # fmt: skip
def test_a_doi_is_canonical_wherever_it_stands(line: str) -> None:
    assert ris(line).doi == "10.1111/anae.12107"


def test_what_is_no_identifier_is_kept_and_noted_not_dropped() -> None:
    (answer,) = read("TY  - JOUR\nTI  - A\nDO  - not applicable\nDB  - PubMed\nAN  - 12ab\nER  - \n")

    assert answer.reference
    assert (answer.reference.doi, answer.reference.pmid) == ("", "")
    assert answer.reference.extra == {"DO": ("not applicable",)}
    assert answer.reference.accession == "12ab"
    assert answer.notes == ("DO: “not applicable” is not a DOI: expected something like 10.1111/anae.12107.",)


def test_a_second_doi_stands_in_a_note_beside_the_first() -> None:
    (answer,) = read("TY  - JOUR\nTI  - A\nDO  - 10.1111/a\nDO  - 10.1111/b\nER  - \n")

    assert answer.reference
    assert answer.reference.doi == "10.1111/a"
    assert answer.notes == ("DO: DOI 10.1111/b stands beside 10.1111/a; the first was taken.",)
    assert answer.reference.extra == {"DO": ("10.1111/b",)}


def test_a_registration_as_zotero_writes_it_is_of_the_kind_registry() -> None:
    reference = one(
        "TY  - RPRT\nTI  - A trial\nPB  - clinicaltrials.gov\nM3  - Clinical trial registration\nSN  - NCT01234567\n"
        "UR  - https://clinicaltrials.gov/study/NCT01234567\nER  - "
    )

    assert (reference.kind, reference.registrations) == ("registry", ("NCT01234567",))


def test_a_registration_as_cochrane_writes_it_is_one_too() -> None:
    reference = one(
        "TY  -  JOUR\nTI  -  A trial\nJA  -  https://clinicaltrials.gov/show/NCT01234567\n"
        "M3  -  Trial registry record\nER  -  "
    )

    assert (reference.kind, reference.registrations) == ("registry", ("NCT01234567",))


def test_a_placeholder_is_no_registration() -> None:
    (answer,) = read("TY  - RPRT\nTI  - A\nPB  - clinicaltrials.gov\nSN  - NCT00000000\nER  - ")

    assert answer.reference
    assert answer.reference.registrations == ()
    assert answer.notes == ("SN: “NCT00000000” is a placeholder, not a registration: all its digits are zero.",)


def test_an_abstract_gives_the_registration_that_it_says_is_its_own() -> None:
    own = "AB  - We followed it. TRIAL REGISTRATION: ClinicalTrials.gov NCT01234567."
    other = "AB  - The design of NCT01234567 was taken over."

    assert ris(own).registrations == ("NCT01234567",)
    assert ris(other).registrations == ()


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("DO  - 10.1101/2020.03.24.20042937",), "preprint"),
        (("T2  - medRxiv",), "preprint"),
        (("DO  - 10.1101/gr.123456.111",), "article"),
        (("M3  - Conference Abstract",), "abstract"),
        (("PT  - Practice Guideline",), "guideline"),
    ],
)
def test_a_journal_article_may_be_another_kind_on_a_second_look(lines: tuple[str, ...], kind: str) -> None:
    assert ris(*lines).kind == kind


@pytest.mark.parametrize("begins", ["TY  - JOUR\nTI  - A\nSN", "PMID- 1\nTI  - A\nIS"])
def test_an_issn_is_told_once_and_what_is_none_is_kept(begins: str) -> None:
    reference = one(f"{begins}  - 1432-0584 (Electronic)\n{begins[-2:]}  - 14320584\n{begins[-2:]}  - unknown\n")

    assert reference.issn == ("1432-0584",)
    assert reference.extra == {begins[-2:]: ("unknown",)}


def test_folded_lines_belong_to_the_field_before() -> None:
    reference = ris("AB  - One", "   two", "three", "KW  - Humans", "Pain", "SN  - 14320584", "09395555")

    assert reference.abstract == "One two three"
    assert reference.keywords == ("Humans", "Pain")
    assert reference.issn == ("1432-0584", "0939-5555")


@pytest.mark.parametrize("head", ["TY  -JOUR", "TY - JOUR", "TY  -  JOUR", " TY  - JOUR", "TY\t- JOUR"])
def test_a_tag_is_known_however_its_hyphen_is_spaced(head: str) -> None:
    assert one(f"{head}\nTI  - A - B\nER  -\n").title == "A - B"


def test_a_record_without_its_end_and_a_file_without_its_last_are_noted() -> None:
    answers = read("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\n")

    assert [answer.notes for answer in answers] == [
        ("The record has no end (ER): the next one began.",),
        ("The record has no end (ER): the file may be cut off there.",),
    ]


def test_lines_that_belong_to_no_record_are_accounted_for() -> None:
    answers = read("AU  - Lost, A\nTY  - JOUR\nTI  - A\nER  - \nScopus\nTY  - JOUR\nTI  - B\nER  - \nTI  - Lost\n")

    assert [answer.reference.title if answer.reference else str(answer.faults[0]) for answer in answers] == [
        "line 1: Line 1 belongs to no record: expected a line “TY  - ”, got “AU  - Lost, A”.",
        "A",
        "B",
        "line 9: Line 9 belongs to no record: expected a line “TY  - ”, got “TI  - Lost”.",
    ]
    assert answers[2].notes == ("Passed over before it: “Scopus”.",)


def test_an_issue_that_is_an_affiliation_is_set_aside_and_the_rest_is_read() -> None:
    (answer,) = read("TY  - JOUR\nTI  - A\nIS  - (Boisvert C.) Brigham Young University\nER  - ")

    assert answer.reference
    assert (answer.reference.issue, answer.reference.extra["issue"]) == (
        "",
        ("(Boisvert C.) Brigham Young University",),
    )
    assert answer.notes == ("The issue has 38 characters where at most 20 are kept; it was set aside.",)


def test_dates_of_another_year_do_not_stand_beside_the_year() -> None:
    reference = ris("PY  - 2016", "DA  - 2015/11/18", "ET  - 2015/11/18")

    assert (reference.year, reference.published_issue) == (2016, None)
    assert reference.published_online == PartialDate(year=2015, month=11, day=18)
    assert reference.extra == {"DA": ("2015/11/18",)}


def test_every_tag_that_is_not_known_is_kept() -> None:
    assert ris("X9  - one", "X9  - two", "N1  - a note").extra == {"X9": ("one", "two"), "N1": ("a note",)}


def test_windows_letters_are_read_and_noted_and_only_damage_is_refused() -> None:
    data = "TY  - JOUR\nTI  - Müller\nER  - \nTY  - JOUR\nTI  - “A” – €\nER  - \n".encode("cp1252")

    answers = list(read_references(io.BytesIO(data + b"TY  - JOUR\nTI  - \x81\nER  - \n"), name="file"))

    assert [answer.reference.title if answer.reference else "" for answer in answers] == ["Müller", "“A” – €", ""]
    assert answers[0].notes == ("Read as Windows-1252, since it is not UTF-8.",)
    assert str(answers[2].faults[0]) == (
        "line 8, TI: It has bytes that are neither UTF-8 nor Windows-1252: export it again as UTF-8."
    )


def test_control_characters_are_removed_and_nul_is_refused() -> None:
    answers = read("TY  - JOUR\nTI  - A\x02\x1fB\x0bC\nER  - \nTY  - JOUR\nTI  - A\x00B\nER  - \n")

    assert [answer.reference.title if answer.reference else "" for answer in answers] == ["AB C", ""]
    assert answers[0].notes == ("Control characters were removed from it.",)
    assert "NUL" in answers[1].faults[0].sentence


def test_medline_gives_notices_registrations_and_both_dates() -> None:
    reference = one(
        "\nPMID- 23384256\nDP  - 2013 Mar\nDEP - 20121217\nTI  - A\nCN  - MAGPIE Group\nPMC - PMC123456\n"
        "SI  - ClinicalTrials.gov/NCT01234567\nSI  - GENBANK/AB1\nPT  - Retracted Publication\n"
        "RIN - J Foo. 2020 Jan 5;5(1):3. doi: 10.1111/x.1. PMID: 12345678\nUOF - medRxiv. 2011. doi: 10.1101/1\n"
        "LID - ckab1 [pii]\nLID - 10.1111/anae.12107 [doi]\n"
    )

    assert reference.published_issue == PartialDate(year=2013, month=3)
    assert reference.published_online == PartialDate(year=2012, month=12, day=17)
    assert (reference.pmcid, reference.doi, reference.pages) == ("PMC123456", "10.1111/anae.12107", "ckab1")
    assert reference.authors == ("MAGPIE Group",)
    assert reference.registrations == ("NCT01234567",)
    assert reference.retracted
    assert reference.notices == (
        Linked(
            kind="retraction",
            citation="J Foo. 2020 Jan 5;5(1):3. doi: 10.1111/x.1. PMID: 12345678",
            pmid="12345678",
            doi="10.1111/x.1",
            date=PartialDate(year=2020, month=1, day=5),
        ),
    )
    assert [link.kind for link in reference.related] == ["update of"]


def test_pubmed_xml_reads_through_markup_and_takes_what_medline_text_takes() -> None:
    article = (
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><JournalIssue><PubDate>"
        "<MedlineDate>2013 Mar-Apr</MedlineDate></PubDate></JournalIssue></Journal>"
        "<ArticleTitle>Mg<sup>2+</sup> in <i>vivo</i>: a &lt; b.</ArticleTitle><Abstract>"
        '<AbstractText Label="METHODS">M.</AbstractText><AbstractText Label="RESULTS">R.</AbstractText></Abstract>'
        "<AuthorList><Author><CollectiveName>MAGPIE Group.</CollectiveName></Author></AuthorList><DataBankList>"
        "<DataBank><DataBankName>ISRCTN</DataBankName><AccessionNumberList><AccessionNumber>ISRCTN12345678"
        "</AccessionNumber></AccessionNumberList></DataBank></DataBankList></Article><CommentsCorrectionsList>"
        '<CommentsCorrections RefType="ErratumIn"><RefSource>J Foo. 2014 Jan;69(1):3</RefSource><PMID>99</PMID>'
        "</CommentsCorrections></CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
    )

    reference = one(f"<PubmedArticleSet>{article}</PubmedArticleSet>")

    assert reference.title == "Mg2+ in vivo: a < b"
    assert reference.abstract == "METHODS: M.\nRESULTS: R."
    assert (reference.year, reference.published_issue) == (2013, None)
    assert reference.registrations == ("ISRCTN12345678",)
    assert reference.authors == ("MAGPIE Group",)
    assert reference.notices == (
        Linked(kind="erratum", citation="J Foo. 2014 Jan;69(1):3", pmid="99", date=PartialDate(year=2014, month=1)),
    )


def test_a_chapter_of_pubmeds_books_stands_in_its_book_and_deleted_citations_are_told() -> None:
    answers = read(
        "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>5</PMID><Book><BookTitle>Facts</BookTitle><PubDate>"
        "<Year>2012</Year></PubDate></Book><ArticleTitle>Zinc.</ArticleTitle></BookDocument></PubmedBookArticle>"
        "<DeleteCitation><PMID>1</PMID><PMID>2</PMID></DeleteCitation></PubmedArticleSet>"
    )

    assert answers[0].reference
    book = answers[0].reference
    assert (book.kind, book.title, book.journal, book.year, book.pmid) == ("book", "Zinc", "Facts", 2012, "5")
    assert [answer.faults[0].sentence for answer in answers[1:]] == [
        "PubMed says that PMID 1 was deleted; nothing else is told of it.",
        "PubMed says that PMID 2 was deleted; nothing else is told of it.",
    ]


def test_bibtex_knows_macros_joins_groups_and_refuses_one_broken_entry() -> None:
    answers = read(
        '@string{jit = "Journal of " # {Invented Trials}}\n@comment{jabref-meta: x;}\n'
        "@article{a, title = {A}, journal = jit # { II}, author = {{MAGPIE Group} and de la Cruz, Ana and others}}\n"
        "@article{b,\n  title = {No end,\n  year = 2012\n"
        '@article(c, title = "C \\"{o} {"} c", crossref = "a") @misc{d, title={D}}\n'
    )

    titles = [answer.reference.title if answer.reference else str(answer.faults[0]) for answer in answers]
    assert titles == ["A", "line 5, title: Expected a closing brace; the entry ends without it.", 'C ö " c', "D"]
    assert answers[0].reference
    assert answers[0].reference.journal == "Journal of Invented Trials II"
    assert answers[0].reference.authors == ("MAGPIE Group", "de la Cruz A")
    assert answers[0].notes == ("author: there are others, whom the entry does not name.",)
    assert answers[2].notes == ("crossref: what the entry “a” says was not added to this one.",)


def test_bibtex_of_a_registration_is_one() -> None:
    reference = one(
        "@techreport{n, title={T}, institution={clinicaltrials.gov}, number={NCT01234567},"
        " type={Clinical trial registration}, url={https://clinicaltrials.gov/study/NCT01234567}}"
    )

    assert (reference.kind, reference.registrations) == ("registry", ("NCT01234567",))


def test_csl_names_dates_and_notes() -> None:
    items = [
        {
            "type": "article-journal",
            "title": "A <i>b</i>",
            "author": [
                {"family": "Heuvel", "given": "Michel M.", "non-dropping-particle": "van den"},
                {"literal": "MAGPIE Group"},
            ],
            "issued": {"date-parts": [["2013", 3]], "circa": True},
            "note": "PMCID: PMC123456\nPMID: 23384256\nfree words",
            "custom": {"mine": 1},
        },
        {"type": "report", "genre": "Clinical trial registration", "number": "NCT01234567", "issued": "2013-03-01"},
        {"type": "article", "title": "C", "issued": {"raw": "Spring 2014"}},
    ]

    first, second, third = (answer.reference for answer in read(json.dumps(items)))

    assert first
    assert second
    assert third
    assert (first.title, first.authors) == ("A b", ("van den Heuvel MM", "MAGPIE Group"))
    assert first.published_issue == PartialDate(year=2013, month=3, uncertain=True)
    assert (first.pmid, first.pmcid) == ("23384256", "PMC123456")
    assert first.extra["custom"] == ('{"mine": 1}',)
    assert (second.kind, second.registrations, second.year) == ("registry", ("NCT01234567",), 2013)
    assert third.year == 2014


@pytest.mark.parametrize("spelt", [r"\u0000", r"\ud800", r"\ufffd", r"\u001f"])
def test_json_cannot_spell_what_no_text_may_hold(spelt: str) -> None:
    answers = read('[{"title": "A' + spelt + '"}, {"title": "\\\\u0000"}]')

    assert [bool(answer.reference) for answer in answers] == [False, True]


def test_a_broken_item_of_json_costs_that_item() -> None:
    answers = read('[{"title": "A"},\n {"title": },\n {"title": "C"}, 7]')

    assert [answer.reference.title if answer.reference else str(answer.faults[0]) for answer in answers] == [
        "A",
        "line 2: It is no JSON: Expecting value: line 1 column 11 (char 10).",
        "C",
        "line 3: Expected an object {…}, got “7”.",
    ]
