"""Measure the speed of outlines, its growth with the text's size, and the laws whose outline is complete.

`python -m tests.benchmarks.outlining`: the texts are those of `--data`, or made ones.
"""

import re
import time
from itertools import pairwise

from crawler.model.notice import Clause
from crawler.reading.outline import outline
from crawler.text.numerals import parse_numeral
from tests.benchmarks import data

_ARTICLE = re.compile(r"(?m)^[#\s]*第\s*([〇零一二三四五六七八九十百千]+)\s*条")
_OPENS = re.compile(r"第\s*[〇零一二三四五六七八九十百千]+\s*条")
FEWEST = 4
"""Articles at the beginning of a line that make a document a law in articles."""


def _texts(name: str, field: str = "text") -> list[str]:
    return [row[field] for row in data.rows(name)]


def _speed(name: str, texts: list[str]) -> None:
    start = time.perf_counter()
    outlines = [outline(text) for text in texts]
    seconds = time.perf_counter() - start
    size = sum(map(len, texts))
    some = sum(1 for outline in outlines if outline.clauses)
    odd = sum(1 for outline in outlines if outline.warnings)
    print(f"{name}: {len(texts)} texts, {size / seconds:,.0f} characters/s, {some} with clauses, {odd} with warnings")


def _growth(texts: list[str]) -> None:
    base = "\n".join(sorted(texts, key=len)[len(texts) // 2 : len(texts) // 2 + 3])
    for factor in (1, 10, 100):
        text = "\n".join([base] * factor)
        start = time.perf_counter()
        outline(text)
        seconds = time.perf_counter() - start
        print(f"{factor:4}x: {len(text):9,} characters in {seconds:7.3f} s, {len(text) / seconds:,.0f}/s")


def _article_numbers(clauses: tuple[Clause, ...]) -> list[int | None]:
    return [parse_numeral(clause.path[-1].partition("之")[0]) for clause in clauses if _OPENS.match(clause.text)]


def _laws(texts: list[str]) -> None:
    laws = [text for text in texts if len(_ARTICLE.findall(text)) >= FEWEST]
    same = ordered = 0
    for text in laws:
        numbers = _article_numbers(outline(text).clauses)
        same += numbers == [parse_numeral(number) for number in _ARTICLE.findall(text)]
        steps = all(after in (before, (before or 0) + 1) for before, after in pairwise(numbers))
        ordered += bool(numbers) and numbers[0] == 1 and steps
    print(f"laws in articles: {len(laws)}; every article that begins a line is a clause, and no other: {same}")
    print(f"articles count up from one without a gap: {ordered} ({ordered / len(laws):.1%})")


def main(arguments: list[str]) -> None:
    """Prints the figures."""
    data.parser("outlining").parse_args(arguments)
    laws = _texts("texts/prc-laws")
    _speed("laws", laws)
    _speed("gazette notices", _texts("texts/tw-gazette"))
    _speed("ministry notices", _texts("metadata/miit", "body"))
    _growth(laws)
    _laws(laws)
