"""Transition: the ways from state to state, with who may take each; the only place that says so."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models.stamped import State


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One way. `publishing` needs a reviewer's permission, a plain one that to change; `another` a second person."""

    name: str
    before: State
    after: State
    # What the button says, and what was done.
    label: str
    done: str
    publishing: bool = False
    another: bool = False
    reason: bool = False


TRANSITIONS = (
    Transition(
        name="submit",
        before=State.DRAFT,
        after=State.IN_REVIEW,
        label="Submit for review",
        done="waits for a second reader",
    ),
    Transition(
        name="publish",
        before=State.IN_REVIEW,
        after=State.PUBLISHED,
        label="Publish",
        done="is published",
        publishing=True,
        another=True,
    ),
    Transition(
        name="return",
        before=State.IN_REVIEW,
        after=State.DRAFT,
        label="Return to its author",
        done="is a draft again",
        publishing=True,
        reason=True,
    ),
    Transition(
        name="withdraw",
        before=State.PUBLISHED,
        after=State.WITHDRAWN,
        label="Withdraw",
        done="is withdrawn. Nothing was deleted",
        publishing=True,
        reason=True,
    ),
    Transition(
        name="set-aside",
        before=State.DRAFT,
        after=State.WITHDRAWN,
        label="Set aside",
        done="is withdrawn. Nothing was deleted",
    ),
    Transition(
        name="reopen",
        before=State.PUBLISHED,
        after=State.DRAFT,
        label="Reopen to correct",
        done="is a draft again, and out of readers’ sight until it is published",
        publishing=True,
        reason=True,
    ),
    Transition(
        name="take-up",
        before=State.WITHDRAWN,
        after=State.DRAFT,
        label="Take up again",
        done="is a draft again",
        publishing=True,
        reason=True,
    ),
)


def transition(before: str, after: str) -> Transition | None:
    """The way between two states; None if there is none."""
    return next((one for one in TRANSITIONS if (one.before, one.after) == (before, after)), None)


def ways_from(before: str) -> list[Transition]:
    return [one for one in TRANSITIONS if one.before == before]
