"""How often somebody may try: counted in the database, so that many processes count together."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.models import LoginTries

MINUTE, HOUR, DAY = 60, 3600, 86400
# So many tries within so many seconds.
LIMITS = {
    "account": [(10, 5 * MINUTE)],
    "address": [(10, 5 * MINUTE)],
    "device": [(10, 5 * MINUTE)],
    # Whoever gets this far knows the password.
    "code": [(5, MINUTE), (20, HOUR), (50, DAY)],
}


class TooOftenError(Exception):
    """`seconds`: how long to wait before the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries: wait {seconds} seconds.")
        self.seconds = seconds


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try that counts, until it is taken back."""

    kind: str
    key: str
    at: float

    def take_back(self) -> None:
        with transaction.atomic():
            row = LoginTries.objects.select_for_update().filter(kind=self.kind, key=self.key).first()
            if row is not None and self.at in row.at:
                row.at.remove(self.at)
                row.save(update_fields=["at", "updated"])


def count(kind: str, name: str) -> Try:
    """Count a try before it is looked at, since many may come at once. Raises TooOftenError."""
    key = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    now = time.time()
    with transaction.atomic():
        row = _locked(kind, key)
        seconds = _wait(row.at, LIMITS[kind], now)
        if seconds:
            raise TooOftenError(seconds)
        most = max(number for number, _ in LIMITS[kind])
        row.at = [*row.at, now][-most:]
        row.save(update_fields=["at", "updated"])
    return Try(kind=kind, key=key, at=now)


def forget_old_tries() -> None:
    """Rows that count nothing any more."""
    LoginTries.objects.filter(updated__lt=timezone.now() - timedelta(days=2)).delete()


def _locked(kind: str, key: str) -> LoginTries:
    rows = LoginTries.objects.select_for_update().filter(kind=kind, key=key)
    row = rows.first()
    if row is None:
        try:
            with transaction.atomic():
                LoginTries.objects.create(kind=kind, key=key)
        except IntegrityError:
            pass  # somebody else was the first
        row = rows.get()
    return row


def _wait(tries: list[float], limits: list[tuple[int, int]], now: float) -> int:
    """Seconds until every limit allows one more; 0 if all do."""
    waits = [tries[-number] + seconds - now for number, seconds in limits if len(tries) >= number]
    return math.ceil(max([0.0, *waits]))
