"""What readers see of several trials put together: sentences, figures that agree everywhere, files, choices."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from xml.etree import ElementTree as XML

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from evidence.actions.findings import rebuild
from evidence.models import Finding
from evidence.synthesis.findings import found_again
from evidence.synthesis.table import COLUMNS
from evidence.views.syntheses import SCRIPTS
from tests import factories as make
from tests.evidence.pooled_trials import UNTREATED, Asked, asked, counted, three, trial
from tests.evidence.test_views import text

pytestmark = pytest.mark.django_db
PAGE = "/interventions/magnesium/"
OUTCOME = f"{PAGE}pain-intensity/"
DASH = "−"


@pytest.fixture
def question(db: None) -> Asked:
    return asked()


def found(page: Any) -> list[str]:
    """The sentence of each line of a page of one outcome."""
    return [one.sentence for one in page.context["outcome"].found]


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    content = client.get(f"{OUTCOME}forest.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def words_of(svg: bytes | str) -> list[str]:
    """The texts of a drawing, each without its line breaks."""
    root = XML.fromstring(svg)  # noqa: S314  our own drawing
    return [re.sub(r"\s+", " ", "".join(one.itertext())).strip() for one in root.iter() if one.tag.endswith("text")]


def test_pooled_trials_are_told_in_one_sentence(client: Client, question: Asked) -> None:
    three(question)
    (said,) = found(client.get(OUTCOME))
    assert said == (
        "Magnesium may reduce pain intensity by an amount that seems important (up to 3 months) in people with chronic "
        "low back pain, compared with placebo: 2.27 points lower on NRS 0–10 (95 % interval 1.74 to 2.79 lower; "
        "smallest important: 2)."
    )
    page = text(client, PAGE)
    for words in (
        "Summary of findings: Magnesium",
        "Chronic low back pain; against placebo; up to 3 months",
        "−2.27 points (−2.79 to −1.74) on NRS 0–10; smallest important: 2",
        "245 (3)",
        "⊕⊕⊖⊖ low",
        "No study entered here reports on harms. That is not the same as no harm.",
        "random effects (REML), Hartung-Knapp interval; 3 studies, 245 people",
        "Test of the overall effect: p = 0.003.",
        "With a Wald interval: −2.27 [−2.75, −1.78].",
        "0 is no effect; below it: favours Magnesium; above it: favours the comparator.",
    ):
        assert words in page, words


def test_one_trial_is_told_as_one_and_has_no_pooled_row(client: Client, question: Asked) -> None:
    trial(question, "Abel")
    page = client.get(OUTCOME)
    (said,) = found(page)
    assert said == (
        "Going by one study of 80 people, it is very uncertain whether magnesium reduces pain intensity (up to 3 "
        "months) in people with chronic low back pain, compared with placebo: 2.5 points lower on NRS 0–10 (95 % "
        "interval 1.67 to 3.33 lower; smallest important: 2)."
    )
    (plot,) = page.context["outcome"].plots
    assert [one.diamonds for one in plot.sections] == [()]
    assert "Not pooled: there is one study only, Abel 2012." in text(client, OUTCOME)
    assert "one study, not pooled" in text(client, PAGE)


def test_trials_that_are_not_pooled_say_why_and_are_shown(client: Client, question: Asked) -> None:
    trial(question, "Abel", comparator="active", reference=UNTREATED)
    trial(question, "Baker", result={"kind": "change"})
    trial(question, "Cole", study={"design": "cohort"})
    page = text(client, OUTCOME)
    for words in (
        "Not pooled together: different comparators (against another treatment, against placebo).",
        "Not pooled together: randomised and not randomised studies (randomised, not randomised).",
        "Not pooled together: different kinds of figures (scores, changes since the start).",
    ):
        assert words in page, words
    assert [one["pooled"] for one in table(client)] == ["false"] * 3


def test_trials_that_differ_too_much_are_shown_alone(client: Client, question: Asked) -> None:
    """Two that each speak for a side of its own, far apart."""
    trial(
        question, "Abel", experimental={"n": 400, "mean": 1.0, "sd": 1.0}, reference={"n": 400, "mean": 8.0, "sd": 1.0}
    )
    trial(
        question, "Baker", experimental={"n": 400, "mean": 8.0, "sd": 1.0}, reference={"n": 400, "mean": 1.0, "sd": 1.0}
    )
    (line,) = client.get(OUTCOME).context["outcome"].found
    assert (line.standing, line.estimate, line.trials, line.people) == ("not pooled", None, 2, 1600)
    assert line.sentence.startswith("2 studies of magnesium looked at pain intensity in people with chronic low back")
    assert "each is shown alone. Not pooled: " in line.sentence
    assert "In the words of the sources: 2 studies report an advantage of the intervention." in line.sentence


def test_a_study_that_is_not_estimable_stays_and_counts_for_nothing(client: Client, question: Asked) -> None:
    three(question)
    before = client.get(OUTCOME).context["outcome"].found
    trial(question, "Evans", experimental={"n": 40, "mean": 5.0}, reference={"n": 40, "mean": 6.0})
    page = client.get(OUTCOME)
    assert page.context["outcome"].found == before
    assert "Not estimable. The SD of “experimental” is not reported." in text(client, OUTCOME)
    (evans,) = (one for one in table(client) if one["study_id"] == "evans-2012")
    assert (evans["yi"], evans["weight"], evans["not_estimable"]) == (
        "",
        "",
        "The SD of “experimental” is not reported.",
    )


def test_who_decides_it_is_named_though_another_is_not_estimable(client: Client, question: Asked) -> None:
    trial(question, "Abel", reference={"n": 40, "mean": 5.0, "sd": 2.0})
    trial(question, "Baker", reference={"n": 400, "mean": 7.6, "sd": 0.4})
    trial(question, "Evans", experimental={"n": 40, "mean": 5.0}, reference={"n": 40, "mean": 6.0})
    (line,) = client.get(OUTCOME).context["outcome"].found
    assert any("Without Baker 2012" in one for one in line.deciding)


@pytest.mark.parametrize(
    ("how", "standing", "sentence", "heading"),
    [
        (
            {"comparator": "none", "reference": None, "direction": "not compared"},
            "no comparator",
            (
                "1 study of magnesium measured pain intensity in people with chronic low back pain without comparing "
                "it with anything: what would have happened without it is not known."
            ),
            "Without a comparator: an effect cannot be told from the usual course",
        ),
        (
            {"result": {"kind": "words"}, "experimental": {}, "reference": {}},
            "words only",
            "1 study reports an advantage of the intervention.",
            "Told in words only",
        ),
        (
            {"study": {"design": "systematic review"}, "experimental": None, "reference": None, "trials": 5}
            | {"result": {"kind": "estimate"}},
            "reviews only",
            "1 review reports an advantage of the intervention.",
            "What reviews pooled, which may hold the same studies",
        ),
    ],
)
def test_what_has_no_effect_is_told_and_never_rated(
    client: Client, question: Asked, how: dict[str, Any], standing: str, sentence: str, heading: str
) -> None:
    trial(question, "Abel", **how)
    (line,) = client.get(OUTCOME).context["outcome"].found
    assert (line.standing, line.sentence, line.level, line.side) == (standing, sentence, "", "not known")
    assert heading in text(client, OUTCOME)
    assert "not rated" in text(client, PAGE)
    assert client.get(f"{OUTCOME}forest-1.svg").status_code == 404


def test_each_condition_and_each_harm_has_its_line(client: Client, question: Asked) -> None:
    three(question)
    trial(question, "Ives", study={"conditions": [make.make_condition(name="Sciatica", slug="sciatica")]})
    flushing = harm(question)
    counted(flushing, "Jones", 4, 100, 2, 100)
    counted(flushing, "Kay", 8, 120, 3, 110)
    summary = client.get(PAGE).context["summary"]
    lines = [(one.name, line.condition_name, line.trials) for one in summary.outcomes for line in one.found]
    assert lines == [
        ("Pain intensity", "Chronic low back pain", 3),
        ("Pain intensity", "Sciatica", 1),
        ("Flushing", "Chronic low back pain", 2),
    ]
    page = text(client, PAGE)
    assert page.index("Benefits looked for") < page.index("Harms looked for")
    assert (
        "54 in 1,000 instead of 24: 30 more (8 fewer to 160 more). Without it: median of the risks in 2 control groups "
        "(2 % to 3 %)."
    ) in page


def harm(question: Asked) -> Asked:
    outcome = make.make_outcome(name="Flushing", slug="flushing", domain="adverse", effect="harm")
    return Asked(intervention=question.intervention, outcome=outcome, condition=question.condition, instrument=None)


def fixed(value: float) -> str:
    return f"{value:.2f}".replace("-", DASH)


def test_page_drawing_table_file_and_kept_line_have_the_same_figures(client: Client, question: Asked) -> None:
    """Of each study and of what is pooled: estimate, interval and weight, to every digit that is shown."""
    three(question)
    rebuild()
    kept = found_again(Finding.objects.get().line)
    page = client.get(OUTCOME)
    (line,) = page.context["outcome"].found
    assert kept == line
    rows = table(client)
    assert [one["study_id"] for one in rows] == ["abel-2008", "baker-2012", "cole-2019"]
    drawn = words_of(client.get(f"{OUTCOME}forest-1.svg").content)
    in_page = [words_of(one) for one in re.findall(r"<svg.*?</svg>", page.content.decode(), re.DOTALL)]
    assert len(in_page) == 2  # for wide and for narrow windows
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    for row in rows:
        numbers = [float(row[name]) for name in ("estimate", "ci_low", "ci_high")]
        effect = f"{fixed(numbers[0])} [{fixed(numbers[1])}, {fixed(numbers[2])}]"
        weight = f"{float(row['weight']):.1f} %"
        for said in (drawn, *in_page):
            assert effect in " ".join(said)
            assert weight in " ".join(said)
        assert f"{effect} {weight}" in shown
    assert line.estimate is not None
    assert line.low is not None
    assert line.high is not None
    total = f"{fixed(line.estimate)} [{fixed(line.low)}, {fixed(line.high)}]"
    assert all(total in " ".join(said) for said in (drawn, *in_page))
    assert f"{total} 100 %" in shown
    assert line.effect.startswith(f"{fixed(line.estimate)} points ({fixed(line.low)} to {fixed(line.high)})")
    assert line.effect in text(client, PAGE)
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(100)
    weights = [float(row["weight"]) for row in rows]
    pooled = sum(w * float(row["estimate"]) for w, row in zip(weights, rows, strict=True)) / 100
    assert pooled == pytest.approx(line.estimate)


def test_the_page_of_what_lies_above_says_the_same_as_what_is_kept(client: Client, question: Asked) -> None:
    """Trials of several kinds, in words and in figures, whatever their order in the database."""
    below = make.make_intervention(name="Magnesium by vein", slug="by-vein", parent=question.intervention)
    by_vein = Asked(**{**vars(question), "intervention": below})
    trial(by_vein, "Zeidan", result={"days": 5, "kind": "words"}, direction="no clear difference")
    trial(question, "Abel", result={"days": None, "kind": "words"})
    trial(by_vein, "Baker", result={"days": 700})
    trial(question, "Cole", study={"conditions": [make.make_condition()]}, result={"kind": "words"})
    rebuild()
    for slug in ("magnesium", "by-vein"):
        summary = client.get(f"/interventions/{slug}/").context["summary"]
        page = client.get(f"/interventions/{slug}/pain-intensity/").context["outcome"]
        lines = [found_again(one.line) for one in Finding.objects.filter(intervention__slug=slug).order_by("place")]
        assert lines == [line for one in summary.outcomes for line in one.found] == list(page.found)


def test_the_files_are_what_they_say(client: Client, question: Asked) -> None:
    three(question)
    svg = client.get(f"{OUTCOME}forest-1.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"] == 'attachment; filename="tracewell-magnesium-pain-intensity-forest-1.svg"'
    assert XML.fromstring(svg.content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    png = client.get(f"{OUTCOME}forest-1.png")
    with Image.open(io.BytesIO(png.content)) as image:
        image.load()
        assert (image.format, image.width > 800, image.height > 300) == ("PNG", True, True)
    sheet = client.get(f"{OUTCOME}forest.csv")
    assert sheet["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert sheet.content.decode().splitlines()[0] == ",".join(COLUMNS)
    for name in ("pool.py", "pool.R"):
        script = client.get(f"{OUTCOME}{name}")
        assert (script.content, script["Content-Type"]) == (
            (SCRIPTS / name).read_bytes(),
            "text/plain; charset=utf-8",
        )
    for nowhere in ("forest-2.svg", "forest-0.png", "forest-99999999999999999999.svg", "forest.svg"):
        assert client.get(OUTCOME + nowhere).status_code == 404


@pytest.mark.parametrize("address", [PAGE, OUTCOME, *(f"{OUTCOME}forest{one}" for one in ("-1.svg", "-1.png", ".csv"))])
def test_who_has_it_already_is_told_so(client: Client, question: Asked, address: str) -> None:
    three(question)
    tags = set()
    for query in ("", "?method=DL"):
        tag = client.get(address + query)["ETag"]
        again = client.get(address + query, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        tags.add(tag)
    assert len(tags) == 2


# What a choice changes of the trials below: who is left out, and why.
LEFT_OUT = {
    "without=high-bias": {"Abel 2008": "At high risk of bias."},
    "without=seller": {"Baker 2012": "Paid for or run by who sells it."},
    "without=unchecked": dict.fromkeys(
        ["Abel 2008", "Baker 2012", "Dunn 2015", "Evans 2016", "Fox 2017", "Grey 2018"],
        "Not checked by a second person.",
    ),
    "without=abstract": {"Cole 2014": "Only its abstract was seen."},
    "without=uncontrolled": {"Dunn 2015": "Without a comparator."},
    "without=derived": {"Evans 2016": "SD of “experimental” derived from its standard error."},
    "with=retracted": {},
    "once=1": {"Fox 2017": "Counted once with grey-2018: the same team."},
    "measure=SMD": {},
    "method=DL": {},
    "method=PM": {},
    "method=FE": {},
    "ci=wald": {},
    "ci=adhoc": {},
    "as_of=2015-06-30": dict.fromkeys(
        ["Dunn 2015", "Evans 2016", "Fox 2017", "Grey 2018"], "Not published by that day."
    ),
}
RETRACTED = {"Hart 2010": "Retracted."}


@pytest.fixture
def many(question: Asked) -> None:
    """A trial for each choice to leave out, and one that is retracted."""
    abel = trial(question, "Abel", year=2008).result.study
    make.make_risk_of_bias(study=abel, domain=make.make_bias_domain(code="overall"), judgement="high")
    trial(question, "Baker", study={"seller_interest": "yes"}, experimental={"n": 40, "mean": 5.0, "sd": 2.0})
    cole = trial(question, "Cole", year=2014, result={"basis": "abstract"}).result
    cole.entered_by, cole.checked_by = make.make_user(), make.make_user()
    cole.save()
    trial(question, "Dunn", year=2015, comparator="none", reference=None, direction="not compared")
    trial(question, "Evans", year=2016, experimental={"n": 40, "mean": 4.0, "se": 0.3})
    team = {"independence_group": "ankara", "independence_reason": "team"}
    trial(question, "Fox", year=2017, study=team, experimental={"n": 40, "mean": 5.6, "sd": 1.5})
    trial(question, "Grey", year=2018, study=team | {"people": 90})
    hart = trial(question, "Hart", year=2010, experimental={"n": 40, "mean": 1.0, "sd": 0.5})
    make.make_notice(report=hart.result.report, kind="retraction", date="2013-05")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("query", LEFT_OUT)
def test_a_choice_in_the_address_changes_what_it_should_and_nothing_else(client: Client, query: str) -> None:
    usual, chosen = client.get(OUTCOME), client.get(f"{OUTCOME}?{query}")
    assert usual.status_code == chosen.status_code == 200
    out = {one.entry.label: one.reason for one in chosen.context["outcome"].left_out}
    assert out == LEFT_OUT[query] | ({} if query == "with=retracted" else RETRACTED)
    entered = {"Abel 2008", "Baker 2012", "Cole 2014", "Evans 2016", "Fox 2017", "Grey 2018", "Hart 2010"}
    rows = {one["study"]: one for one in table(client, f"?{query}")}
    assert set(rows) == entered - out.keys()
    names = ["yi", "vi", "estimate", "experimental_mean", "reference_sd"]
    before = {one["study"]: [one[name] for name in names] for one in table(client)}
    after = {study: [row[name] for name in names] for study, row in rows.items() if study in before}
    same = {study: figures for study, figures in before.items() if study in after}
    assert (after == same) is (query != "measure=SMD")
    kinds = [".csv", "-1.svg", "-1.png"]
    if query != "without=uncontrolled":
        assert all(
            client.get(f"{OUTCOME}forest{one}?{query}").content != client.get(f"{OUTCOME}forest{one}").content
            for one in kinds[1:]
        )
    assert f"?{chosen.context['choices'].query}" in chosen.content.decode()
    assert "The address says how this page was put together" in chosen.content.decode()
    assert "The address says how" not in usual.content.decode()


@pytest.mark.usefixtures("many")
def test_the_intervention_page_follows_the_same_choices(client: Client) -> None:
    for query in ("", *LEFT_OUT):
        (one,) = client.get(f"{PAGE}?{query}").context["summary"].outcomes
        assert one.found == client.get(f"{OUTCOME}?{query}").context["outcome"].found, query


@pytest.mark.usefixtures("many")
def test_a_retracted_study_is_out_unless_it_is_asked_for(client: Client) -> None:
    without, with_it = client.get(OUTCOME), client.get(f"{OUTCOME}?with=retracted")
    assert "Hart 2010 , 6 weeks: Retracted." in text(client, OUTCOME)
    assert [one.context["outcome"].found[0].trials for one in (without, with_it)] == [6, 7]
    assert "with retracted studies" in text(client, f"{OUTCOME}?with=retracted")


@pytest.mark.usefixtures("many")
def test_a_day_in_the_past_shows_what_was_known_and_what_changed_since(client: Client) -> None:
    """Before its retraction the study of 2010 counted."""
    query = "?as_of=2012-12-31"
    page = client.get(OUTCOME + query)
    assert [one["study"] for one in table(client, query)] == ["Abel 2008", "Hart 2010", "Baker 2012"]
    (since,) = page.context["outcome"].since
    assert since.changes[0] == "New since: Cole 2014, Dunn 2015, Evans 2016, Fox 2017, Grey 2018."
    assert "Then 3 studies with 240 people, now 6 studies with 480 people." in since.changes
    assert "What changed since 31 December 2012" in text(client, PAGE + query)
    assert "as known on 31 December 2012" in text(client, OUTCOME + query)
    early = client.get(f"{OUTCOME}?as_of=1999-01-01")
    assert early.context["outcome"].found == ()
    assert "Nothing was known then." in text(client, f"{OUTCOME}?as_of=1999-01-01")


@pytest.mark.usefixtures("many")
def test_links_keep_the_choices(client: Client) -> None:
    query = "?without=seller&amp;method=DL"
    page = client.get(f"{OUTCOME}?method=DL&without=seller").content.decode()
    for name in ("forest-1.svg", "forest-1.png", "forest.csv"):
        assert f'href="{OUTCOME}{name}{query}"' in page
    assert f'href="{PAGE}{query}"' in page
    assert f'href="{OUTCOME}{query}"' in client.get(f"{PAGE}?method=DL&without=seller").content.decode()


ADDRESSES = [PAGE, OUTCOME, *(f"{OUTCOME}forest{one}" for one in ("-1.svg", "-1.png", ".csv")), "/map/"]


def queries(client: Client, query: str) -> dict[str, int]:
    """How many each page and file takes, once everything that a process remembers is there."""
    found = {}
    for address in ADDRESSES:
        client.get(address + query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address + query).status_code == 200
        found[address] = len(captured)
    return found


@pytest.mark.parametrize("query", ["", "?once=1&without=derived&as_of=2016-03-24"])
def test_forty_cost_the_queries_of_one(client: Client, question: Asked, query: str) -> None:
    """Studies, their results, and outcomes."""
    study = trial(question, "Abel").result.study
    make.make_risk_of_bias(study=study, domain=make.make_bias_domain(code="overall"), judgement="low")
    rebuild()
    one = queries(client, query)
    for number in range(13):
        trial(question, f"Abel{number}", year=2000 + number)
        outcome = make.make_outcome(name=f"Outcome {number}", slug=f"outcome-{number}")
        trial(Asked(**{**vars(question), "outcome": outcome}), f"Baker{number}")
        below = make.make_intervention(parent=question.intervention)
        trial(Asked(**{**vars(question), "intervention": below}), f"Cole{number}")
    rebuild()
    assert queries(client, query) == one
