"""Addresses that mean nothing and figures at the limit of the fields: a sentence, never a failure or a stray number."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.actions.findings import rebuild
from evidence.models import ArmValue, Comparison, Finding
from evidence.synthesis.choices import PARAMETERS
from tests.evidence.pooled_trials import Asked, asked, counted, three, trial
from tests.evidence.synthesis.test_hostile_figures import NO_NUMBER

pytestmark = pytest.mark.django_db
PAGE = "/interventions/magnesium/"
OUTCOME = f"{PAGE}pain-intensity/"
FILES = [f"{OUTCOME}{one}" for one in ("forest-1.svg", "forest-1.png", "forest.csv")]
PAGES = [PAGE, OUTCOME, "/map/"]
FILTERS = ["condition", "under", "domain", "level", "after"]
NAMES = [*PARAMETERS, *FILTERS, "", "with[]", "__class__"]
VALUES = [
    *("", " ", "0", "-1", "1", "1e308", "NaN", "99999999999999999999", "2016-03-24", "2016-13-45", "0000-00-00"),
    *("9999-12-31", "REML,DL", ",", "high-bias", "high-bias,", "retracted", "None", "\0", "a\0b", "\ud7ff", "💊" * 50),
    *("x" * 2_000, "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "%00", "%", "magnesium", "pain"),
    *("chronic-low-back-pain", "very low", "١٢", "2016-03-2４", "--", "\r\nA: b", "{{ 7 }}", "low&level=high"),
]


@pytest.fixture
def question(db: None) -> Asked:
    return asked()


def assert_answered(client: Client, address: str) -> None:
    """200, or 400 with a sentence, or 404; and what was asked is never markup."""
    answer = client.get(address)
    assert answer.status_code in (200, 400, 404), (answer.status_code, address)
    if address.startswith(tuple(PAGES)) and answer["Content-Type"].startswith("text/html"):
        page = answer.content.decode()
        assert "<script>alert" not in page
        told = 'role="alert"' in page or "Check the address, or start from" in page
        assert told is (answer.status_code != 200), address
        assert "\0" not in page


@pytest.mark.parametrize("name", NAMES)
def test_any_value_of_a_parameter_is_answered(client: Client, question: Asked, name: str) -> None:
    three(question)
    rebuild()
    for value in VALUES:
        query = urlencode({name: value}, errors="replace")
        for address in ["/map/"] if name in FILTERS else [OUTCOME, FILES[2]] if name in PARAMETERS else [FILES[2]]:
            assert_answered(client, f"{address}?{query}")


def test_files_of_an_address_that_means_nothing_are_not_handed_out(client: Client, question: Asked) -> None:
    """A file says nothing of a fault: the usual figures under a name of others would be taken for them."""
    three(question)
    for address in FILES:
        answer = client.get(f"{address}?method=Bayes")
        assert answer.status_code == 400, address
        assert re.fullmatch(r"method: expected REML, [\w, ]+ or \w+, got “Bayes”\.", answer.content.decode())
        assert answer["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "query",
    [
        "method=DL&method=PM",
        "as_of=2016-03-24&as_of=2017-03-24",
        "once=1&once=0",
        "without=bias",
        "with=all",
        "measure=risk",
        "ci=95",
    ],
)
def test_choices_that_mean_nothing_are_told_and_the_usual_view_is_shown(
    client: Client, question: Asked, query: str
) -> None:
    three(question)
    usual = client.get(OUTCOME).context["outcome"].found
    for address in (PAGE, OUTCOME):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert f'role="alert">{query.partition("=")[0]}: expected ' in answer.content.decode()
        assert "Shown is the usual view." in answer.content.decode()
    assert client.get(f"{OUTCOME}?{query}").context["outcome"].found == usual


words = st.sampled_from(VALUES) | st.text(max_size=30)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), words), max_size=6), st.sampled_from(PAGES))
def test_any_query_is_answered(client: Client, pairs: list[tuple[str, str]], page: str) -> None:
    with transaction.atomic():
        three(asked())
        assert_answered(client, f"{page}?{urlencode(pairs, errors='replace')}")
        transaction.set_rollback(True)


@pytest.mark.parametrize("query", ["%", "%zz", "a", "&&&", "=", "?", "%ff%fe", "a=%E2%28%A1", "a" * 9_000, "&a=" * 900])
@pytest.mark.parametrize("page", PAGES)
def test_a_query_that_is_none_is_answered(client: Client, question: Asked, page: str, query: str) -> None:
    three(question)
    assert_answered(client, f"{page}?{query}")


def test_more_parameters_than_anybody_sends_are_refused(client: Client, question: Asked) -> None:
    three(question)
    assert client.get(f"{OUTCOME}?{'&a=1' * 2_000}").status_code == 400


@pytest.mark.parametrize("slug", ["x", "-", "_", "MAGNESIUM", "magnesium%20", "m%C3%A4g", "a" * 500, "results.svg"])
def test_an_address_of_nothing_is_not_found(client: Client, question: Asked, slug: str) -> None:
    three(question)
    for address in (f"/interventions/{slug}/", f"{PAGE}{slug}/", f"/interventions/{slug}/pain-intensity/"):
        assert client.get(address).status_code == 404, address
    assert client.get(f"{PAGE}{quote(slug)}/forest.csv").status_code == 404
    assert client.get(f"{PAGE}{quote(slug)}/pool.py").status_code == 404


# What the fields take at most, and what is left when arithmetic has been done with it.
EXTREMES: list[dict[str, Any]] = [
    {"mean": 1e15, "sd": 1e15, "n": 2_147_483_647},
    {"mean": -1e15, "sd": 0.0, "n": 1},
    {"mean": 5e-324, "sd": 5e-324, "n": 2},
    {"mean": 0.0, "sd": 0.0, "n": 0},
    {"mean": 1e15, "se": 1e15, "n": 2_147_483_647},
    {"mean": 0.0, "ci_low": -1e15, "ci_high": 1e15, "n": 40},
    {"n": 40},
    {},
]
COUNTS = [(0, 40), (40, 40), (0, 0), (2_147_483_647, 2_147_483_647), (1, 1), (1, 2_147_483_647), (0, 1)]


def assert_readable_everywhere(client: Client) -> None:
    rebuild()
    for one in Finding.objects.all():
        assert NO_NUMBER.search(json.dumps(one.line, allow_nan=False)) is None
        assert one.line["sentence"]
    for query in ("", "?method=MH&measure=RR", "?method=PM&ci=adhoc&measure=SMD", "?measure=ROM&method=FE"):
        for address in (PAGE, OUTCOME, f"{OUTCOME}forest-1.svg", f"{OUTCOME}forest.csv", "/map/"):
            answer = client.get(address + query)
            assert answer.status_code in ((200, 404) if address.endswith(".svg") else (200,)), address
            content = re.sub(r"<script[^>]*>.*?</script>", "", answer.content.decode(), flags=re.DOTALL)
            found = NO_NUMBER.search(content)
            assert found is None, (address + query, content[found.start() - 100 : found.end() + 100])


@pytest.mark.parametrize("at", range(len(EXTREMES)))
def test_means_at_the_limit_are_readable_everywhere(client: Client, at: int) -> None:
    question = asked(instrument=None)  # a figure off its scale is refused
    for number, other in enumerate(EXTREMES):
        trial(question, f"Trial{number}", experimental=EXTREMES[at], reference=other)
    assert_readable_everywhere(client)
    trial(question, "Sound")
    assert_readable_everywhere(client)


@pytest.mark.parametrize("at", range(len(COUNTS)))
def test_counts_at_the_limit_are_readable_everywhere(client: Client, question: Asked, at: int) -> None:
    for number, other in enumerate(COUNTS):
        counted(question, f"Trial{number}", *COUNTS[at], *other, study={"people": 2_147_483_647})
    assert_readable_everywhere(client)


def test_printed_estimates_at_the_limit_are_readable_everywhere(client: Client, question: Asked) -> None:
    alone: dict[str, Any] = {"experimental": None, "reference": None, "result": {"kind": "estimate"}}
    prints: list[dict[str, Any]] = [
        {"measure": "MD", "estimate": 1e15, "ci_low": -1e15, "ci_high": 1e15},
        {"measure": "MD", "estimate": 0.0, "ci_low": 0.0, "ci_high": 0.0},
        {"measure": "HR", "estimate": 1e15, "ci_low": 5e-324, "ci_high": 1e15},
        {"measure": "RR", "estimate": 5e-324, "ci_low": 5e-324, "ci_high": 5e-324},
        {"measure": "OR", "estimate": 1.0, "se": 1e15},
        {"measure": "MD", "estimate": 2.0, "p": "0.0"},
        {"measure": "MD", "estimate": 0.0, "p": "1.0"},
        {"measure": "SMD", "estimate": 2.0, "se": 0.0},
    ]
    for number, printed in enumerate(prints):
        trial(question, f"Trial{number}", **alone, **printed)
    assert_readable_everywhere(client)
    for measure in ("MD", "HR", "RR", "OR", "SMD"):
        Comparison.objects.filter(estimate__gt=0).exclude(ci_low__lte=0).update(measure=measure)
        assert_readable_everywhere(client)


def test_an_interval_that_does_not_hold_its_estimate_never_gets_in(question: Asked) -> None:
    with pytest.raises(Exception, match="lies outside its interval"):
        trial(question, "Abel", measure="MD", estimate=5.0, ci_low=-3.0, ci_high=-1.0)


figures = st.none() | st.sampled_from([0.0, 1e15, -1e15, 5e-324]) | st.floats(-1e15, 1e15)
spreads = st.none() | st.sampled_from([0.0, 1e15, 5e-324]) | st.floats(0, 1e15)
people = st.none() | st.sampled_from([0, 1, 2, 2_147_483_647]) | st.integers(0, 2_147_483_647)
values = st.fixed_dictionaries({"mean": figures, "sd": spreads, "se": spreads, "n": people})


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(values, values), min_size=1, max_size=4))
def test_any_figures_that_the_database_takes_are_readable(
    client: Client, given_values: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    with transaction.atomic():
        question = asked(instrument=None)
        for number, sides in enumerate(given_values):
            one = trial(question, f"Trial{number}")
            for arm, figures in zip((one.experimental, one.reference), sides, strict=True):
                ArmValue.objects.filter(arm=arm).update(**figures)
        assert_readable_everywhere(client)
        transaction.set_rollback(True)
