"""What waits for one person: own drafts, what came back, what was said of them, and what a second pair of eyes owes."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, Model, OuterRef, Q

from evidence.models import Assessment, BiasOpinion, Comment, ImportedReference, ReferenceImport, Result, State, Study
from evidence.models.kept import label_of
from evidence.models.reference_import import ImportState
from evidence.models.risk_of_bias import RiskOfBias
from evidence.summaries.work.cut import Asking, Cut, Place

JUDGING = ("evidence.change_study", "evidence.add_riskofbias", "evidence.change_riskofbias")


def own_rows(model: type[Model], plural: str, *, besides: Q | None = None) -> tuple[Cut, ...]:
    """Of rows with a state and an author. `besides` leaves out those that go with another row."""

    def mine(*states: State, spoken_of: bool | None = None) -> Callable[[Asking], Q]:
        def condition(asking: Asking) -> Q:
            found = Q(entered_by=asking.by)
            if besides is not None:
                found &= besides
            if states:
                found &= Q(state__in=states)
            said = Exists(
                Comment.objects.open().filter(model=label_of(model), row=OuterRef("pk")).exclude(by=asking.by)
            )
            return found if spoken_of is None else found & (Q(said) if spoken_of else ~Q(said))

        return condition

    cuts = (
        ("returned", f"My {plural} that came back with comments", mine(State.DRAFT, spoken_of=True)),
        ("my-drafts", f"My {plural} that are drafts, not submitted", mine(State.DRAFT, spoken_of=False)),
        ("my-waiting", f"My {plural} that others have to decide about", mine(State.IN_REVIEW)),
        (
            "commented",
            f"My {plural} with comments that nobody has settled",
            mine(State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN, spoken_of=True),
        ),
    )
    return tuple(
        Cut(name=name, words=words, place=Place.MINE, wanted=condition, changing=True)
        for name, words, condition in cuts
    )


def _begun_apart(asking: Asking) -> Q:
    return Q(Exists(BiasOpinion.objects.filter(study=OuterRef("pk"), by=asking.by, submitted=None)))


def _one_judged(asking: Asking) -> Q:
    """Somebody else has handed in, alone so far, and this person has said nothing by that tool yet."""
    same = {"study": OuterRef("study"), "domain__tool": OuterRef("domain__tool")}
    own = BiasOpinion.objects.filter(**same, by=asking.by)
    others = BiasOpinion.objects.submitted().filter(**same).exclude(by=OuterRef("by"))
    alone = BiasOpinion.objects.submitted().filter(~Exists(own), ~Exists(others), study=OuterRef("pk"))
    return Q(Exists(alone))


def _two_judged(_: Asking) -> Q:
    agreed = RiskOfBias.objects.filter(study=OuterRef("study"), domain=OuterRef("domain"), result=None)
    both = BiasOpinion.objects.complete().filter(~Exists(agreed), study=OuterRef("pk"), result=None)
    return Q(Exists(both))


def _undecided(_: Asking) -> Q:
    records = ImportedReference.objects.undecided().filter(source=OuterRef("pk"))
    return Q(Exists(records), state=ImportState.PREVIEWED)


BIAS = tuple(
    Cut(name=name, words=words, place=Place.MINE, wanted=condition, needs=JUDGING)
    for name, words, condition in (
        ("bias-begun", "Studies whose bias I began to judge, not handed in", _begun_apart),
        ("bias-second", "Studies whose bias one person has judged: a second opinion is asked for", _one_judged),
        ("bias-settle", "Studies whose bias two have judged: to be settled", _two_judged),
    )
)

CUTS: dict[type[Model], tuple[Cut, ...]] = {
    Study: (*own_rows(Study, "studies"), *BIAS),
    # Before its study is published, a result goes along with it.
    Result: own_rows(Result, "results of published studies", besides=Q(study__state=State.PUBLISHED)),
    Assessment: own_rows(Assessment, "assessments"),
    ReferenceImport: (
        Cut(
            name="undecided",
            words="Imports with doubtful records that nobody has decided on",
            place=Place.MINE,
            wanted=_undecided,
            changing=True,
        ),
    ),
}
