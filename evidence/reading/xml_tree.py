"""One record of XML as a small tree: its depth and size are bounded, and no entity but XML's own five is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from evidence.reading.decoding import LOST, ODD

DEEPEST = 40
MOST = 200_000


class XmlError(ValueError):
    """A record that is no well-formed XML, or more than a record can be; `line` counts from 0 within it."""

    def __init__(self, sentence: str, *, line: int) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(slots=True)
class Node:
    """An element: name, attributes, and text and elements within it in their order."""

    name: str
    attributes: dict[str, str]
    parts: list[str | Node] = field(default_factory=list)

    def all(self, path: str) -> Iterator[Node]:
        """The elements at a path such as `Journal/JournalIssue`."""
        name, _, rest = path.partition("/")
        for part in self.parts:
            if isinstance(part, Node) and part.name == name:
                if rest:
                    yield from part.all(rest)
                else:
                    yield part

    def one(self, path: str) -> Node | None:
        return next(self.all(path), None)

    @property
    def text(self) -> str:
        """All its text on one line, markup within it read through."""
        return " ".join("".join(self._texts()).split())

    def said(self, path: str) -> str:
        found = self.one(path)
        return found.text if found else ""

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                yield from part._texts()


class _Building:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.open: list[Node] = []
        self.root: Node | None = None
        self.count = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST:
            sentence = f"Expected at most {MOST:,} elements, one within another at most {DEEPEST} times."
            raise XmlError(sentence, line=self.parser.CurrentLineNumber - 1)
        node = Node(name, attributes)
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        if not data.isascii() and ODD.search(data):
            if "\ufffd" in data:
                raise XmlError(LOST, line=self.parser.CurrentLineNumber - 1)
            data = ODD.sub("", data)
        self.open[-1].parts.append(data)

    def refuse(self, *_: object) -> int:
        """A document type or an entity within a record: no file of PubMed has one."""
        raise XmlError("A record declares a document type or an entity.", line=self.parser.CurrentLineNumber - 1)


def tree(text: str) -> Node:
    """The element that the text is. Raises XmlError."""
    parser = expat.ParserCreate("utf-8")
    building = _Building(parser)
    parser.buffer_text = True
    parser.StartElementHandler = building.begin
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.text
    parser.StartDoctypeDeclHandler = building.refuse
    parser.EntityDeclHandler = building.refuse
    parser.ExternalEntityRefHandler = building.refuse
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise XmlError(f"It is no well-formed XML: {expat.ErrorString(error.code)}.", line=error.lineno - 1) from error
    if building.root is None:
        raise XmlError("It is no XML.", line=0)
    return building.root
