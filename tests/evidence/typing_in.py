"""What a browser would send from a page: every field with the value it shows, then those that are typed over."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

Values = dict[str, Any]


class FormReader(HTMLParser):
    """Collects the fields of a page's main form, as a browser does; what stands in a template is not there yet."""

    def __init__(self, *, scripted: bool) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.scripted = scripted
        self._asleep = 0
        self._in_form = False
        self._select: tuple[str, bool] | None = None
        self._first_option: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "template" or (tag == "noscript" and self.scripted):
            self._asleep += 1
        if tag == "form":
            self._in_form = given.get("method") == "post" and given.get("id") != "logout-form"
        if self._asleep or not self._in_form or "disabled" in given:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input":
            box = given.get("type") in ("checkbox", "radio")
            ticked = not box or "checked" in given
            value = value or ("on" if box else "")
            if name and ticked and given.get("type") not in ("submit", "button"):
                self.values.setdefault(name, []).append(value)
        elif tag == "select":
            self._select, self._first_option = (name, "multiple" in given), None
        elif tag == "option" and self._select:
            if "selected" in given:
                self.values.setdefault(self._select[0], []).append(value)
            elif self._first_option is None:
                self._first_option = value
        elif tag == "textarea":
            self._textarea = name
            self.values.setdefault(name, [""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "template" or (tag == "noscript" and self.scripted):
            self._asleep -= 1
        if tag == "form":
            self._in_form = False
        if tag == "select" and self._select:
            name, multiple = self._select
            if name and name not in self.values and not multiple and self._first_option is not None:
                self.values[name] = [self._first_option]
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None and not self._asleep:
            # A browser drops the line break that stands behind the tag.
            self.values[self._textarea][0] += data.removeprefix("\r\n").removeprefix("\n")


def shown(response: Any, *, scripted: bool = True) -> dict[str, list[str]]:
    """The fields of a page with what stands in them."""
    reader = FormReader(scripted=scripted)
    reader.feed(response.content.decode())
    return reader.values


def typed(response: Any, values: Values, *, scripted: bool = True) -> Values:
    """The fields of a page with `values` typed over; a field that the page has not is a mistake of the test."""
    fields: Values = shown(response, scripted=scripted)
    buttons = {name for name in values if name.startswith("_")}
    unsent = UnsentReader()
    unsent.feed(response.content.decode())
    absent = set(values) - set(fields) - buttons - unsent.names
    assert not absent, f"the page has no field {sorted(absent)}"
    return fields | values


class UnsentReader(HTMLParser):
    """Fields that send nothing while nothing is chosen: checkboxes and autocompletes."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("type") == "checkbox" or tag == "select":
            self.names.add(given.get("name") or "")


def faults(response: Any) -> list[tuple[str, str]]:
    """The faults that an entry page lists, each with the label of its field."""
    return [(one.field, one.sentence) for one in response.context["faults"]]
