"""How the evidence is put together, as the address says it, and the form that writes such an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from evidence.synthesis.choices import LABELS, ChoiceError, Choices, LeaveOut, choices_of

METHODS = (
    ("REML", "random effects, REML"),
    ("DL", "random effects, DerSimonian-Laird"),
    ("PM", "random effects, Paule-Mandel"),
    ("FE", "common effect, inverse variance"),
    ("MH", "common effect, Mantel-Haenszel (counts)"),
    ("Peto", "common effect, Peto (odds ratios of rare events)"),
)
INTERVALS = (
    ("hksj", "Hartung-Knapp"),
    ("wald", "Wald"),
    ("adhoc", "Hartung-Knapp, never narrower than Wald"),
)
MEASURES = (
    ("", "as most studies allow"),
    ("MD", "mean difference"),
    ("SMD", "standardised mean difference"),
    ("RR", "risk ratio"),
    ("OR", "odds ratio"),
    ("RD", "risk difference"),
    ("HR", "hazard ratio"),
    ("ROM", "ratio of means"),
)


@dataclass(frozen=True, kw_only=True)
class ChoiceForm:
    """The form with what is chosen; `words` say it in a sentence."""

    without: tuple[tuple[str, str, bool], ...]
    selects: tuple[tuple[str, str, tuple[tuple[str, str, bool], ...]], ...]
    words: str
    today: date


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """`fault` says why the address could not be read; then the usual view is shown."""

    choices: Choices
    form: ChoiceForm
    fault: str

    @property
    def status(self) -> int:
        return 400 if self.fault else 200

    @property
    def query(self) -> str:
        return f"?{self.choices.query}" if self.choices.query else ""


def chosen(request: HttpRequest) -> Chosen:
    today = timezone.localdate()
    fault = ""
    try:
        choices = choices_of(dict(request.GET.lists()), today=today)
    except ChoiceError as error:
        choices, fault = Choices(), str(error)
    return Chosen(choices=choices, form=_form(choices, today), fault=fault)


def _form(choices: Choices, today: date) -> ChoiceForm:
    selects = (
        ("measure", "Measure", MEASURES, choices.measure),
        ("method", "Model", METHODS, choices.method),
        ("ci", "Interval", INTERVALS, choices.interval),
    )
    return ChoiceForm(
        without=tuple((one.value, LABELS[one], one in choices.without) for one in LeaveOut),
        selects=tuple(
            (name, label, tuple((value, words, value == now) for value, words in options))
            for name, label, options, now in selects
        ),
        words=_words(choices),
        today=today,
    )


def _words(choices: Choices) -> str:
    said = [f"without {LABELS[one]}" for one in LeaveOut if one in choices.without]
    said += ["with retracted studies"] if choices.with_retracted else []
    said += ["studies that share a team, a sponsor or people counted once"] if choices.once else []
    said += [dict(MEASURES)[choices.measure]] if choices.measure else []
    said += [dict(METHODS)[choices.method]] if choices.method != "REML" else []
    said += [f"{dict(INTERVALS)[choices.interval]} interval"] if choices.interval != "hksj" else []
    said += [f"as known on {choices.as_of.day} {choices.as_of:%B %Y}"] if choices.as_of else []
    return f"Put together {', '.join(said)}." if said else ""
