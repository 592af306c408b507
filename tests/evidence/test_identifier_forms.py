"""Every form in which identifiers stand on pages leads to one identity, and what looks like one leads to none."""

from __future__ import annotations

import sys
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.identifiers import Identifier, IdentifierError, Scheme, find, parse

PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
NCBI = "http://www.ncbi.nlm.nih.gov"
PMID_FORMS = [
    "{ncbi}/pubmed/{n}", "{ncbi}/pubmed/{n}/", "{ncbi}/pubmed/{n}%20",
    "{ncbi}/pubmed/{n}?dopt=Abstract&utm_source=x2012", "{ncbi}/pubmed/?term={n}[pmid]",
    "{ncbi}/pubmed/?term={n}%5Bpmid%5D", "{ncbi}/pubmed?term={n}[uid]&cmd=DetailsSearch", "{ncbi}/m/pubmed/{n}/",
    "{ncbi}/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids={n}&dopt=Abstract",
    "{ncbi}/entrez/query.fcgi?cmd=Retrieve&amp;db=pubmed&amp;list_uids={n}",
    "{ncbi}/sites/entrez?Db=pubmed&list_uids={n}", "http://entrez.ncbi.nlm.nih.gov/query.fcgi?db=pubmed&id={n}",
    "{ncbi}/pmc/articles/pmid/{n}/", "http://www.ncbi.nlm.nih.gov.ezproxy.example.edu/pubmed/{n}",
    "https://pubmed-ncbi-nlm-nih-gov.proxy.example/{n}/", "{pubmed}/{n}",
    "{pubmed}/{n}/?from_term=magnesium+2012&from_pos=3", "{pubmed}/{n}/#affiliation-1", "HTTP://PUBMED.GOV/{n}",
    "(see {pubmed}/{n}).", "[pubmed.gov/{n}]", "PMID: {n}", "PMID:{n}.", "PMID {n};", "PMID{n}", "pmid={n}",
    "PMID: {n} [PubMed]", "PMID\u00a0{n}", "PMID #{n}", "PMID number {n}", "PubMed ID {n}", "PubMed ID: {n}",
    "PubMed PMID: {n}", "PMIDs: {n}", "?pmid%3A{n}", "https://europepmc.org/article/MED/{n}",
    "http://europepmc.org/abstract/med/{n}/reload=0", "https://europepmc.org/search?query=ext_id:{n}%20AND%20src:MED",
    "https://europepmc.org/search?query=EXT_ID%3A{n}",
]  # fmt: skip
PMCID_FORMS = [
    "{n}", "({n}).", "{ncbi}/pmc/articles/{n}/", "{ncbi}/pmc/articles/{n}/?report=classic",
    "{ncbi}/pmc/articles/{n}/pdf/2012.pdf", "https://pmc.ncbi.nlm.nih.gov/articles/{n}/pdf/x.pdf",
    "https://europepmc.org/articles/{n}", "PMCID: {n}", "PMCID:{n};", "https://europepmc.org/article/PMC/{n}",
    "{n}#S2", "free {n} article",
]  # fmt: skip
LONG_PMCID_FORMS = [
    "PMC {n}", "{ncbi}/pmc/articles/{n}", "https://pmc.ncbi.nlm.nih.gov/articles/{n}/", "PMCID: {n}", "PMC: {n}",
    "https://europepmc.org/articles/PMC/{n}",
]  # fmt: skip
DOI_FORMS = [
    "{n}", "doi:{n}", "DOI {n}", "doi: {n}", "DOI:{n}.", "({n})", "[{n}]", "“{n}”", "<{n}>", "{n},", "{n};", "{n}.",
    "{n}).", "{n}]", "{n}%20", "{n}&nbsp;", "{n}\u00a0and", "{n}%22", "{n}%E2%80%9D", "{n}…", "**{n}**", "_{n}_",
    "{n}/", "https://doi.org/{n}", "http://dx.doi.org/{n}", "https://www.doi.org/{n}",
    "https://doi.org/{n}?utm_source=x&ecd=y", "info:doi/{n}", "doi.org/{q}",
    "https://redirect.example/?url=https%3A%2F%2Fdoi.org%2F{q}&x=1", "https://a.example/doi/{n}/full",
    "https://a.example/doi/abs/{n}", "https://a.example/doi/full/{n}?needAccess=true",
    "https://a.example/doi/pdf/{n}.pdf", "https://a.example/doi/epdf/{n}",
    "https://a.example/doi/{n}/abstract;jsessionid=0A1B.f02t03", "https://a.example/{n}/pdf",
    "https://link.springer.com/content/pdf/{q}.pdf", "https://link.springer.com/article/{n}#Sec2",
    "https://a.example/{n}/epdf", "https://journals.plos.org/plosone/article?id={n}",
    "https://journals.plos.org/plosone/article/file?id={q}&type=printable",
    "https://a.example/article.aspx?doi={n}&amp;x=1", "https://a.example/content/{n}.full.pdf+html",
    "https://a.example/{n}.abstract", "doi:{n};PMID:1", "doi:{n}.PMID:", "doi:{n},PMCID:",
    "[{n}](https://doi.org/{n})", "{n},{n}", "doi:{n}https://doi.org/{n}",
    "https://a.example/?id=x%3A{q}", "https://a.example/doi/{n};jsessionid=0A1B.f02t03",
]  # fmt: skip
NCT_FORMS = [
    "{n}", "https://clinicaltrials.gov/ct2/show/{n}?term=BEST&rank=1",
    "https://clinicaltrials.gov/ct2/show/study/{n}", "https://clinicaltrials.gov/show/{n}",
    "https://clinicaltrials.gov/study/{n}?tab=results", "ClinicalTrials.gov:{n}.", "({n})", "?term=%22{n}%22",
    "https://a.example/14/{n}/Prot_SAP_000.pdf", "Prot_{n}_000.pdf",
]  # fmt: skip
ACTRN_FORMS = [
    "{n}", "ACTRN: {d}", "ANZCTR {d}", "https://www.anzctr.org.au/{n}.aspx", "ACTRN0{d}",
    "http://www.anzctr.org.au/Trial/Registration/TrialReview.aspx?ACTRN={d}", "https://anzctr.org.au/{n}p",
]  # fmt: skip
ISRCTN_FORMS = [
    "{n}", "ISRCTN {d}", "https://www.isrctn.com/{n}", "http://www.controlled-trials.com/{n}/best",
    "https://www.isrctn.com/{d}", "https://doi.org/10.1186/{n}", "doi:10.1186%2F{n}",
]  # fmt: skip


