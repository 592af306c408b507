"""Words of a part set into a width: how high they become, and the shape they are at a place."""

from __future__ import annotations

from dataclasses import dataclass, field

from evidence.drawing.measuring import broken
from evidence.drawing.shapes import Anchor, Part, Text
from evidence.drawing.styles import WORDS

LEADING = 1.25


@dataclass(frozen=True, slots=True)
class Setting:
    part: Part
    words: str
    width: float
    anchor: Anchor = field(default=Anchor.START, kw_only=True)
    address: str = field(default="", kw_only=True)

    @property
    def lines(self) -> tuple[str, ...]:
        style = WORDS[self.part]
        return broken(self.words, style.size, max(self.width, style.size), bold=style.bold)

    @property
    def leading(self) -> float:
        return WORDS[self.part].size * LEADING

    @property
    def height(self) -> float:
        return self.leading * len(self.lines) if self.words else 0.0

    def at(self, x: float, top: float) -> Text:
        """With the upper edge of the first line at `top`; `x` is where the anchor says."""
        return Text(
            part=self.part,
            x=x,
            y=top + self.leading * 0.77,
            lines=self.lines,
            leading=self.leading,
            anchor=self.anchor,
            address=self.address,
        )
