"""A table as a download."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from evidence.exports.stream import stream_csv
from evidence.exports.tables import Table


def csv_response(table: Table, rows: QuerySet[Any], *, about: str = "") -> StreamingHttpResponse:
    """The rows as a file whose name says what it is and of which day; the codebook is linked in a header."""
    name = "-".join(part for part in ("tracewell", about, table.name, timezone.now().date().isoformat()) if part)
    return StreamingHttpResponse(
        stream_csv(table, rows),
        content_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Link": f'<{reverse("evidence:export")}#{table.name}>; rel="describedby"',
        },
    )