def seen(text: str) -> list[tuple[str, str]]:
    return list(dict.fromkeys((one.identifier.scheme.value, one.identifier.value) for one in find(text)))


def written(form: str, value: str) -> str:
    digits = value.lstrip("ACTRNIS")
    return form.format(n=value, d=digits, q=quote(value, safe=""), ncbi=NCBI, pubmed=PUBMED)


@pytest.mark.parametrize("form", PMID_FORMS)
@given(number=st.integers(1, 99_999_999))
def test_every_form_of_a_pmid_is_one_identity(form: str, number: int) -> None:
    number = number if "=" not in form and "ID" in form else max(number, 10_000)
    assert seen(written(form, str(number))) == [("pmid", str(number))]


@pytest.mark.parametrize("form", PMCID_FORMS)
@given(number=st.integers(1, 99_999_999))
def test_every_form_of_a_pmcid_is_one_identity(form: str, number: int) -> None:
    assert seen(written(form, f"PMC{number}")) == [("pmcid", f"PMC{number}")]


@pytest.mark.parametrize("form", LONG_PMCID_FORMS)
@given(number=st.integers(10_000, 99_999_999))
def test_a_pmcid_without_its_letters_is_known_by_its_place(form: str, number: int) -> None:
    assert seen(written(form, str(number))) == [("pmcid", f"PMC{number}")]


