"""The CSV: the same bytes on both databases, no formula run, no number harmed, nothing lost on the way back."""

from __future__ import annotations

import csv
import io

import pytest

from evidence.exports import stream
from evidence.exports.stream import FORMULA_STARTS, stream_csv
from evidence.exports.tables import RESULTS, STUDIES, TABLES, Table
from evidence.models import ArmValue, Comparison, Result, Study
from evidence.summaries.columns import read
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db


def lines(table: Table = RESULTS) -> list[dict[str, str]]:
    text = b"".join(stream_csv(table, table.values())).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_whole_file_of_the_magnesium_trial() -> None:
    comparison = trials.yousef(top=trials.magnesium())
    Comparison.objects.update(created="2026-01-02T03:04:05Z", updated="2026-01-02T03:04:05.678Z")
    Result.objects.update(updated="2026-02-03T04:05:06Z")
    assert comparison.pk
    header, row, rest = b"".join(stream_csv(RESULTS, RESULTS.values())).decode().split("\r\n")
    assert header == ",".join(one.name for one in RESULTS.columns)
    assert row == (
        "yousef-2013/pain-6-months/magnesium-v-placebo,yousef-2013/pain-6-months,yousef-2013,yousef-2013,"
        "Sequential intravenous and oral magnesium in chronic low back pain,,"
        "randomised,double,Chronic low back pain,chronic-low-back-pain,,,80,,,,not stated,,,"
        "23384256,,10.1111/anae.12107,"
        "A double-blinded randomised controlled study,Yousef AA; Al-deeb AE,Anaesthesia,2013,2012-12-17,false,,,"
        'infusions-then-capsules,"Infusions, then capsules",,placebo,pain-intensity,Pain intensity,pain,benefit,lower,'
        ",,,nrs,NRS 0–10,,points,0,10,lower,6 months,183,final,false,,"
        "magnesium,magnesium,,40,40,4.7,1.8,,,,7.5,2.2,,,,,,,,,,"
        "placebo,placebo,,40,40,7.2,,,,,7.4,,,,,,,,,,,"
        ",,,,,,<0.03,false,,,,favours intervention,MD,-2.5,,,"
        "Less pain than with placebo.,verified,,abstract,abstract,,,,,,2026-01-02T03:04:05Z,2026-02-03T04:05:06Z"
    )
    assert rest == ""


def test_a_file_read_back_gives_the_same_figures() -> None:
    trials.yousef(top=trials.magnesium())
    trials.ashar()
    back = lines()
    assert len(back) == Comparison.objects.count() > 1
    for printed, values in zip(back, RESULTS.values().order_by("pk"), strict=True):
        kept = {name: "" if value is None else value for name, value in read(values).items()}
        assert {
            name: float(cell)
            if cell and isinstance(kept[name], float)
            else int(cell)
            if isinstance(kept[name], int)
            else cell
            for name, cell in printed.items()
        } == kept


@pytest.mark.parametrize("sign", FORMULA_STARTS)
def test_a_text_that_begins_like_a_formula_is_defused(sign: str) -> None:
    trials.yousef(top=trials.magnesium())
    Result.objects.update(finding=f"{sign}cmd|' /C calc'!A0", notes=f"harmless {sign}")
    (row,) = lines()
    assert (row["finding"], row["notes"]) == (f"'{sign}cmd|' /C calc'!A0", f"harmless {sign}")


def test_no_text_column_is_left_unguarded() -> None:
    """Every column that a person can type into begins with an apostrophe when it begins with an equals sign."""
    free = [one.name for table in TABLES for one in table.columns if one.is_text and one.free]
    fixed = {one.name for table in TABLES for one in table.columns if one.is_text and not one.free}
    assert fixed == {
        "design", "blinding", "registrations", "notices", "pmid", "pmcid", "doi", "comparator", "outcome_effect",
        "outcome_better", "instrument_better", "kind", "primary", "reported_measure", "adjusted", "direction",
        "recomputed_measure", "certainty", "basis", "created", "updated", "status", "published_online",
        "published_issue", "condition_weeks", "seller_interest", "independence_reason", "known_on", "retracted",
        "retracted_on", "intervention_route", "experimental_routes", "reference_routes", "condition_ids",
        "outcome_domain",
    }  # fmt: skip
    assert {"study_title", "finding", "quote", "authors", "conditions", "comparison_id", "reported_p"} <= set(free)


def test_a_negative_number_stays_a_number() -> None:
    make.make_comparison(
        result=make.make_result(state="published", study=make.make_study(state="published")),
        measure="MD",
        estimate=-2.5,
        ci_low=-4,
        ci_high=-1e-7,
    )
    (row,) = lines()
    assert (row["reported_estimate"], row["reported_ci_low"], row["reported_ci_high"]) == ("-2.5", "-4", "-1e-07")


def test_quotes_commas_line_breaks_and_letters_survive() -> None:
    trials.yousef(top=trials.magnesium())
    text = 'He said "no", then\r\nwent: µ, Ω, 痛, 𝄞; \\. a\\nb'
    Result.objects.update(notes=text)
    assert lines()[0]["notes"] == text


def test_only_what_is_published_is_exported() -> None:
    trials.yousef(top=trials.magnesium(), state="draft")
    trials.ashar()
    assert {one["study_id"] for one in lines()} == {"ashar-2022"}
    assert [one["study_id"] for one in lines(STUDIES)] == ["ashar-2022"]


def test_chunks_join_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    trials.ashar()
    trials.yousef(top=trials.magnesium())
    whole = b"".join(stream_csv(RESULTS, RESULTS.values()))
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(stream, "CHUNK", size)
        monkeypatch.setattr(stream, "PIECE", size)
        assert b"".join(stream_csv(RESULTS, RESULTS.values())) == whole


def test_an_empty_table_is_a_header() -> None:
    assert (
        b"".join(stream_csv(STUDIES, STUDIES.values())).decode()
        == ",".join(one.name for one in STUDIES.columns) + "\r\n"
    )


def test_a_fault_on_the_way_is_not_a_short_file() -> None:
    trials.yousef(top=trials.magnesium())
    values = RESULTS.values().extra(
        where=["1 / (evidence_comparison.id - evidence_comparison.id) > 0 AND no_such_column"]
    )
    with pytest.raises(Exception, match="no_such_column"):
        list(stream_csv(RESULTS, values))


def test_the_study_file_says_how_much_there_is() -> None:
    study = trials.ashar()
    make.make_report(study=study, slug="ashar-protocol", kind="protocol")
    (row,) = lines(STUDIES)
    assert (row["study_id"], row["reports"], row["results"], row["report_id"], row["interventions"], row["people"]) == (
        "ashar-2022", "2", "1", "ashar-2022", "Pain reprocessing therapy", "151",
    )  # fmt: skip
    assert (Study.objects.count(), ArmValue.objects.count()) == (1, 3)
