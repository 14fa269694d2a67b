"""The sentences of a text that may state a deadline, each with the heading or the label that says what its dates mean.

A label may be that of a column of a table, also if the table has become one line per cell, or the line above a list.
Pure functions; no I/O.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.reading.deadlines.dayspans import day_spans
from crawler.reading.fold import fold_text
from crawler.text.characters import nfkc

_LIMIT = 2000
"""The maximum number of characters of a sentence that are analysed."""
_HEADING = 40
"""The maximum length of a heading in characters."""
_RUN_IN = 20
"""The maximum length of a heading that begins a paragraph, in characters."""
_LEAD_IN = 200
"""The maximum length of an English line that introduces a list, in characters."""
MAY_HAVE_A_DATE = re.compile(r"\d|月|季度|年[底末]|[一二三四五六七八九十]个?(?:工作)?[日天]")
_SENTENCE = re.compile(r"[^。;；!！\n]+")
_ENGLISH_END = re.compile(r"(?<=[a-z)\d]{2})\.\s+(?=[A-Z])")
_TAB = re.compile("\t")
# The label of a column with last days, in the first row of a table.
_COLUMN = re.compile(".{0,8}(?:报送|上报|填报|提交|递交|反馈|申报|报名|申请|缴费|截止).{0,4}(?:时间|日期|期限|时限)")
_LABEL = re.compile(".{0,10}(?:时间|日期|期限|时限|地点|方式|要求|电话|地址):?")
_DAY_ALONE = re.compile(r"[\d年月日号./\-至到前之以底\s()]{4,40}")
_BULLET = re.compile(r"\s*(?:[•●·*–—-]|\(?[\da-z]{1,2}[).])\s*")
# Applications are due on the following dates: the day of an item takes the place of these words.
_FOLLOWING = re.compile(
    r"(?<!\s)\s*+(?:(?:the|these)\s++)?(?:following\s++)?(?:dates?|days|deadlines)?\s*+:\s*+$", re.I
)
_HAN = re.compile("[一-龥]")


@dataclass(frozen=True)
class Sentence:
    """A sentence as written and as folded, with the heading above its line."""

    text: str
    folded: str
    heading: str


@dataclass(frozen=True)
class _Line:
    """A line as written and as folded."""

    text: str
    folded: str

    @property
    def bare(self) -> str:
        """Return the folded words of the line without the mark at its end."""
        return self.folded.strip().rstrip("。:;")


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text that may contain a date."""
    heading = ""
    table = _Table()
    cells = _Cells()
    lead_in = ""
    for line in _lines(text):
        rows = list(table.rows(line)) or list(cells.rows(line)) or list(_items(line, lead_in))
        yield from (Sentence(written, folded, heading) for written, folded in rows)
        if not rows and MAY_HAVE_A_DATE.search(line.folded):
            yield from _parts(line, heading)
        if line.bare and len(line.bare) <= _HEADING and not any(True for _ in day_spans(line.bare, None)):
            heading = line.bare
        if not rows and line.bare:
            is_lead_in = line.folded.rstrip().endswith(":") and not _HAN.search(line.folded)
            lead_in = line.folded[-_LEAD_IN:] if is_lead_in else ""


def _lines(text: str) -> Iterator[_Line]:
    whole = nfkc(text)
    all_folded = fold_text(whole)
    at = 0
    for line in whole.split("\n"):
        yield _Line(line, all_folded[at : at + len(line)])
        at += len(line) + 1


class _Table:
    """The rows of a table, whose cells are separated by tabs."""

    def __init__(self) -> None:
        """Start outside any table."""
        self._labels: list[str] = []

    def rows(self, line: _Line) -> Iterator[tuple[str, str]]:
        """Yield a row's cells with last days, each as written and after the label of its column.

        Below 报表\t报送时间, a day in the second column is that of a report. Rows with merged cells have no certain
        columns.
        """
        ends = [match.start() for match in _TAB.finditer(line.text)]
        spans = zip([0, *(end + 1 for end in ends)], [*ends, len(line.text)], strict=True)
        cells = [line.folded[start:end].strip() for start, end in spans] if ends else []
        columns = zip(self._labels, cells, strict=True) if len(self._labels) == len(cells) else ()
        yield from ((line.text, f"{label}:{cell}") for label, cell in columns if _COLUMN.fullmatch(label))
        if not (self._labels and cells) or any(map(_COLUMN.fullmatch, cells)):
            self._labels = cells


class _Cells:
    """The cells of a table that has become one line per cell: 表名, 报送时间, 一季度报表, 3月5日之前."""

    def __init__(self) -> None:
        """Start outside any table."""
        self._column = ""
        self._name = ""

    def rows(self, line: _Line) -> Iterator[tuple[str, str]]:
        """Yield a day that stands alone in its line, with the cell before it and after the label of its column.

        A day directly below a label is its value, and no cell of a table.
        """
        if not line.bare:
            return
        is_day = bool(_DAY_ALONE.fullmatch(line.bare)) and MAY_HAVE_A_DATE.search(line.bare)
        if is_day and self._column and self._name:
            yield f"{self._name} {line.text.strip()}", f"{self._column}:{line.bare}"
        elif is_day or len(line.bare) > _HEADING * 2 or line.folded.rstrip().endswith("。"):
            self._column = ""
        elif _LABEL.fullmatch(line.bare):
            self._column = line.bare if _COLUMN.fullmatch(line.bare) else ""
            self._name = ""
        else:
            self._name = line.text.strip()


def _items(line: _Line, lead_in: str) -> Iterator[tuple[str, str]]:
    """Yield an item of an English list after the words of the line that introduces the list."""
    bullet = _BULLET.match(line.folded) if lead_in else None
    if bullet:
        yield line.text, f"{_FOLLOWING.sub('', lead_in)} {line.folded[bullet.end() :]}"


def _parts(line: _Line, heading: str) -> Iterator[Sentence]:
    """Yield the sentences of a line.

    A short first sentence is the heading of the line: (一)报名时间。2026年1月5日至…
    """
    run_in = ""
    for start, end in _spans(line.text):
        end = min(end, start + _LIMIT)
        yield Sentence(line.text[start:end], line.folded[start:end], run_in or heading)
        run_in = line.folded[:end].strip() if start == 0 and end <= _RUN_IN else ""


def _spans(line: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(line):
        start = match.start()
        for stop in _ENGLISH_END.finditer(line, start, match.end()) if ". " in match[0] else ():
            yield start, stop.start()
            start = stop.end()
        yield start, match.end()