DOIS = st.one_of(
    st.from_regex(r"10\.[1-9][0-9]{3,5}/[a-z]{1,9}(?:[.-][0-9]{4}){0,3}\.[a-uw-z0-9]{1,6}", fullmatch=True),
    st.from_regex(r"10\.1016/s[0-9]{4}-[0-9]{3}[0-9x]\([0-9]{2}\)[0-9]{5}-[0-9x]", fullmatch=True),
    st.from_regex(r"10\.1890/[0-9]{4}-[0-9]{4}\([0-9]{4}\)[0-9]{2}\[[0-9]{4}:[a-z]{6}\]2\.0\.co;2", fullmatch=True),
    st.just("10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"),
    st.sampled_from(["10.1371/journal.pone.0123456.g001", "10.6084/m9.figshare.123.v2", "10.5281/zenodo.1234567"]),
    st.sampled_from(["10.12688/f1000research.1234.1", "10.21203/rs.3.rs-123456/v1", "10.7717/peerj.1234/supp-1"]),
)
# A name ends where a file's kind begins; a real DOI does not end in one.
ENDINGS = (".full", ".abstract", ".short", ".long", ".extract", ".pdf", ".htm", ".html", ".xml", ".epub")


@pytest.mark.parametrize("form", DOI_FORMS)
@given(doi=DOIS.filter(lambda doi: not doi.endswith(ENDINGS)), upper=st.booleans())
def test_every_form_of_a_doi_is_one_identity(form: str, doi: str, upper: bool) -> None:
    text = written(form, doi.upper() if upper else doi)
    assert [one for one in seen(text) if one != ("pmid", "1")] == [("doi", doi)]


@pytest.mark.parametrize("form", NCT_FORMS)
@given(number=st.integers(1, 99_999_999), lower=st.booleans())
def test_every_form_of_an_nct_number_is_one_identity(form: str, number: int, lower: bool) -> None:
    text = written(form, f"NCT{number:08}")
    assert seen(text.lower() if lower else text) == [("nct", f"NCT{number:08}")]


@pytest.mark.parametrize("form", ["NCT {}", "NCT#{}", "NCT: {}", "nct-{}"])
def test_an_nct_number_may_stand_apart_from_its_letters(form: str) -> None:
    assert seen(form.format("05396014")) == [("nct", "NCT05396014")]


@pytest.mark.parametrize("form", ACTRN_FORMS)
@given(number=st.integers(1, 99_999_999_999))
def test_every_form_of_an_actrn_number_is_one_identity(form: str, number: int) -> None:
    assert seen(written(form, f"ACTRN126{number:011}")) == [("actrn", f"ACTRN126{number:011}")]


