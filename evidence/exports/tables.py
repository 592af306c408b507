"""The tables that are exported: their columns make the file, the codebook and the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evidence.summaries.columns import Column
from evidence.summaries.result_row import RESULT_COLUMNS, result_values
from evidence.summaries.study_row import STUDY_COLUMNS, study_values


@dataclass(frozen=True, kw_only=True)
class Table:
    """A kind of file: what a row is, its columns, and the rows as dictionaries, those the public may see."""

    name: str
    row: str
    key: str
    columns: tuple[Column, ...]
    values: Callable[[], QuerySet[Any]]


RESULTS = Table(
    name="results",
    row="one comparison of one result of one study",
    key="comparison_id",
    columns=RESULT_COLUMNS,
    values=lambda: result_values().published(),
)
STUDIES = Table(
    name="studies",
    row="one study, however often it is reported",
    key="study_id",
    columns=STUDY_COLUMNS,
    values=lambda: study_values().published(),
)
TABLES = (RESULTS, STUDIES)
