"""`manage.py pool`: the figures of a researcher's file, as JSON and as text, and one sentence for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from .statistics.published import BCG, HALOPERIDOL, NORMAND

KEYS = ("k", "estimate", "se", "ci_low", "ci_high", "tau2", "q", "q_p", "i2", "h2", "pi_low", "pi_high")


@pytest.fixture
def bcg(tmp_path: Path) -> Path:
    path = tmp_path / "bcg.csv"
    rows = [f'"{name}",{",".join(map(str, row[:4]))}' for name, row in BCG.items()]
    path.write_text("\n".join(["study,ai,n1i,ci,n2i", *rows]))
    return path


def pooled(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("pool", str(path), *options, "--json", stdout=out)
    found = json.loads(out.getvalue())
    return {key: found[key] for key in KEYS}


def text(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("pool", str(path), *options, stdout=out)
    return out.getvalue()


def test_bcg_risk_ratio_with_the_defaults_is_that_of_metafor(bcg: Path) -> None:
    # R's metafor 5.0-1: rma(measure="RR", test="knha"), prediction interval with 12 degrees of freedom.
    expected = {
        "k": 13,
        "estimate": -0.714532342158139,
        "se": 0.180791744092848,
        "ci_low": -1.10844371368555,
        "ci_high": -0.320620970630728,
        "tau2": 0.313243258136481,
        "q": 152.233008082373,
        "q_p": 1.99676459084597e-26,
        "i2": 92.2213845212689,
        "h2": 12.8557582353092,
        "pi_low": -1.9960168341962,
        "pi_high": 0.566952149879924,
    }
    assert pooled(bcg, "--measure", "RR") == pytest.approx(expected, rel=1e-6, abs=0)
    assert pooled(bcg, "--measure", "RR", "--method", "REML", "--ci", "hksj") == pooled(bcg, "--measure", "RR")
    wald = pooled(bcg, "--measure", "RR", "--ci", "wald")
    assert (wald["se"], wald["k"]) == (pytest.approx(0.179781516105206), 13)


@pytest.mark.parametrize(
    ("options", "estimate", "se"),
    [
        (("--measure", "OR", "--method", "DL", "--ci", "wald"), -0.747392349732137, 0.192262848971139),
        (("--measure", "OR", "--method", "PM", "--ci", "adhoc"), -0.745460390531622, 0.186790336471277),
        (("--measure", "RD", "--method", "FE"), -0.00091426346845626, 0.000226033929656083),
        (("--measure", "RR", "--method", "MH"), -0.453709604683754, 0.0393373668712944),
    ],
)
def test_each_method_is_that_of_metafor(bcg: Path, options: tuple[str, ...], estimate: float, se: float) -> None:
    found = pooled(bcg, *options)
    assert (found["estimate"], found["se"]) == (pytest.approx(estimate), pytest.approx(se))
    if options[-1] in {"FE", "MH"}:
        assert (found["tau2"], found["pi_low"], found["pi_high"]) == (0, None, None)


def test_means_and_ready_made_estimates_are_pooled(tmp_path: Path) -> None:
    path = tmp_path / "normand.csv"
    rows = [f"{a.n},{a.mean},{a.sd},{b.n},{b.mean},{b.sd}" for a, b in NORMAND.values()]
    path.write_text("\n".join(["n1i,m1i,sd1i,n2i,m2i,sd2i", *rows]))
    found = pooled(path, "--measure", "MD")
    assert (found["estimate"], found["tau2"]) == (pytest.approx(-15.1060274734783), pytest.approx(684.646151929666))
    assert pooled(path, "--measure", "SMD")["k"] == 9
    ready = tmp_path / "ready.csv"
    ready.write_text("yi,sei\n1,0.31622776601683794\n3,0.63245553203367588\n")
    found = pooled(ready, "--measure", "GEN")
    assert (found["estimate"], found["tau2"], found["pi_low"]) == (pytest.approx(1.925), pytest.approx(1.75), None)


def test_a_single_study_has_no_heterogeneity(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("study,yi,sei\nYousef 2013,1,0.5\n")
    found = pooled(path, "--measure", "GEN")
    assert (found["k"], found["estimate"], found["se"]) == (1, 1, 0.5)
    assert {key for key, figure in found.items() if figure is None} == {
        "tau2",
        "q",
        "q_p",
        "i2",
        "h2",
        "pi_low",
        "pi_high",
    }
    assert "A single study is given as it is; there is nothing to pool." in text(path, "--measure", "GEN")


def test_the_text_names_every_study_and_why_some_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sparse.csv"
    path.write_text("study,ai,n1i,ci,n2i\nNobody,0,20,0,22\nFew,1,30,2,28\nSeveral,3,40,6,41\nUnknown,5,25,NA,27\n")
    assert text(path, "--measure", "OR") == (
        # The figures are those of R's metafor 3.8-1.
        "study           OR      95 % interval       weight\n"
        "Nobody   not estimable: No events in both arms.\n"
        "Few         0.4483     0.03837 to 5.237      26.1 %\n"
        "Several      0.473     0.1097 to 2.038       73.9 %\n"
        "Unknown  not estimable: ci missing.\n"
        "\n"
        "2 studies of 4 rows: random effects, tau² by restricted maximum likelihood (REML)\n"
        "OR 0.4664 (0.3458 to 0.6291), p = 0.0197, Hartung-Knapp interval\n"
        "OR 0.4664 (0.1328 to 1.637), p = 0.234, Wald's interval\n"
        "The Hartung-Knapp interval is narrower than Wald's here: take the wider, or --ci adhoc.\n"
        "Q = 0.001351 (df 1), p = 0.971\n"
        "tau² = 0 (0 to 0.4), I² = 0 % (0 to 27.32), H² = 1 (1 to 1.376)\n"
    )


def test_json_says_what_became_of_each_row(tmp_path: Path) -> None:
    path = tmp_path / "haloperidol.csv"
    rows = [f"{name},{','.join(map(str, row))}" for name, row in HALOPERIDOL.items()]
    path.write_text("\n".join(["slab,ai,n1i,ci,n2i", *rows, "Nobody,0,9,0,9"]))
    out = StringIO()
    call_command("pool", str(path), "--measure", "RR", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["k"], found["rows"], found["scale"], found["method"], found["interval"]) == (
        17,
        18,
        "log",
        "REML",
        "hksj",
    )
    assert found["ratio"]["estimate"] == pytest.approx(2.2491874, rel=1e-6)
    nobody = {"line": 19, "study": "Nobody", "estimate": None, "se": None, "weight": None}
    assert found["studies"][-1] == nobody | {"why_not": "No events in both arms."}
    assert found["studies"][3]["estimate"] == pytest.approx(1.94591014905531)
    assert sum(study["weight"] or 0 for study in found["studies"]) == pytest.approx(100)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ("--measure", "GEN", "--method", "MH"),
            "--method MH pools tables of counts: expected --measure RR, OR or RD, got GEN.",
        ),
        (
            ("--measure", "RR", "--method", "MH", "--ci", "hksj"),
            "--method MH has Wald's interval alone: expected --ci wald or none, got hksj.",
        ),
    ],
)
def test_what_does_not_go_together_is_a_sentence(bcg: Path, options: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        text(bcg, *options)
    assert str(refused.value) == sentence


def test_a_file_without_a_study_to_pool_says_why_of_each(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("study,ai,n1i,ci,n2i\nNobody,0,20,0,22\nUnknown,5,25,,27\n")
    with pytest.raises(CommandError) as refused:
        text(path, "--measure", "OR")
    assert str(refused.value) == (
        f"{path}: No study could be pooled.\nNobody: No events in both arms.\nUnknown: ci missing."
    )
    path.write_text("ai,n1i,ci,n2i\n" + "0,20,0,22\n" * 30)
    with pytest.raises(CommandError, match=r"line 21: No events in both arms\.\nAnd 10 more\.$"):
        text(path, "--measure", "OR")


def test_a_fault_ends_with_1_and_one_sentence_alone(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("study,yi,sei\nA,1,2\nB,1,many\n")
    done = subprocess.run(
        [sys.executable, "manage.py", "pool", str(path), "--measure", "GEN", "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    sentence = f"CommandError: {path}:3: column sei: expected a number such as 1.5, got “many”.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)
