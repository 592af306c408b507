"""What a forest plot shows, in the words and figures that are printed: the plot, its sections, rows and diamonds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Mark:
    """An estimate with its interval, in natural values: a risk ratio of 0.5 is 0.5, not its logarithm."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comparison of one study.

    `effect` and `weight` are printed as they stand; of what could not be estimated `mark` is None and `effect` says
    why. `share` is its part of the whole weight, from 0 to 1: the area of its square. `signs` are shapes of risk of
    bias, each with its word, in the order of the plot's `sign_headings`.
    """

    label: str
    address: str = ""
    detail: str = ""
    arms: tuple[str, ...] = ()
    effect: str
    weight: str = ""
    mark: Mark | None = None
    share: float = 0.0
    signs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Diamond:
    """A pooled estimate. Where there is no prediction interval, `prediction_words` may say why."""

    label: str
    detail: str = ""
    effect: str
    weight: str = ""
    mark: Mark
    prediction: tuple[float, float] | None = None
    prediction_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows that belong together, what they come to, and what is said of them: heterogeneity, or why not pooled."""

    heading: str = ""
    rows: tuple[Row, ...]
    diamonds: tuple[Diamond, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Axis:
    """`favours_low` is what values below `no_effect` speak for. `label` names the measure, its unit and its range."""

    logarithmic: bool
    label: str
    no_effect: float
    favours_low: str
    favours_high: str


@dataclass(frozen=True, kw_only=True)
class ForestPlot:
    """Everything that picture, table and file print. `description` is one or two sentences for who cannot see it.

    `order` says how the rows are ordered (“by year”); `sign_key` explains headings of signs, such as “D1
    randomisation process”.
    """

    title: str
    description: str
    arm_headings: tuple[str, ...]
    sign_headings: tuple[str, ...]
    axis: Axis
    sections: tuple[Section, ...]
    diamonds: tuple[Diamond, ...] = ()
    words: tuple[str, ...] = ()
    order: str
    study_heading: str = "Study"
    effect_heading: str = "Effect [95% interval]"
    weight_heading: str = "Weight"
    signs_title: str = "Risk of bias"
    sign_key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError where a row has some cells of its arms or signs but not all: columns would not agree."""
        for row in self.rows:
            for said, cells, headings in (
                ("arms", row.arms, self.arm_headings),
                ("signs", row.signs, self.sign_headings),
            ):
                if cells and len(cells) != len(headings):
                    raise ValueError(f"{row.label}: expected {len(headings)} {said} or none, got {len(cells)}.")

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def all_diamonds(self) -> tuple[Diamond, ...]:
        return tuple(one for section in self.sections for one in section.diamonds) + self.diamonds

    @property
    def drawn(self) -> tuple[Row | Diamond, ...]:
        return (*self.rows, *self.all_diamonds)

    @property
    def studies_heading(self) -> str:
        return f"{self.study_heading} ({self.order})" if self.order else self.study_heading

    @property
    def weighted(self) -> bool:
        return any(one.weight for one in self.drawn)

    @property
    def columns(self) -> int:
        """How many columns the table twin has."""
        return 2 + self.weighted + len(self.arm_headings) + len(self.sign_headings)

    @property
    def sign_words(self) -> tuple[tuple[str, str], ...]:
        """Each shape with its word, once, in the order in which they are met."""
        return tuple(dict.fromkeys(sign for row in self.rows for sign in row.signs))
