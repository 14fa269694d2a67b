"""Values that the scrubbing steps pass to each other, and functions that they share."""

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
"""Characters of a removed text that are kept for showing."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class ScrubLine:
    """A line of the text; `number` counts from 1 in the text as it came in."""

    number: int
    text: str


@dataclass(frozen=True)
class Removal:
    """A cut: its place, its size and its reason.

    `line` counts from 1 in the text as it came in; `text` is the text that was cut, at most SHOWN characters of it;
    `size` counts all characters cut except white space; `before` is the character before it in its line, if any.
    """

    code: Code
    line: int
    text: str
    reason: Reason
    size: int
    before: str = ""

    @property
    def detail(self) -> str:
        """The reason in English."""
        return sentence(self.reason)


@dataclass(frozen=True)
class Damage:
    """A place where characters were lost before the text came here.

    It is left unchanged; `line` as in Removal.
    """

    line: int
    text: str
    detail: str


@dataclass(frozen=True)
class Scrubbed:
    """The text without additions by others, the cuts, and the damage in the rest."""

    text: str
    removals: tuple[Removal, ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Span:
    """A part of one line that is to be cut, `end` exclusive."""

    start: int
    end: int
    reason: Reason


Lines = Sequence[ScrubLine]
Cleaned = tuple[list[ScrubLine], list[Removal]]


def removal(code: Code, line: int, text: str, reason: Reason, before: str = "") -> Removal:
    """Return a Removal of all of `text`, which follows `before`."""
    shown = text.strip()
    shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    return Removal(code, line, shown, reason, len(_SPACE.sub("", text)), before)


def cut_spans(line: ScrubLine, spans: Iterable[Span], code: Code) -> tuple[ScrubLine | None, list[Removal]]:
    """Return the line without the spans (ascending, disjoint), or None when nothing of it is left."""
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
    """Return the lines except those whose index is in `reasons`, each of which is a Removal with its reason."""
    kept = [line for at, line in enumerate(lines) if at not in reasons]
    return kept, [removal(code, lines[at].number, lines[at].text, reasons[at]) for at in sorted(reasons)]


def simplified(lines: Sequence[str]) -> list[str]:
    """Return the lines in simplified script, with every character in its place.

    A line for which that is impossible is left unchanged.
    """
    converted = to_simplified("\n".join(lines)).split("\n")
    if len(converted) != len(lines):
        return list(lines)
    return [new if len(new) == len(old) else old for new, old in zip(converted, lines, strict=True)]


@lru_cache(maxsize=1 << 15)
def other_forms(char: str) -> tuple[str, ...]:
    """Return the simplified and the traditional form of a character where they differ from it."""
    forms = (to_simplified(char), to_traditional(char))
    return tuple(form for form in dict.fromkeys(forms) if form != char)