@pytest.mark.parametrize("form", ISRCTN_FORMS)
@given(number=st.integers(1, 99_999_999))
def test_every_form_of_an_isrctn_number_is_one_identity(form: str, number: int) -> None:
    assert seen(written(form, f"ISRCTN{number:08}")) == [("isrctn", f"ISRCTN{number:08}")]


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://www.medrxiv.org/content/10.1101/2020.01.01.20012345v2.full", "10.1101/2020.01.01.20012345"),
        ("https://www.biorxiv.org/content/10.1101/123456v1.full.pdf+html", "10.1101/123456"),
        ("https://genome.example/content/10.1101/gr.1234.106", "10.1101/gr.1234.106"),
        ("https://academic.oup.com/brain/article/10.1093/brain/awz123/5512345", "10.1093/brain/awz123"),
        ("https://www.frontiersin.org/articles/10.3389/fsurg.2016.00059/full", "10.3389/fsurg.2016.00059"),
        ("https://www.bmj.com/content/350/bmj.h1225", "10.1136/bmj.h1225"),
        ("https://www.bmj.com/content/380/bmj-2022-073142.full", "10.1136/bmj-2022-073142"),
        ("https://www.nature.com/articles/s41598-020-77093-z.pdf", "10.1038/s41598-020-77093-z"),
        (
            "https://www.thelancet.com/journals/lancet/article/PIIS0140673623004044/fulltext",
            "10.1016/s0140-6736(23)00404-4",
        ),
        ("https://www.thelancet.com/article/S0140-6736%2823%2900404-X/fulltext", "10.1016/s0140-6736(23)00404-x"),
        ("https://www.thelancet.com/pdfs/PIIS2213-8587(17)30357-1.pdf", "10.1016/s2213-8587(17)30357-1"),
        (
            "https://www.sciencedirect.com/science/article/pii/S0140673623004044?via%3Dihub",
            "10.1016/s0140-6736(23)00404-4",
        ),
        ("https://doi.org/10.1016%252Fj.spinee.2021.02.009", "10.1016/j.spinee.2021.02.009"),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-#.",
            "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-#",
        ),
    ],
)
def test_what_publishers_add_or_leave_out_is_known(text: str, doi: str) -> None:
    assert seen(text) == [("doi", doi)]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.cell.com/current-biology/fulltext/S0960-9822(11)01319-4",
        "https://www.sciencedirect.com/science/article/pii/S0960982211013194",
        "https://www.mdpi.com/2072-6643/12/4/1234",
        "version 10.1, 10.1234, 10.0.0.1/24, $10.50/100 ml, 10.12/short, x10.1111/abc, 1.10.1111/abc",
        "10.1111/ 10.1111/) 10.1111/… 10.1111/full 10.1111/%00a 10.1111/a%25252541",
        f"10.1111/{'a' * 300}",
        f"{NCBI}/pubmed/?term=magnesium+back+pain",
        f"{NCBI}/pubmed/?term=magnesium+2012",
        f"{PUBMED}/?term=2012",
        f"{PUBMED}/?linkname=pubmed_pubmed&from_uid=23384256",
        f"{NCBI}/entrez/query.fcgi?cmd=Retrieve&db=nucleotide&list_uids=23384256",
        f"{NCBI}/pubmedhealth/12345/",
        "PMID: 23,384,256 PMID: none, 80 people; PubMed: 12 papers; PMC 2012; the PMC",
        "NCT00000000 NCT0539601 NCT053960140 ENCT05396014 ISRCTN: not applicable ACTRN1261500077551",
        "٢٣٣٨٤٢٥٦ PMID: ٢٣٣٨٤٢٥٦ 10.١١١١/a",
        "",
    ],
)
def test_what_only_looks_like_one_is_passed_over(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[PMID: 23384256, 20543684]", ["23384256", "20543684"]),
        ("PMIDs 23384256; 20543684 and 2351168.", ["23384256", "20543684", "2351168"]),
        ("PMID: 23384256, 2013, 80 people", ["23384256"]),
        ("PMID: 23384256, 20543684-9", ["23384256"]),
        (f"{NCBI}/entrez/query.fcgi?db=PubMed&list_uids=23384256,20543684&dopt=x", ["23384256", "20543684"]),
        (f"{NCBI}/pubmed/23384256,20543684", ["23384256", "20543684"]),
        (f"{PUBMED}/?term=23384256%2C20543684", ["23384256", "20543684"]),
        (f"{PUBMED}/?term=23384256[pmid]+OR+20543684[pmid]", ["23384256", "20543684"]),
        (f"[a]({PUBMED}/23384256),[b]({PUBMED}/20543684)", ["23384256", "20543684"]),
    ],
)
def test_each_number_of_a_list_is_found(text: str, numbers: list[str]) -> None:
    assert seen(text) == [("pmid", one) for one in numbers]


