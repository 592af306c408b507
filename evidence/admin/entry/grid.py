"""The forms of the grid: a result, the figures of each arm, and what is set against what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from evidence.admin.choosing import ChoiceByName, know
from evidence.admin.comparison import ComparisonForm
from evidence.admin.entry import defaults
from evidence.admin.entry.nesting import NestingForm, NestingFormSet, all_valid
from evidence.admin.forms import CuratedForm, CuratedFormSet
from evidence.models import Arm, ArmValue, Comparison, Intervention, Report, Result, Study

NOTHING_COMPARED = "Say what it is set against; if nothing, add a comparison with “no comparator”."


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all rows of one grid have in common, fetched once."""

    study: Study
    arms: Sequence[Arm]
    reports: Sequence[Report]
    tested: Intervention | None
    source: dict[str, Any]
    suggestions: Sequence[dict[str, Any]]

    @classmethod
    def of(cls, study: Study) -> Setting:
        arms, tested = list(study.arms.all()), defaults.tested_in(study)
        return cls(
            study=study,
            arms=arms,
            reports=list(study.reports.all()),
            tested=tested,
            source=defaults.source(study),
            suggestions=defaults.comparisons(arms, tested),
        )


def offer(field: forms.Field, rows: Sequence[Any], label: str) -> None:
    """Fills a select from rows that are there already, instead of a query for each select of the grid."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.choices = [("", "—"), *((row.pk, getattr(row, label)) for row in rows)]


COMPARED = ("experimental", "reference", "comparator", "intervention")
ESTIMATED = ("measure", "estimate", "ci_low", "ci_high", "p", "direction")
POOLED = ("trials", "people", "i_squared")
MEASURED = ("outcome", "time", "days", "kind", "instrument", "primary", "finding")
PRINTED = ("report", "place", "basis", "quote")
MORE = ("addresses", "certainty", "derivation", "subgroup", "notes")


# What papers print instead of an SD; seldom, so that the grid keeps it folded.
MORE_FIGURES = ("se", "ci_low", "ci_high", "minimum", "maximum")


class FiguresForm(CuratedForm):
    """What one result says of one arm."""

    class Meta:
        model = ArmValue
        exclude = ("result", "arm")
        labels = {"baseline_mean": "mean at start", "baseline_sd": "SD at start", "events": "with event"}

    def __init__(self, *args: Any, parent: ResultForm, **kwargs: Any) -> None:
        self.parent = parent
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        for field in self.fields.values():
            # The style sheet hides an empty figure that its kind of result has not; it tells by this.
            field.widget.attrs["placeholder"] = " "

    @property
    def where(self) -> str:
        return f"{self.instance.arm.name}, {self.parent.where}"

    def main_figures(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in MORE_FIGURES]

    def more_figures(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE_FIGURES]

    def more_is_open(self) -> bool:
        """Where something is typed or wrong, it is not folded away."""
        return any(self[name].value() not in (None, "") or self[name].errors for name in MORE_FIGURES)

    def has_changed(self) -> bool:
        """A figure is asked again when its scale changes."""
        asked_again = self.instance.pk and {"instrument", "kind"} & set(self.parent.changed_data)
        return bool(asked_again) or super().has_changed()


class Figures:
    """The figures of all arms in one row of the grid."""

    def __init__(self, setting: Setting, parent: ResultForm, data: Any) -> None:
        values = {one.arm_id: one for one in parent.instance.values.all()} if parent.instance.pk else {}
        self.forms = [
            FiguresForm(
                data,
                parent=parent,
                instance=values.get(arm.pk) or ArmValue(arm=arm, result=parent.instance),
                prefix=f"{parent.prefix}-arm-{arm.pk}",
            )
            for arm in setting.arms
        ]
        for form, arm in zip(self.forms, setting.arms, strict=True):
            form.instance.result, form.instance.arm = parent.instance, arm

    def is_valid(self) -> bool:
        return all_valid(self.forms)

    def has_changed(self) -> bool:
        return any(form.has_changed() for form in self.forms)


class GridComparisonForm(ComparisonForm):
    """One comparison; of a row that is meant, the suggested ones are saved though nobody touched them."""

    suggested = frozenset({"intervention", "experimental", "reference", "comparator", "direction"})

    class Meta(ComparisonForm.Meta):
        fields = (*COMPARED, *ESTIMATED, *POOLED)

    where = ""

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("experimental", "reference"):
            offer(self.fields[name], setting.arms, "name")
        known = self.instance.intervention if self.instance.intervention_id else setting.tested
        know(self, "intervention", known)
        # What a review pooled has no arms, and what arms show was pooled by nobody.
        for name in POOLED if setting.arms else ("experimental", "reference"):
            del self.fields[name]

    @property
    def spare(self) -> bool:
        """A blank row for one more comparison, which the page keeps folded."""
        used = self.instance.pk or self.initial or (self.is_bound and (self.errors or self.has_changed()))
        return not used

    def typed(self) -> bool:
        """Whether it holds more than what was suggested."""
        return bool(set(self.changed_data) - self.suggested)

    def says_anything(self) -> bool:
        silent = ("direction", "intervention", "DELETE", "id", "result")
        return any(self[name].value() for name in self.fields if name not in silent)


class GridComparisonFormSet(CuratedFormSet):
    forms: list[Any]

    def has_changed(self) -> bool:
        return any(form.typed() if form.instance.pk is None else form.has_changed() for form in self.forms)

    def kept(self) -> list[GridComparisonForm]:
        """Those that will stand when the row is saved."""
        return [form for form in self.forms if self._stands(form)]

    def _stands(self, form: GridComparisonForm) -> bool:
        # Asked before the form is checked, since what does not stand is not.
        if form["DELETE"].value():
            return False
        # A suggestion that was emptied is one that was not taken.
        return bool(form.instance.pk or ((form.initial or form.has_changed()) and form.says_anything()))


class ResultForm(NestingForm):
    suggested = frozenset({"report", "basis", "certainty", "addresses"})
    outcome = ChoiceByName(Result, "outcome")
    instrument = ChoiceByName(Result, "instrument")

    class Meta:
        model = Result
        fields = (*MEASURED, *PRINTED, *MORE)
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "cols": 30})
            for name in ("finding", "quote", "addresses", "derivation", "notes")
        }

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        if kwargs.get("instance") is None:
            kwargs["initial"] = setting.source
        super().__init__(*args, **kwargs)
        offer(self.fields["report"], setting.reports, "slug")
        for name in ("outcome", "instrument"):
            if getattr(self.instance, f"{name}_id"):
                know(self, name, getattr(self.instance, name))

    figures: Figures
    comparisons: GridComparisonFormSet

    @property
    def where(self) -> str:
        return "new result" if self.is_new else self.instance.slug

    def measured(self) -> list[forms.BoundField]:
        return [self[name] for name in MEASURED]

    def printed(self) -> list[forms.BoundField]:
        return [self[name] for name in PRINTED]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE]

    def more_is_wrong(self) -> bool:
        return bool(self.is_bound and set(MORE) & set(self.errors))


class ResultFormSet(NestingFormSet):
    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        self.setting = setting
        super().__init__(*args, form_kwargs={"setting": setting}, **kwargs)

    def hang(self, form: Any) -> None:
        data = self.data if self.is_bound else None
        has = 0 if form.is_new else len(form.instance.comparisons.all())
        initial = [] if has else list(self.setting.suggestions)
        tested = self.setting.tested.pk if self.setting.tested else None
        factory: Any = forms.inlineformset_factory(
            Result,
            Comparison,
            form=GridComparisonForm,
            formset=GridComparisonFormSet,
            extra=len(initial) or 1,
            max_num=20,
        )
        form.figures = Figures(self.setting, form, data)
        form.comparisons = factory(
            data,
            instance=form.instance,
            prefix=f"{form.prefix}-comparison",
            initial=initial if initial or has else [{"intervention": tested}],
            form_kwargs={"setting": self.setting},
        )
        form.below = [form.figures, form.comparisons]
        for one in form.comparisons.forms:
            one.where = form.where
        # A row that nobody touched is not asked, and of a row that is meant every comparison is.
        form.empty_permitted = True
        if self.is_bound and form.is_new and form.has_changed():
            for one in form.comparisons.kept():
                one.empty_permitted = False

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if form.has_changed() and not form.comparisons.kept():
                form.add_error(None, NOTHING_COMPARED)
