"""A forest plot within a page: `{% forest_svg plot name %}`, and `narrow=True` for telephones."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from evidence.drawing import ForestPlot, svg

register = template.Library()


@register.simple_tag
def forest_svg(plot: ForestPlot, name: str, *, narrow: bool = False) -> SafeString:
    """The plot's SVG. Declared safe because its writer escapes every text and address of the plot itself.

    `name` begins its identifiers, so each plot of a page has another.
    """
    return mark_safe(svg(plot, narrow=narrow, name=f"{name}-narrow" if narrow else name))  # noqa: S308
