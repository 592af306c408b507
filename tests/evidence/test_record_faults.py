"""Faults in record files: each gets a sentence with file, object, field and what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.actions.fixtures import FixtureError, load_records, user_of_the_files
from tests.evidence.test_load_records import TRIAL, load, rows

pytestmark = pytest.mark.django_db


def refused(text: str, folder: Path) -> str:
    """The sentence for a text, without the folder; nothing of it may be left behind."""
    before = rows()
    with pytest.raises(FixtureError) as caught:
        load(folder, text)
    assert rows() == before
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- model: [", "trial.yaml, line 2: this is not YAML: did not find expected node content."),
        ("model: evidence.study", "trial.yaml: expected a list of records, each with “model” and “fields”."),
        ("", "trial.yaml: expected a list of records, each with “model” and “fields”."),
        (
            "- model: evidence.outcome\n  pk: 1\n  fields: {}\n",
            "trial.yaml, line 1: expected a record with “model” and “fields” and nothing else.",
        ),
        (
            "- model: evidence.report\n  fields: {published_online: 2013-02-30}\n",
            "trial.yaml, line 1: a value cannot be read: day is out of range for month.",
        ),
        (
            "- model: !!python/name:os.system x\n",
            (
                "trial.yaml, line 1: this is not YAML: "
                "could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.system'."
            ),
        ),
        ("- just words\n", "trial.yaml, line 1: expected a record with “model” and “fields” and nothing else."),
    ],
)
def test_a_file_that_holds_no_records(text: str, sentence: str, tmp_path: Path) -> None:
    assert refused(text, tmp_path) == sentence


def test_only_the_evidence_can_be_loaded(tmp_path: Path) -> None:
    assert refused("- model: auth.user\n  fields: {username: intruder}\n", tmp_path) == (
        "trial.yaml, line 1: “auth.user” cannot be loaded: expected one of evidence.arm, evidence.armvalue, "
        "evidence.assessment, evidence.biasdomain, evidence.biastool, evidence.certaintyrules, evidence.comparison, "
        "evidence.condition, "
        "evidence.instrument, evidence.intervention, evidence.notice, evidence.outcome, evidence.regimenstep, "
        "evidence.registration, evidence.report, evidence.result, evidence.riskofbias, evidence.searchlog, "
        "evidence.study, evidence.synonym."
    )


def test_an_unknown_field(tmp_path: Path) -> None:
    assert refused(TRIAL.replace("better: lower", "betterr: lower"), tmp_path) == (
        "trial.yaml, line 4: evidence.outcome (pain), betterr: there is no such field: expected one of name, slug, "
        "domain, effect, better, smallest_important_difference, smallest_important_instrument, "
        "smallest_important_source, description."
    )


def test_a_choice_that_is_none(tmp_path: Path) -> None:
    assert refused(TRIAL.replace("design: randomised", "design: RCT"), tmp_path) == (
        "trial.yaml, line 6: evidence.study (doe-2020), design: expected one of randomised, crossover, factorial, "
        "smart, controlled, before-after, cohort, case-control, cross-sectional, case report, systematic review, "
        "narrative review, guideline, statistics, unknown, got “RCT”."
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "basis: full text",
            "basis: full text, checked_by: [curator]",
            "line 14: evidence.result (pain), checked_by: a file cannot say this: expected it to be left out.",
        ),
        ("mean: 3.5,", "mean: 3.5, mean: 5.3,", "line 18: “mean” is written twice: expected it once."),
        (
            ", place: table 2",
            "",
            "line 14: evidence.result (doe-2020, pain), place: expected a value, got none.",
        ),
        (
            "{study: [doe-2020], slug: walking,",
            "{slug: walking,",
            "line 10: evidence.arm (walking), study: expected a value, got none.",
        ),
        (
            "{study: [doe-2020], slug: walking,",
            "{study: null, slug: walking,",
            "line 10: evidence.arm (walking), study: expected a value, got none.",
        ),
        (
            "slug: doe-2020, main: true",
            "slug: doe 2020, main: true",
            (
                "line 8: evidence.report (doe 2020), slug: "
                "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."
            ),
        ),
        (
            "{study: [doe-2020], slug: walking,",
            "{study: [roe-2020], slug: walking,",
            (
                "line 10: evidence.arm (walking), study: "
                "expected the natural key of a loaded study, but there is no ['roe-2020']."
            ),
        ),
        (
            "arm: [doe-2020, walking]",
            "arm: [doe-2020, walking, 1]",
            (
                "line 17: evidence.armvalue (doe-2020, pain, doe-2020, walking, 1), arm: "
                "expected the natural key of a loaded arm, but there is no ['doe-2020', 'walking', 1]."
            ),
        ),
        (
            "outcome: [pain]",
            'outcome: ["pain\\0"]',
            "line 14: evidence.result (doe-2020, pain), outcome: expected text, and found a NUL character in it.",
        ),
        (
            "outcome: [pain]",
            "outcome: pain",
            (
                "line 14: evidence.result (doe-2020, pain), outcome: "
                "expected the natural key of a loaded outcome, got “pain”."
            ),
        ),
        (
            "interventions: [[walking]]",
            "interventions: walking",
            "line 6: evidence.study (doe-2020), interventions: expected a list of natural keys, got “walking”.",
        ),
        (
            "mean: 3.5",
            "mean: low",
            "line 17: evidence.armvalue (doe-2020, pain, walking), mean: “low” value must be a float.",
        ),
        (
            "place: table 2",
            "place: [table 2]",
            "line 14: evidence.result (doe-2020, pain), place: expected one value, got ['table 2'].",
        ),
        (
            "mean: 3.5",
            "mean: .nan",
            "line 17: evidence.armvalue (doe-2020, pain, walking), mean: expected a number, got nan.",
        ),
        (
            "mean: 3.5",
            f"mean: {10**400}",
            "line 17: evidence.armvalue (doe-2020, pain, walking), mean: expected a number of at most fifteen digits.",
        ),
        (
            "place: table 2",
            'place: "table\\0"',
            "line 14: evidence.result (doe-2020, pain), place: expected text, and found a NUL character in it.",
        ),
        (
            "n: 20, mean: 3.5",
            "n: 21, mean: 3.5",
            (
                "line 17: evidence.armvalue (doe-2020, pain, walking), n: "
                "21 people, but only 20 were allocated to Walking."
            ),
        ),
        (
            "sd: 1.5",
            "sd: -1.5",
            (
                "line 17: evidence.armvalue (doe-2020, pain, walking), sd: "
                "Ensure this value is greater than or equal to 0."
            ),
        ),
        (
            "mean: 4.5",
            "events: 20, total: 19",
            (
                "line 19: evidence.armvalue (doe-2020, pain, nothing): "
                "people with the event: more than there are people, or the total is missing."
            ),
        ),
        (
            "comparator: no",
            "measure: MD, estimate: 1, ci_low: 2, ci_high: 3, comparator: no",
            (
                "line 21: evidence.comparison (doe-2020, pain, walking-v-nothing), estimate: "
                "1 lies outside its interval, 2 to 3."
            ),
        ),
        (
            "year: 2020",
            "year: 2020, pmid: 2351168",
            (
                "line 8: evidence.report (doe-2020), pmid: "
                "PMID 2351168 has 7 digits, but papers of 2020 carry eight: is one missing?"
            ),
        ),
        (
            "year: 2020",
            "year: 2020, doi: see the paper",
            (
                "line 8: evidence.report (doe-2020), doi: "
                "“see the paper” is not a DOI: expected something like 10.1111/anae.12107."
            ),
        ),
        (
            "year: 2020",
            "year: 2020, published_online: spring 2020",
            (
                "line 8: evidence.report (doe-2020), published_online: “spring 2020” is not a date: "
                "write 2013, 2013-03 or 2013-03-01, with a ? behind it if the source is unsure."
            ),
        ),
        (
            "arm: [doe-2020, walking]",
            "arm: [doe-2020, nothing]",
            "line 19: evidence.armvalue (doe-2020, pain, nothing): expected once, but trial.yaml, line 17 has it too.",
        ),
        (
            TRIAL[TRIAL.index("- model: evidence.comparison") :],
            "",
            (
                "line 14: evidence.result (doe-2020, pain), comparisons: "
                "expected at least one; a figure that nothing was compared with has one that says so."
            ),
        ),
        (
            TRIAL[TRIAL.rindex("- model: evidence.armvalue") : TRIAL.index("- model: evidence.comparison")],
            "",
            (
                "line 14: evidence.result (doe-2020, pain), values: "
                "expected figures of the arm “nothing”, or an empty row, since walking-v-nothing compares it."
            ),
        ),
    ],
)
def test_a_fault_in_a_record(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    assert TRIAL.count(old) == 1
    assert refused(TRIAL.replace(old, new), tmp_path) == f"trial.yaml, {sentence}"


def test_a_synonym_twice_in_other_capitals(tmp_path: Path) -> None:
    synonyms = [
        f"- model: evidence.synonym\n  fields: {{intervention: [walking], name: {name}}}\n"
        for name in ("a walk", "A Walk")
    ]
    assert refused(TRIAL + "".join(synonyms), tmp_path) == (
        "trial.yaml, line 26: evidence.synonym (A Walk): expected once, but trial.yaml, line 24 has it too."
    )


def test_words_alone_need_no_figures(tmp_path: Path) -> None:
    words = TRIAL[: TRIAL.index("- model: evidence.armvalue")] + TRIAL[TRIAL.index("- model: evidence.comparison") :]
    loaded = load(tmp_path, words.replace("kind: final", "kind: words, finding: Pain was lower."))
    assert loaded.created["evidence.result"] == 1


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_bytes("# Müller".encode("latin-1"))
    with pytest.raises(FixtureError) as caught:
        load_records(paths=[tmp_path], by=user_of_the_files())
    assert str(caught.value) == f"{tmp_path / 'trial.yaml'}: expected UTF-8, but byte 3 is none."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("missing", "there is no such file or folder."), ("", "expected files that end in .yaml, and found none.")],
)
def test_a_path_without_records(path: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(FixtureError) as caught:
        load_records(paths=[tmp_path / path], by=user_of_the_files())
    assert str(caught.value) == f"{tmp_path / path}: {sentence}"


def test_a_fault_in_the_last_file_undoes_the_first(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(TRIAL, encoding="utf-8")
    (tmp_path / "2.yaml").write_text("- model: evidence.outcome\n  fields: {slug: mood}\n", encoding="utf-8")
    before = rows()
    with pytest.raises(FixtureError, match=r"2\.yaml, line 1: evidence\.outcome \(mood\), name: expected a value"):
        load_records(paths=[tmp_path], by=user_of_the_files())
    assert rows() == before


FIELDS = sorted({(index, name) for index, one in enumerate(yaml.safe_load(TRIAL)) for name in one["fields"]})
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=5))), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(FIELDS), junk=JUNK)
def test_junk_in_any_field_is_loaded_or_refused_whole(place: tuple[int, str], junk: Any, tmp_path: Path) -> None:
    records = yaml.safe_load(TRIAL)
    records[place[0]]["fields"][place[1]] = junk
    before = rows()
    with transaction.atomic():
        try:
            load(tmp_path, yaml.safe_dump(records, allow_unicode=True))
        except FixtureError:
            assert rows() == before
        transaction.set_rollback(True)
