"""Locking: what is published is not changed, and what is changed in review becomes a draft again."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field

from django.utils import timezone

from evidence.actions.refused import RefusedError
from evidence.models import Act, Assessment, CertaintyRules, Kept, Result, RulesState, State, Study
from evidence.models.kept import label_of
from evidence.models.snapshot import Key, Values, model_of, values_of
from evidence.models.transition import transition

# What others decide about a row; no part of what it says.
DECISIONS = ("state", "checked_by_id")
STATEFUL = frozenset(label_of(model) for model in (Study, Result, Assessment))
FIXED_RULES = "These rules are or were in force, and verdicts rest on them: copy them as a new version and change that."
RULES = label_of(CertaintyRules)
Rows = MutableMapping[Key, Values]


def locked_by(row: Kept) -> Kept | None:
    """The published row because of which this one cannot be changed; None if it can."""
    above: Kept | None = row
    while above is not None and label_of(above) not in STATEFUL:
        above = next((one for name in _upwards(type(above)) if (one := getattr(above, name, None)) is not None), None)
    return above if above is not None and above.pk and getattr(above, "state", "") == State.PUBLISHED else None


def sentence_of(row: object) -> str:
    return f"{row} is published, so nothing of it is changed: reopen it to correct it, and say why."


def guard(*, act: Act, before: Rows, after: Rows) -> None:
    """Looks at an act's rows as they were and are, each by its key.

    Refuses what changes under a published row, but for a merge or its undoing, whose own action asks for a reviewer;
    what changes in review becomes a draft again, in the database and in `after`. Raises RefusedError. Rows are never
    looked up one by one, unless an act forgot to watch their roots.
    """
    _Guard(act=act, before=before, after=after).look()


@dataclass(kw_only=True)
class _Guard:
    act: Act
    before: Rows
    after: Rows
    _fetched: dict[Key, Values] = field(default_factory=dict)

    def look(self) -> None:
        for key in [key for key in {**self.before, **self.after} if self.before.get(key) != self.after.get(key)]:
            if self._content(self.before.get(key)) != self._content(self.after.get(key)):
                for above in self._above(key):
                    if self.act != Act.MERGED:
                        self._refuse_locked(above)
                    self._send_back(above)
        for key in {**self.before, **self.after}:
            if key[0] in STATEFUL:
                self._refuse_state(key)
            if key[0] == RULES:
                self._refuse_new_rules(key)

    @staticmethod
    def _content(row: Values | None) -> Values | None:
        return None if row is None else {name: value for name, value in row.items() if name not in DECISIONS}

    def _above(self, key: Key) -> set[Key]:
        """The rows with a state that a row belongs to: those of before and of now, since a row can be moved."""
        sides = (self.before, self.after)
        return {above for rows in sides if key in rows for above in self._climb(key, rows)}

    def _climb(self, key: Key, rows: Rows) -> Iterator[Key]:
        while key[0] not in STATEFUL:
            model = model_of(key[0])
            values = self._row(key, rows)
            above = [
                (label_of(model._meta.get_field(name).related_model), values[f"{name}_id"])  # type: ignore[arg-type]
                for name in _upwards(model)
                if values.get(f"{name}_id") is not None
            ]
            if not above:
                return
            key = above[0]
        yield key

    def _row(self, key: Key, rows: Rows) -> Values:
        if key in rows:
            return rows[key]
        if key not in self._fetched:
            self._fetched |= values_of(model_of(key[0]), [key[1]])
        return self._fetched.get(key, {})

    def _state(self, key: Key, rows: Rows) -> str:
        if key not in rows and key in {**self.before, **self.after}:
            return ""  # made or deleted by this act
        return str(self._row(key, rows).get("state", ""))

    def _refuse_locked(self, above: Key) -> None:
        made = above in self.after and above not in self.before  # and if it is published, that is no new row's state
        if made or State.PUBLISHED not in (self._state(above, self.before), self._state(above, self.after)):
            return
        raise RefusedError(sentence_of(model_of(above[0])._base_manager.filter(pk=above[1]).first() or "This"))

    def _send_back(self, above: Key) -> None:
        """A second reader has not seen the new text; a result that waits with its study takes it along."""
        was = self._state(above, self.before)
        if self._state(above, self.after) != State.IN_REVIEW or was == State.PUBLISHED:  # that one this act sent there
            return
        model_of(above[0])._base_manager.filter(pk=above[1]).update(state=State.DRAFT, updated=timezone.now())
        if above in self.after:
            self.after[above]["state"] = State.DRAFT.value
        study = self._row(above, self.after).get("study_id")
        if study is not None:
            self._send_back((label_of(Study), study))

    def _refuse_state(self, key: Key) -> None:
        was, now = self.before.get(key), self.after.get(key)
        if now is None or self.act == Act.LOADED or (was is not None and was["state"] == now["state"]):
            return
        if was is None:
            allowed = now["state"] != State.PUBLISHED
        elif self.act == Act.STATE:
            allowed = transition(was["state"], now["state"]) is not None
        elif self.act == Act.MERGED and was.get("merged_into_id") != now.get("merged_into_id"):
            allowed = State.WITHDRAWN in (was["state"], now["state"])
        elif self.act == Act.MERGED and was.get("study_id") != now.get("study_id"):
            allowed = {was["state"], now["state"]} <= {State.PUBLISHED, State.IN_REVIEW}
        else:
            allowed = (was["state"], now["state"]) == (State.IN_REVIEW, State.DRAFT)
        if not allowed:
            raise RefusedError("Whether the public sees a row is decided by itself: submit, publish or withdraw it.")

    def _refuse_new_rules(self, key: Key) -> None:
        """What is or was in force stays as it is, and only its own action puts rules in force or retires them."""
        was, now = self.before.get(key), self.after.get(key)
        if was == now or (was is None and self.act == Act.LOADED):
            return
        state = RulesState.DRAFT if was is None else was["state"]
        if state != RulesState.DRAFT and (now is None or self._content(was) != self._content(now)):
            raise RefusedError(FIXED_RULES)
        if now is not None and now["state"] != state and (self.act != Act.STATE or now["state"] == RulesState.DRAFT):
            raise RefusedError(
                "Rules are put in force, and retired by others, by the button for it: nothing else does."
            )


def _upwards(model: type[object]) -> tuple[str, ...]:
    """The fields that lead to what a row is locked with; none for what stays free."""
    if not issubclass(model, Kept) or model.locked_with is None:
        return ()
    return model.locked_with or ((model.part_of,) if model.part_of else ())
