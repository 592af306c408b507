"""One list of columns makes the file, the codebook and the row."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.test import Client

from evidence.exports.tables import RESULTS, STUDIES, TABLES
from evidence.summaries.result_row import ResultRow
from evidence.summaries.study_row import StudyRow


@pytest.mark.parametrize(("table", "row"), [(RESULTS, ResultRow), (STUDIES, StudyRow)])
def test_columns_are_the_fields_of_the_row(table: type, row: type) -> None:
    assert [one.name for one in table.columns] == [one.name for one in fields(row)]  # type: ignore[attr-defined]


def test_each_column_is_described_once_and_in_a_sentence() -> None:
    for table in TABLES:
        described = [one.description for one in table.columns]
        assert all(one.endswith(".") and len(one) > 4 for one in described)
        assert len({one.name for one in table.columns}) == len(table.columns)


def test_the_codebook_page_has_a_line_a_column(client: Client) -> None:
    page = client.get("/export/").content.decode()
    for table in TABLES:
        section = page.split(f'<h2 id="{table.name}">')[1].split("</section>")[0]
        assert section.count('<th scope="row">') == len(table.columns)
        for one in table.columns:
            assert f"<code>{one.name}</code>" in section
