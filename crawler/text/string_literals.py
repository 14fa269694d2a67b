"""Extraction of string literals from scripts in linear time.

A regular expression would take quadratic time, because it would search for the end of each unclosed literal up to the
end of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

_MARK = re.compile(r"(?s)\\.|[\"'`\n]")
_CHARACTER = re.compile(r"(?s)\\.|.")
_QUOTE = re.compile(r"[\"'`]")


def string_literals(code: str, least: int) -> Iterator[str]:
    """Yield the contents of the string literals in `code` that have at least `least` characters.

    An escape sequence counts as one character. Literals in single or double quotes end on their line, unless the line
    break is escaped. If a literal is too short or has no end, the search continues after its opening quotation mark.
    """
    marks: dict[str, list[int]] = {'"': [], "'": [], "`": [], "\n": []}
    for match in _MARK.finditer(code):
        if len(match[0]) == 1:
            marks[match[0]].append(match.start())
    at = 0
    while opening := _QUOTE.search(code, at):
        start = opening.end()
        at = start
        end = _next(marks[opening[0]], start)
        is_line = opening[0] != "`"
        if end is None or (is_line and (_next(marks["\n"], start) or len(code)) < end):
            continue
        if end - start >= 2 * least or _length(code[start:end]) >= least:
            yield code[start:end]
            at = end + 1


def _next(places: list[int], start: int) -> int | None:
    index = bisect_right(places, start - 1)
    return places[index] if index < len(places) else None


def _length(content: str) -> int:
    return sum(1 for _ in _CHARACTER.finditer(content))
