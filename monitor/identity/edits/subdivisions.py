"""Removal of the headings of subdivisions that only one of two texts has, and equal notations of article numbers.

Publishers omit the headings of chapters and sections, and write 第十二条 or 第12条. Pure functions, apart from reading
a data file of the package, which contains the words for subdivisions.
"""

import re
import tomllib
from collections import defaultdict
from dataclasses import replace
from functools import cache
from importlib.resources import files

from crawler.text.fold import fold
from crawler.text.numerals import parse_numeral
from monitor.identity.normalized import NormalizedNotice, in_characters

HEADING = 60
"""The maximum length of the heading of a subdivision, in Chinese characters."""
_NUMERAL = "零〇一二三四五六七八九十百千"
_ARTICLE = re.compile(rf"^第(?:(\d{{1,4}})|[{_NUMERAL}]{{1,9}})条", re.MULTILINE)
_NUMBERED = re.compile(rf"(第)([{_NUMERAL}]{{1,9}})(?=[编篇章节条款项])|(?<=条)(之)([一二三四五六七八九十]{{1,3}})")


def with_same_numerals(found: NormalizedNotice, known: NormalizedNotice) -> tuple[NormalizedNotice, NormalizedNotice]:
    """Return two notices with the numbers of articles in digits if only one of them has them in digits."""
    notations = [{bool(article[1]) for article in _ARTICLE.finditer(notice.body)} for notice in (found, known)]
    if notations[0] == notations[1] or not all(notations):
        return found, known
    return _in_digits(found), _in_digits(known)


def _in_digits(notice: NormalizedNotice) -> NormalizedNotice:
    return replace(notice, body=_NUMBERED.sub(_digits, notice.body))


def _digits(number: re.Match[str]) -> str:
    value = parse_numeral(number[2] or number[4])
    return number[0] if value is None else f"{number[1] or number[3]}{value}"


def without_headings(found: NormalizedNotice, known: NormalizedNotice) -> tuple[NormalizedNotice, NormalizedNotice]:
    """Return two notices without the headings of those subdivisions that only one of them has.

    The headings of a kind of subdivision, for example chapters, are removed if the other text has none of this kind.
    Headings that an amendment adds or removes come with articles, whose difference remains.
    """
    ours = _headings(found)
    theirs = _headings(known)
    return _without(found, ours, known, theirs), _without(known, theirs, found, ours)


_Headings = dict[str, list[str]]


def _headings(notice: NormalizedNotice) -> _Headings:
    """Return the lines that are headings, by the kind of subdivision.

    A kind has two headings or more. A single line may begin with the same letters by chance.
    """
    lines = defaultdict(list)
    for line in notice.body.split("\n"):
        heading = _pattern().match(line)
        if heading and "。" not in line and in_characters(line) <= HEADING:
            lines[heading["counted"] or heading["ordered"] or heading["numbered"]].append(line)
    return {kind: headings for kind, headings in lines.items() if len(headings) > 1}


def _without(notice: NormalizedNotice, own: _Headings, other: NormalizedNotice, others: _Headings) -> NormalizedNotice:
    only = (line for kind in own.keys() - others.keys() for line in own[kind])
    # A line may continue the sentence of the line before.
    removed = {line for line in only if line not in other.letters}
    if not removed:
        return notice
    return replace(notice, body="\n".join(line for line in notice.body.split("\n") if line not in removed))


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of the start of a heading, with a group for each of the three ways to number it."""
    data = tomllib.loads((files("monitor.identity") / "data" / "subdivisions.toml").read_text(encoding="utf-8"))
    before, counted, numbered, ordered = (
        "|".join(sorted((re.escape(fold(word)) for word in data[name].split()), key=len, reverse=True))
        for name in ("before", "counted", "numbered", "ordered")
    )
    return re.compile(
        rf"(?:{before})(?:\d{{1,3}}|[{_NUMERAL}]{{1,5}})(?P<counted>{counted})"
        rf"|(?:{ordered})(?P<ordered>{numbered})"
        rf"|(?P<numbered>{numbered})(?:\d|[ivxlc]|premier|unique)"
    )
