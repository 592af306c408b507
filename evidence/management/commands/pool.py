"""`manage.py pool`: the statistics of the application on a researcher's own file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.management.pooled_lines import as_json, as_text
from evidence.statistics import Interval, Measure, Model, NotEstimableError
from evidence.statistics.file_pooling import pool_rows
from evidence.statistics.study_file import COLUMNS, StudyFileError, read_studies

METHODS = [Model.REML, Model.DL, Model.PM, Model.FE, Model.MH]
TABLES = frozenset({Measure.RR, Measure.OR, Measure.RD})


class Command(BaseCommand):
    help = (
        "Pools the studies of a CSV file, a study a row, and says how much they differ. The file is UTF-8 text with "
        "commas; its first line names the columns: n1i,m1i,sd1i,n2i,m2i,sd2i for MD, SMD and ROM; ai,n1i,ci,n2i "
        "(events and people) for RR, OR and RD; yi,sei for GEN. A column study, slab or trial names the "
        "studies; others are ignored. Rows with an empty cell or NA, and studies without an effect, are named and left "
        "out. Nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--measure",
            required=True,
            choices=[str(measure) for measure in COLUMNS],
            help="mean difference, standardised (Hedges' g, exact correction), ratio of means, risk ratio, odds ratio, "
            "risk difference, or an estimate with its standard error on the scale of analysis",
        )
        parser.add_argument(
            "--method",
            default=str(Model.REML),
            choices=[str(method) for method in METHODS],
            help="random effects by REML (the default), DerSimonian-Laird or Paule-Mandel; common effect by inverse "
            "variance or, for RR, OR and RD, Mantel-Haenszel",
        )
        parser.add_argument(
            "--ci",
            choices=[str(interval) for interval in Interval],
            help="the interval: Hartung-Knapp's with k - 1 degrees of freedom, which is the default of random effects; "
            "Wald's, which is the default of a common effect and the only one of MH; or Hartung-Knapp's with no "
            "standard error below Wald's",
        )
        parser.add_argument(
            "--json", action="store_true", help="JSON on the scale of analysis: natural logarithms for RR, OR and ROM"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        measure, method = Measure(options["measure"]), Model(options["method"])
        default = Interval.HKSJ if method.is_random else Interval.WALD
        interval = Interval(options["ci"]) if options["ci"] else default
        if method is Model.MH and measure not in TABLES:
            raise CommandError(f"--method MH pools tables of counts: expected --measure RR, OR or RD, got {measure}.")
        if method is Model.MH and interval is not Interval.WALD:
            raise CommandError(f"--method MH has Wald's interval alone: expected --ci wald or none, got {interval}.")
        try:
            found = pool_rows(read_studies(options["file"], measure), measure=measure, method=method, interval=interval)
        except StudyFileError as error:
            raise CommandError(str(error)) from error
        except NotEstimableError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if options["json"]:
            self.stdout.write(as_json(found, measure))
            return
        for line in as_text(found, measure):
            self.stdout.write(line)
