"""The form of rules of certainty: a field for each threshold, put together to what is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from evidence.admin.forms import CuratedForm, FigureInput
from evidence.grading import RULES_1, Threshold
from evidence.models import CertaintyRules

# What each group of fields is called, with its thresholds by name.
GROUPS: dict[str, tuple[str, ...]] = {
    "Risk of bias": ("high_risk_serious", "high_risk_very_serious", "not_low_risk_serious"),
    "Inconsistency": ("i2_serious", "i2_very_serious", "q_p", "other_side"),
    "Indirectness": ("indirect_share", "indirect_aspects_very_serious", "unknown_aspects_serious"),
    "Imprecision": (
        *("relative_important", "people_enough", "events_enough"),
        *("far_too_few", "people_enough_for_rare_events"),
    ),
    "Publication bias": (
        *("egger_studies", "egger_p", "unreported_share", "seller_share", "small_study_people"),
        "unsearched_lowers",
    ),
    "What raises studies that are not randomised": ("large_effect", "very_large_effect"),
    "When nothing is pooled": ("i2_beyond_use",),
}


class ThresholdField(forms.CharField):
    """A number, or what was typed in its place: the rules themselves say what they expect, and the form shows it."""

    widget = FigureInput({"inputmode": "decimal", "autocomplete": "off", "size": 12})

    def __init__(self, threshold: Threshold) -> None:
        kind = "A whole number" if threshold.whole else "A number"
        bounds = f"{kind} from {threshold.least:,g} to {threshold.most:,.15g}"
        super().__init__(
            required=False, label=threshold.label, help_text=f"{bounds}; {threshold.name}. {threshold.source}."
        )
        self.whole = threshold.whole

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        try:
            number = float(typed or "")
        except ValueError:
            return typed
        return int(number) if self.whole and number.is_integer() else number


class RulesForm(CuratedForm):
    class Meta:
        model = CertaintyRules
        fields = ()  # the admin names them
        widgets = {"notes": forms.Textarea(attrs={"rows": 4, "cols": 80})}
        error_messages = {"version": {"unique": "Rules of this version exist: call these otherwise, such as 1.1."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.instance.numbers if self.instance.pk else {}
        self.initial = {**standing, **self.initial}

    def clean(self) -> dict[str, Any]:
        """Whether they are thresholds is looked at with the row, and each fault told at its field."""
        cleaned = super().clean() or self.cleaned_data
        given = {name: cleaned.get(name) for name in RULES_1.values}
        self.instance.thresholds = {name: value for name, value in given.items() if value not in (None, "")}
        return cleaned


RulesForm.declared_fields.update({one.name: ThresholdField(one) for one in RULES_1.thresholds})