def test_what_stands_within_a_doi_is_part_of_it() -> None:
    assert seen("10.1234/PMC8482298.NCT05396014") == [("doi", "10.1234/pmc8482298.nct05396014")]
    assert seen("doi:10.1111/anae.12107;PMCID:PMC8482298") == [("doi", "10.1111/anae.12107"), ("pmcid", "PMC8482298")]


def test_a_found_identifier_stands_where_it_is_said_to_stand() -> None:
    text = "İİ (PMID 23384256; 20543684), “DOI: 10.1111/ANAE.12107.” or PMCID: PMC8482298. See www.isrctn.com/12345678!"
    assert [text[one.start : one.end] for one in find(text)] == [
        "PMID 23384256", "20543684", "DOI: 10.1111/ANAE.12107", "PMCID: PMC8482298", "isrctn.com/12345678",
    ]  # fmt: skip


@pytest.mark.parametrize("pasted", ["PubMed ID 23384256", "[PMID: 23384256].", f"see: {PUBMED}/23384256"])
def test_a_label_in_any_form_may_be_pasted_with_its_number(pasted: str) -> None:
    if pasted.startswith("see"):
        with pytest.raises(IdentifierError):
            parse(pasted, Scheme.PMID)
    else:
        assert parse(pasted, Scheme.PMID) == "23384256"


def test_no_sign_changes_its_place_in_lower_case() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1))).replace("İ", "I")
    assert len(every.lower()) == len(every)


PARTS = st.sampled_from(
    [
        "10.1111/", "10.", "doi:", "%2f", "%25", "%20", "%", "&lt;", "&", "<", ">", "(sici)", "3.0.co;2-2", "pmid: ",
        "pmc", "23384256", "http://", "pubmed.gov/", "?term=", "list_uids=", "[pmid]", "europepmc", "ext_id:", "nct",
        "isrctn", "actrn", "/full", ".pdf", "v2", "10.1101/", "10.1093/a/", "s0140-6736(23)00404-x", ")", "]", "[",
        "/", ".", ",", ";", "?", "#", "\x00", "\ud800", "İ", " ", "a", "1",
    ]
)  # fmt: skip
TRICKY = st.lists(PARTS, max_size=25).map("".join)


@given(TRICKY | st.text())
def test_what_is_found_is_found_again_in_its_own_words(text: str) -> None:
    for one in find(text):
        value = one.identifier.value
        assert 0 <= one.start < one.end <= len(text)
        assert parse(value, one.identifier.scheme) == value
        assert len(value) <= 200
        assert value.isprintable()
        if one.identifier.scheme is not Scheme.PMID:
            again = {found.identifier for found in find(value)}
            assert again <= {one.identifier, Identifier(Scheme.ISRCTN, value[-14:].upper())}


@given(TRICKY, st.sampled_from(Scheme))
def test_the_canonical_form_of_a_canonical_form_is_itself(text: str, scheme: Scheme) -> None:
    try:
        value = parse(text, scheme)
    except IdentifierError:
        return
    assert parse(value, scheme) == value


HOSTILE = [
    "10.1111/", "10.1111/(", "10.1.", "10.1111.1", "10.1111/]", "10.1111/;", "10.1111/a&lt;", "10.1111/(sici)",
    "/full", "%25", "doi", "PMID: 1, ", "PMID: 1234567, ", "PMID ", "pmid1,", "pubmed", "pubmed.gov/",
    "pubmed.gov/1,", "pubmed.gov?term=1,", "ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov/pubmed?term=", "europepmc", "ext_id",
    "pmc/articles/", "pmcid: ", "nct ", "actrn=", "isrctn.com/", "s0140-6736(23)", "1", ",", " ", "[", "https://",
    "bmj.com/content/1/", "nature.com/articles/s",
]  # fmt: skip


@pytest.mark.parametrize("prefix", HOSTILE)
def test_a_long_text_of_the_trickiest_beginnings_comes_to_an_end(prefix: str) -> None:
    text = prefix * (100_000 // len(prefix))
    assert all(one.end - one.start <= 1000 for one in find(text))
