"""The form of a comparison, as the grid and a result's own page need it."""

from __future__ import annotations

from typing import Any

from django import forms

from evidence.admin.choosing import ChoiceByName
from evidence.admin.forms import CuratedForm
from evidence.admin.naming import name_of_comparison
from evidence.models import Comparison


class ComparisonForm(CuratedForm):
    intervention = ChoiceByName(Comparison, "intervention")

    class Meta:
        model = Comparison
        fields: Any = "__all__"


class NamedComparisonForm(ComparisonForm):
    """With its name to be seen and given; left empty, it is made of the arms."""

    slug = forms.SlugField(label="Name", required=False, max_length=80, help_text="Left empty, it is made of the arms.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        parts = ("experimental", "reference", "comparator", "intervention", "measure")
        sketch = Comparison(
            pk=self.instance.pk,
            result_id=self.instance.result_id,
            **{name: typed[name] for name in parts if name in typed},
        )
        typed["slug"] = typed.get("slug") or self.instance.slug or name_of_comparison(sketch)
        return typed
