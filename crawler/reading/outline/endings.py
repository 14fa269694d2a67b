"""Detection of places where a clause ends: before a list of attachments, a signature, or a remark on publication.

According to GB/T 9704-2012, 7.3.4-7.3.8, the following are below the body: 附件说明, 发文机关署名, 成文日期, 附注,
附件.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HAN = "〇○零一二三四五六七八九十"
_DAY = (
    rf"(?:(?:19|20)\d\d|[{_HAN}]{{4}}|(?:中华)?民国\s?\d{{2,3}})\s?年"
    rf"\s?[\d{_HAN}]{{1,3}}\s?月\s?[\d{_HAN}]{{1,3}}\s?日"
)
_DATE_LINE = re.compile(rf"\s*\(?{_DAY}\)?\s*")
_DATE = re.compile(rf"(?=[12中民{_HAN}]){_DAY}")
_ATTACHMENT = re.compile(r"\s*(?:附件|附表|附录)\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*(?::|$)|\s*附\s?:")
_REMARK = re.compile(r"\s*(?:特此(?:通知|通告|公告|公布|函告|函复|批复|回复)|\(?此件|\(联系|抄送|主题词|解读|Top\s*$)")
_LISTED = re.compile(r"\s*\d{1,2}\s?[.、]")
_BETWEEN = 3  # maximum number of lines from one numbered line of a list of attachments to the next
_OFFICE = re.compile(r"(?:政府|办公室|办公厅|厅|局|委员会|委|部|院|会|署|处|司|中心|公司)\s*$")
SIGNATURE_LINES = 30
SIGNATURE_LENGTH = 60
"""Limits of a signature.

`SIGNATURE_LINES` is the maximum number of lines above the date; up to thirty authorities have signed a document
together. `SIGNATURE_LENGTH` is the maximum length of each line in characters.
"""
_FLAT_ATTACHMENT = re.compile(r"(?<=[。;)\s])附件\s?\d{0,2}\s?:")
_BOUNDARY = re.compile(r"[。;!?)\n]")


class Endings(NamedTuple):
    """Indices in the text at which a clause must end (`breaks`), and spans in which no clause begins (`lists`)."""

    breaks: tuple[int, ...]
    lists: tuple[tuple[int, int], ...]

    def lists_attachments(self, at: int) -> bool:
        """Return whether index `at` is in a list of attachments or another span in which no clause begins."""
        before = bisect_right(self.lists, (at, sys.maxsize)) - 1
        return before >= 0 and at < self.lists[before][1]

    def beside(self, tables: Sequence[tuple[int, int]]) -> "Endings":
        """Return these endings with the spans of task tables added, because tables become clauses row by row.

        A clause ends at the start of a table, and no other clause begins within it.
        """
        breaks = sorted((*self.breaks, *(start for start, _ in tables)))
        return Endings(tuple(breaks), tuple(sorted((*self.lists, *tables)))) if tables else self


class _Line(NamedTuple):
    start: int
    end: int
    text: str


def find_endings(folded: str) -> Endings:
    """Return the endings in a text that was folded by `fold_text`."""
    lines = list(_lines(folded))
    breaks: list[int] = []
    lists: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if _ATTACHMENT.match(line.text):
            breaks.append(line.start)
            if not lists or lists[-1][1] < line.start:
                lists.append((line.start, _list_end(lines, at)))
        elif _REMARK.match(line.text):
            breaks.append(line.start)
        elif _DATE_LINE.fullmatch(line.text):
            breaks.append(_signature_start(lines, at))
    breaks += _within_lines(folded)
    breaks += _closing_lines(lines)
    return Endings(tuple(sorted(breaks)), tuple(lists))


def _lines(folded: str) -> Iterator[_Line]:
    start = 0
    for text in folded.split("\n"):
        if text.strip():
            yield _Line(start, start + len(text), text)
        start += len(text) + 1


def _list_end(lines: list[_Line], at: int) -> int:
    """Return the end index of the attachment list that begins in line `at`.

    The list ends with its last numbered line. Up to two lines without a number may be between numbered lines.
    """
    end = at
    if ":" in lines[at].text:
        for ahead in range(at + 1, len(lines)):
            if "。" in lines[ahead].text or ahead - end > _BETWEEN:
                break
            if _LISTED.match(lines[ahead].text):
                end = ahead
    return lines[end].end


def _is_bare(line: _Line) -> bool:
    """Return whether a line can belong to a signature, because it is short like a name and has no punctuation."""
    return len(line.text.strip()) <= SIGNATURE_LENGTH and not re.search(r"[。;!?:,]", line.text)


def _signature_start(lines: list[_Line], date_at: int) -> int:
    first = date_at
    while first and date_at - first < SIGNATURE_LINES and _is_bare(lines[first - 1]):
        # Only lines that end like the name of an authority belong to the signature.
        if not _OFFICE.search(lines[first - 1].text):
            break
        first -= 1
    return lines[first].start


def _within_lines(folded: str) -> Iterator[int]:
    """Yield the start of each signature or list of attachments inside a line of a text that lost its line breaks."""
    for match in _FLAT_ATTACHMENT.finditer(folded):
        yield match.start()
    for match in _DATE.finditer(folded):
        after = folded[match.end() : match.end() + 1]
        if after not in ("", " ", "\n", "("):
            continue
        low = max(0, match.start() - SIGNATURE_LENGTH)
        marks = list(_BOUNDARY.finditer(folded, low, match.start()))
        start = marks[-1].end() if marks else low
        words = folded[start : match.start()]
        if marks and _OFFICE.search(words) and not re.search("[,:、]", words):
            yield start


def _closing_lines(lines: list[_Line]) -> Iterator[int]:
    """Yield the index at which the signers' names at the end of the text begin, or nothing if there are none.

    The names are on up to three short lines that follow a sentence.
    """
    first = len(lines)
    while first and len(lines) - first < 3 and _is_bare(lines[first - 1]) and len(lines[first - 1].text.strip()) <= 20:
        first -= 1
    if 0 < first < len(lines) and re.search(r"[。)]\s*$", lines[first - 1].text):
        yield lines[first].start
