"""How far the evidence is entered: of studies, reports and results, how many are where they should be."""

from __future__ import annotations

from django.db.models import Exists, Model, OuterRef, Q

from evidence.models import Assessment, Basis, Extraction, Registration, Report, Result, RiskOfBias, Study
from evidence.summaries.work.cut import Cut, Place, always, of_states


def _covered(name: str, words: str, condition: Q) -> Cut:
    return Cut(name=name, words=words, place=Place.COVERAGE, wanted=always(condition))


_OF_STUDY = {"study": OuterRef("pk")}
_REPORTS = Report.objects.filter(study=OuterRef("pk"), merged_into=None)

CUTS: dict[type[Model], tuple[Cut, ...]] = {
    Study: (
        _covered("registered", "Studies with a registration", Q(Exists(Registration.objects.filter(**_OF_STUDY)))),
        _covered("judged", "Studies with a risk of bias judged", Q(Exists(RiskOfBias.objects.filter(**_OF_STUDY)))),
        _covered(
            "twice", "Studies extracted twice", Q(Exists(Extraction.objects.compared().filter(study=OuterRef("pk"))))
        ),
        _covered(
            "exhausted",
            "Studies with all results of all their reports entered",
            Q(Exists(_REPORTS)) & ~Q(Exists(_REPORTS.filter(exhausted=False))),
        ),
        *of_states("Studies"),
    ),
    Report: (_covered("exhausted", "Reports with all their results entered", Q(exhausted=True)),),
    Result: (
        _covered("checked", "Results compared with the paper by a second person", Q(checked_by__isnull=False)),
        _covered("quoted", "Results with the paper’s own words", ~Q(quote="")),
        *(
            _covered(f"from-{basis.value.replace(' ', '-')}", f"Results from {words}", Q(basis=basis))
            for basis, words in (
                (Basis.FULL_TEXT, "the full text"),
                (Basis.ABSTRACT, "an abstract"),
                (Basis.REGISTRY, "a registry"),
                (Basis.SECONDARY, "another source that reports them"),
            )
        ),
        *of_states("Results"),
    ),
    Assessment: of_states("Assessments"),
}
