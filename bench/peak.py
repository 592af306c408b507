"""`python -m bench.peak ROWS`: streams so many rows to nowhere and prints its peak memory in megabytes."""

from __future__ import annotations

import resource
import sys

import django


def drain(rows: int) -> int:
    """Streams the first rows of results.csv; returns the bytes."""
    # Models can be imported only after Django is set up.
    from evidence.exports.stream import stream_csv  # noqa: PLC0415
    from evidence.exports.tables import RESULTS  # noqa: PLC0415

    values = RESULTS.values()
    beyond = list(values.order_by("pk").values_list("pk", flat=True)[rows : rows + 1])
    if beyond:
        values = values.filter(pk__lt=beyond[0])
    return sum(len(piece) for piece in stream_csv(RESULTS, values))


if __name__ == "__main__":
    django.setup()
    drain(int(sys.argv[1]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
