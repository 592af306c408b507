"""Invented posts in any number, as long and as untidy as those of a real wiki: the same number gives the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random

VOCABULARY = """
    magnesium vitamin pain back trial placebo dose daily weeks women men children muscle bone nerve sleep winter sun
    level blood serum low high risk less more study people group review treatment relief chronic acute tablet oil fish
    diet food water skin cream light evidence author journal result figure table mean change year month cost doctor
    clinic hospital home exercise walking stretching heat cold needle massage surgery disc spine hip knee shoulder
    neck head stomach heart kidney liver immune cell gene protein hormone calcium iron zinc iodine selenium omega
"""
WORDS = VOCABULARY.split()
MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
# As in the wiki itself: every sixth page is empty; the median of the others is 4 KB, a few are above 30 KB.
EMPTY, MEDIAN, SPREAD, LONGEST = 1 / 6, 4_000, 1.0, 150_000
# Of 6,000 posts: so many studies are pointed at, so often.
IDENTIFIERS, CITED, POSTS = 8_000, 30_000, 6_000
SEED = 20261125


def write_posts(folder: Path, number: int) -> None:
    """So many posts, a hundred a folder, as the wiki keeps them."""
    for index, (name, text) in enumerate(posts(number)):
        place = folder / f"{index // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8", newline="")


def posts(number: int) -> Iterator[tuple[str, str]]:
    """The name and the text of each."""
    for index in range(number):
        yield f"{slug(index)}.md", _post(_chance(index), index, number)


def slug(index: int) -> str:
    chance = _chance(f"slug {index}")
    return f"{'-'.join(chance.sample(WORDS, 4))}-{index}"


def _chance(what: object) -> Random:
    return Random(f"{SEED} {what}")  # noqa: S311  nothing secret is made of it


def _post(chance: Random, index: int, number: int) -> str:
    body = "" if chance.random() < EMPTY else _body(chance, index, number)
    if body and chance.random() < 0.03:
        escaped = body.replace("<", "&lt;")
        body += f"\n\n<pre><code>Markdown:\n---------\n{escaped}\n\nAST Structure:\n---------\nRoot\n</code></pre>\n"
    keys: dict[str, object] = {
        "title": slug(index).rpartition("-")[0].replace("-", " ").capitalize(),
        "slug": slug(index),
        "aliases": [f"/{slug(index).replace('-', '+')}", f"/{index + 1}"],
        "tiki_page_id": index + 1,
        "date": f"{chance.randint(2010, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "categories": sorted({f"Topic {int(70 * chance.random() ** 2)}" for _ in range(2)}),
        "tags": _tags(chance),
    }
    if chance.random() < 0.1:
        keys["associated_tags"] = ["pain"]
    return _front_matter(chance.random(), keys) + body


def _tags(chance: Random) -> list[str]:
    tags = [WORDS[int(len(WORDS) * chance.random() ** 2)] for _ in range(chance.randint(0, 16))]
    tags += [tag.capitalize() for tag in tags[:2] if chance.random() < 0.3]
    return [*tags, "AU, NZ"] if chance.random() < 0.05 else tags


def _front_matter(which: float, keys: dict[str, object]) -> str:
    """JSON mostly; a JSON text is one in YAML too, and nearly one in TOML."""
    if which < 0.85:
        return json.dumps(keys, indent=4) + "\n\n"
    mark, sign = ("---", ": ") if which < 0.96 else ("+++", " = ")
    lines = [f"{key}{sign}{json.dumps(value)}" for key, value in keys.items()]
    return "\n".join([mark, *lines, mark]) + "\n\n"


def _body(chance: Random, index: int, number: int) -> str:
    length = min(int(MEDIAN * math.exp(SPREAD * chance.gauss(0, 1))), LONGEST)
    parts = ["{{< toc >}}"] if chance.random() < 0.5 else []
    # Long pages cite more: so many citations a character make the whole what it is.
    cites = CITED / (POSTS * (1 - EMPTY)) / (MEDIAN * math.exp(SPREAD**2 / 2))
    size = 0
    while size < length:
        part = chance.choices(PARTS, WEIGHTS)[0](chance, index, number)
        expected = cites * len(part)
        for _ in range(int(expected) + (chance.random() < expected % 1)):
            part += f"\n\n{_citation(chance, number)}"
        parts.append(part)
        size += len(part)
    return "\n\n".join(parts) + "\n"


def _words(chance: Random, least: int, most: int) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize()


def _paragraph(chance: Random, index: int, number: int) -> str:
    return ". ".join(_words(chance, 8, 20) for _ in range(chance.randint(1, 5))) + "."


def _heading(chance: Random, index: int, number: int) -> str:
    when = chance.choice(["", f" - {chance.choice(MONTHS)} {chance.randint(2005, 2024)}", " Feb 2020?"])
    return f"{'#' * chance.randint(2, 5)} {_words(chance, 2, 6)}{when}"


def _bullets(chance: Random, index: int, number: int) -> str:
    return "\n".join(f"* {_words(chance, 4, 12)}" for _ in range(chance.randint(2, 8)))


def _table(chance: Random, index: int, number: int) -> str:
    rows = [f"| {_words(chance, 1, 3)} | {chance.randint(1, 99)} | **{chance.random():.2f}** |" for _ in range(6)]
    return "\n".join(["| Group | n | Change |", "|---|---|---|", *rows])


def _quote(chance: Random, index: int, number: int) -> str:
    return f"> {_words(chance, 10, 30)} {chance.randint(5, 9)}.5 ==> 4.{chance.randint(0, 9)}"


def _internal(chance: Random, index: int, number: int) -> str:
    there = slug(chance.randrange(number)) if chance.random() < 0.7 else f"missing-page-{chance.randrange(900)}"
    if chance.random() < 0.3:
        style = 'style="color: red; text-decoration: underline;"'
        return (
            f'<a href="/posts/{there}" {style} title="This post/category does not exist yet">{_words(chance, 2, 5)}</a>'
        )
    return f"See [{_words(chance, 2, 5)}](/posts/{there})"


def _untidy(chance: Random, index: int, number: int) -> str:
    words = _words(chance, 3, 10)
    return chance.choice(
        [
            f" **{words} ** <sup>[{chance.randint(1, 60)}]</sup>",
            f'<span style="color:#F00;">{words}</span> & more',
            f"{{BOX(width=50%)}}{words}{{BOX}}",
            f"((Page of old|{words}))",
            f'{{{{< figure src="/x.png" title="{words}" >}}}}',
            f'<p onclick="show()">{words}</p>',
            f'<iframe src="https://video.example/{index}"></iframe>',
            f'<font size="4">{words}</font><!-- {words} -->',
            f"[{words}]",
            f"<script>count({index})</script>",
            f'<form action="/search"><input name="q"></form>{words}',
        ]
    )


def _file(chance: Random, index: int, number: int) -> str:
    name = f"{chance.choice(WORDS)}-{chance.randrange(3_000)}"
    return chance.choice(
        [
            f'<img src="https://files.example/attachments/webp/{name}.webp" alt="image" width="400">',
            f"![image](/attachments/jpeg/{name}.mock.jpg)",
            f'<a href="https://files.example/attachments/pdf/{name}.pdf">Download the PDF</a>',
        ]
    )


def _citation(chance: Random, number: int) -> str:
    known = max(IDENTIFIERS * number // POSTS, 20)
    which = int(known * chance.random() ** 1.3)
    pmid, doi, words = 20_000_000 + which, f"10.5555/bench.{which}", _words(chance, 4, 9)
    if which % 2:
        return chance.choice(
            [
                f"[{words}](http://www.ncbi.nlm.nih.gov/pubmed/{pmid}) {chance.choice(MONTHS)} 2016",
                f'<a href="https://pubmed.ncbi.nlm.nih.gov/{pmid}/?utm_source=x&utm_medium=y">{words}</a>',
                f"[{words}](https://www.ncbi.nlm.nih.gov/pubmed/{pmid}%20)",
                f"{words}, PMID: {pmid}",
            ]
        )
    return chance.choice(
        [f"[{words}](https://doi.org/{doi})", f"{words}. doi: {doi}.", f"{words} https://doi.org/{doi}"]
    )


PARTS = [_paragraph, _heading, _bullets, _table, _quote, _internal, _untidy, _file]
WEIGHTS = [40, 14, 10, 3, 8, 10, 10, 5]
