"""The chain of changes: each carries a checksum over itself and the one before, so that no link can be taken out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from evidence.models.change import Change, RowChange


def checksum_of(change: Change, rows: Iterable[RowChange]) -> str:
    """SHA-256 over the checksum before, what was done by whom and why, and every row, in their order."""
    return checksum_of_lines(change, map(line_of, rows))


def checksum_of_lines(change: Change, lines: Iterable[bytes]) -> str:
    """As `checksum_of`, of rows that are written down already (`line_of`), so that no more than one is in memory."""
    digest = hashlib.sha256(change.previous.encode())
    said = [change.at.astimezone(UTC).isoformat(), change.by_id, change.door, change.act, change.reason]
    digest.update(_canonical([*said, change.request, change.undoes_id, change.rows]))
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def line_of(row: RowChange) -> bytes:
    """One row of a change as the chain reads it: a JSON list in a line of its own."""
    return _canonical([row.model, row.row, row.root_model, row.root, row.before, row.after])


def json_of(value: Any) -> str:
    """A value as the chain reads it: one text for one value, in ASCII and without white space outside of texts."""
    return json.dumps(_whole(value), sort_keys=True, separators=(",", ":"))


def _canonical(value: Any) -> bytes:
    return json_of(value).encode() + b"\n"


def _whole(value: Any) -> Any:
    """40.0 as 40, since the databases keep the one or the other."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value
