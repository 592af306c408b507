"""Recording: whatever changes curated rows does so inside `recording`: what they became, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone

from evidence.actions.findings import follow
from evidence.actions.locking import guard
from evidence.models.chain import checksum_of
from evidence.models.change import Act, Change, Door, RowChange
from evidence.models.kept import Kept, label_of, root_of
from evidence.models.snapshot import Key, Values, in_chunks, key_of, model_of, root_key, rows_of, values_of

# Which way the change comes in, and the name of the request that the log knows; set by the doors.
door: ContextVar[Door] = ContextVar("door", default=Door.COMMAND)
request_name: ContextVar[str] = ContextVar("request_name", default="")
_open: ContextVar[Recorder | None] = ContextVar("recorder", default=None)
# PostgreSQL's advisory lock for the end of the chain: any number that nothing else takes.
CHAIN = 7_203_118


class ChangedError(Exception):
    """Somebody saved `root` after it was opened: `changes` are what the editor has not seen, the newest first."""

    def __init__(self, root: Kept, changes: list[Change]) -> None:
        super().__init__(f"{root} was saved meanwhile.")
        self.root = root
        self.changes = changes


@dataclass(kw_only=True)
class Recorder:
    """What one act touches; `change` is there after the end of the block, unless nothing differed."""

    act: Act
    by: User | None
    reason: str
    undoes: Change | None = None
    change: Change | None = None
    _roots: dict[Key, Kept] = field(default_factory=dict)
    _before: dict[Key, Values] = field(default_factory=dict)
    _new: dict[Key, None] = field(default_factory=dict)
    _ready: list[RowChange] = field(default_factory=list)

    def watch(self, *rows: Kept, seen: int | None = None) -> None:
        """Lock the roots of rows that will be changed, and note how they and their parts stand.

        `seen` is the version of the root that the editor was shown; raises ChangedError if there is a newer one.
        """
        new = {key_of(root): root for root in map(root_of, rows) if key_of(root) not in self._roots}
        _lock(new)
        if seen is not None:
            for root in map(root_of, rows):
                refuse_older(root, seen)
        self._roots |= new
        self._before |= rows_of(new.values())

    def watch_rows(self, rows: models.QuerySet[models.Model]) -> None:
        """Rows that are not curated by themselves, such as those of another application that point here."""
        self._before |= {
            key: one
            for key, one in values_of(rows.model, rows.values_list("pk", flat=True)).items()
            if key not in self._before
        }

    def made(self, *rows: Kept) -> None:
        """Rows that are new with this act, with all that hangs on them."""
        self._roots |= {key_of(row): row for row in rows}

    def made_rows(self, *rows: models.Model) -> None:
        """New rows that are not curated by themselves."""
        self._new |= dict.fromkeys(map(key_of, rows))

    def add(self, rows: Iterable[RowChange], *, reason: str) -> None:
        """Ready-made rows, and why, unless the act has its reason already."""
        self._ready += rows
        self.reason = self.reason or reason

    @contextmanager
    def part(self) -> Iterator[None]:
        """An act within this one. If it fails, what it noted is forgotten: it is rolled back, locks and all."""
        noted: list[dict[Key, Any]] = [self._roots, self._before, self._new]
        sizes, ready, reason = [len(one) for one in noted], len(self._ready), self.reason
        try:
            yield
        except BaseException:
            for kept, size in zip(noted, sizes, strict=True):
                while len(kept) > size:
                    kept.popitem()  # the newest first
            del self._ready[ready:]
            self.reason = reason
            raise

    def finish(self) -> None:
        changes = self._changes()  # raises RefusedError
        if not changes:
            return
        self.change = write(act=self.act, by=self.by, reason=self.reason, undoes=self.undoes, rows=changes)

    def _changes(self) -> list[RowChange]:
        after = rows_of(self._roots.values())
        missing: dict[str, list[int]] = {}
        for label, pk in sorted((self._before.keys() | self._new.keys()) - after.keys()):
            missing.setdefault(label, []).append(pk)
        for label, pks in missing.items():
            after |= values_of(model_of(label), pks)
        # What a merge may do to a published row, its undoing may as well.
        merged = self.undoes is not None and self.undoes.act == Act.MERGED
        guard(act=Act.MERGED if merged else self.act, before=self._before, after=after)
        differing = [key for key in {**self._before, **after} if self._before.get(key) != after.get(key)]
        return [self._row_change(key, after) for key in differing] + self._ready

    def _row_change(self, key: Key, after: Mapping[Key, Values]) -> RowChange:
        before = self._before.get(key)
        root = _root(key, after if key in after else self._before)
        return RowChange(
            model=key[0], row=key[1], root_model=root[0], root=root[1], before=before, after=after.get(key)
        )


def _root(key: Key, rows: Mapping[Key, Values]) -> Key:
    """Follow a row upwards through the values that are at hand; a row of a kind without history stands for itself."""
    model = model_of(key[0])
    part_of = model.part_of if issubclass(model, Kept) else ""
    if not part_of:
        return key
    if key not in rows:
        return root_key(key)
    above = rows[key][f"{part_of}_id"]
    related = model._meta.get_field(part_of).related_model
    return key if above is None else _root((label_of(related), above), rows)  # type: ignore[arg-type]


@contextmanager
def recording(*, act: Act, by: User | None, reason: str = "", undoes: Change | None = None) -> Iterator[Recorder]:
    """One act: all of it or nothing, and one Change that says what it did. Inside another, it is part of that one."""
    outer = _open.get()
    with transaction.atomic():
        if outer is not None:
            with outer.part():
                yield outer
            return
        recorder = Recorder(act=act, by=by, reason=reason, undoes=undoes)
        token = _open.set(recorder)
        try:
            yield recorder
        finally:
            _open.reset(token)
        recorder.finish()


def write(*, act: Act, by: User | None, reason: str, rows: Iterable[RowChange], undoes: Change | None = None) -> Change:
    """Add a change to the end of the chain, and let the findings follow it. Must run in a transaction."""
    rows = list(rows)
    change = next_change(act=act, by=by, reason=reason, rows=len(rows), undoes=undoes)
    change.checksum = checksum_of(change, rows)
    change.save(force_insert=True)
    for row in rows:
        row.change = change
    RowChange.objects.bulk_create(rows, batch_size=500)
    follow(rows)
    return change


def next_change(*, act: Act, by: User | None, reason: str, rows: int, undoes: Change | None = None) -> Change:
    """The next link of the chain, not saved and without its checksum.

    Nobody else adds to the chain until the transaction ends.
    """
    _hold_the_end()
    last = Change.objects.order_by("-pk").values_list("checksum", flat=True).first()
    return Change(
        at=timezone.now(),
        by=by,
        door=door.get(),
        act=act,
        reason=one_line(reason)[:500],
        request=request_name.get(),
        undoes=undoes,
        rows=rows,
        previous=last or "",
    )


def note(*, act: Act, by: User | None, reason: str, rows: Sequence[RowChange]) -> None:
    """Ready-made rows as part of the act that is being recorded, else as a change of their own.

    Must run in a transaction.
    """
    recorder = _open.get()
    if recorder is not None:
        recorder.add(rows, reason=reason)
    elif rows:
        write(act=act, by=by, reason=reason, rows=rows)


def one_line(words: str) -> str:
    """Without line ends and control characters, so that no reason looks like two lines of a log."""
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


def rows_made(made: Mapping[type[Kept], Sequence[int]]) -> list[RowChange]:
    """What `write` takes for rows that many at a time came new, by their numbers."""
    rows: dict[Key, Values] = {}
    for model, pks in made.items():
        rows |= values_of(model, pks)
    return [
        RowChange(model=key[0], row=key[1], root_model=root[0], root=root[1], after=values)
        for key, values in rows.items()
        for root in [_root(key, rows)]
    ]


def version_of(root: Kept) -> int:
    """The number of the newest change of a row or its parts; 0 for one that stands as it came."""
    newest = RowChange.objects.of(root).order_by("-pk").values_list("change_id", flat=True).first()
    return newest or 0


def refuse_older(root: Kept, seen: int) -> None:
    if version_of(root) != seen:
        raise ChangedError(root, list(Change.objects.of(root).filter(pk__gt=seen).select_related("by")))


def _lock(keys: Iterable[Key]) -> None:
    """In the order of their names and numbers, so that two acts do not wait for each other."""
    kinds: dict[str, list[int]] = {}
    for label, pk in sorted(keys):
        kinds.setdefault(label, []).append(pk)
    for label, pks in kinds.items():
        for chunk in in_chunks(pks):
            rows = model_of(label)._base_manager.select_for_update().filter(pk__in=chunk)
            list(rows.order_by("pk").values_list("pk"))


def _hold_the_end() -> None:
    """One writer at a time from here to the end of its transaction; SQLite has no other in any case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])
