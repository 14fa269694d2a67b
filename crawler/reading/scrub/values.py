"""Value classes and helper functions that the scrubbing steps share."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from crawler.model.reason import Reason
from crawler.reading.scrub.reasons import sentence
from crawler.text.script import to_simplified, to_traditional

Code = Literal["pinyin", "spam", "chrome", "double", "junk"]
SHOWN = 200
"""Maximum number of characters of a removed text that a Removal contains, for display."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class ScrubLine:
    """A line of the text. `number` is its line number in the original text, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Removal:
    """A removal from the text: its location, size and reason.

    `line` is the line number in the original text, counted from 1. `text` is the removed text, truncated to `SHOWN`
    characters. `size` is the number of removed characters, without white space. `before` is the character before the
    removed text in its line, or an empty string.
    """

    code: Code
    line: int
    text: str
    reason: Reason
    size: int
    before: str = ""

    @property
    def detail(self) -> str:
        """Return the English text of the reason."""
        return sentence(self.reason)


@dataclass(frozen=True)
class Damage:
    """A place where characters had been lost before the text was fetched. Scrubbing does not change it.

    `line` is the line number in the original text, counted from 1. `text` is the damaged text, and `detail` describes
    the type of damage in English.
    """

    line: int
    text: str
    detail: str


@dataclass(frozen=True)
class Scrubbed:
    """The result of scrubbing: the remaining text, the removals, and the damaged places in the remaining text."""

    text: str
    removals: tuple[Removal, ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Span:
    """A part of a line to be removed, from index `start` to `end` (exclusive), and the reason for its removal."""

    start: int
    end: int
    reason: Reason


Lines = Sequence[ScrubLine]
Cleaned = tuple[list[ScrubLine], list[Removal]]


def removal(code: Code, line: int, text: str, reason: Reason, before: str = "") -> Removal:
    """Return a Removal that records that `text` was removed from the line with the number `line`.

    `code` is the kind of the removed text, such as `spam`. `before` is the character before `text` in its line.
    """
    shown = text.strip()
    shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    return Removal(code, line, shown, reason, len(_SPACE.sub("", text)), before)


def cut_spans(line: ScrubLine, spans: Iterable[Span], code: Code) -> tuple[ScrubLine | None, list[Removal]]:
    """Return the line without the spans, and a Removal for each span. If only white space remains, the line is None.

    `spans` must be ascending and disjoint. `code` is the kind of the removed text, such as `spam`.
    """
    kept = []
    removals = []
    at = 0
    for span in spans:
        kept.append(line.text[at : span.start])
        before = line.text[max(0, span.start - 1) : span.start]
        removals.append(removal(code, line.number, line.text[span.start : span.end], span.reason, before))
        at = span.end
    if not removals:
        return line, []
    rest = "".join(kept) + line.text[at:]
    return (ScrubLine(line.number, rest.rstrip()) if rest.strip() else None), removals


def without(lines: Lines, reasons: dict[int, Reason], code: Code) -> Cleaned:
    """Remove the lines whose indices are in `reasons`. Return the other lines, and a Removal for each removed line.

    `reasons` maps the index of each such line to the reason. `code` is the kind of the removed text, such as `spam`.
    """
    kept = [line for at, line in enumerate(lines) if at not in reasons]
    return kept, [removal(code, lines[at].number, lines[at].text, reasons[at]) for at in sorted(reasons)]


def simplified(lines: Sequence[str]) -> list[str]:
    """Return the lines in simplified characters. A line is not converted if its length would change."""
    written = "\n".join(lines)
    simple = to_simplified(written)
    converted = simple.split("\n")
    if simple == written or len(converted) != len(lines):
        return list(lines)
    return [new if len(new) == len(old) else old for new, old in zip(converted, lines, strict=True)]


@lru_cache(maxsize=1 << 15)
def other_forms(char: str) -> tuple[str, ...]:
    """Return those of the simplified and traditional forms of a character that differ from the character."""
    forms = (to_simplified(char), to_traditional(char))
    return tuple(form for form in dict.fromkeys(forms) if form != char)
