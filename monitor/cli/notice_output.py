"""The output of rows of text about notices.

On a terminal, the rows are coloured and wrapped. In a pipe, each row is a single line.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, zip_longest

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console
from rich.style import Style as Look
from rich.text import Text

from crawler.model.notice import Notice
from crawler.model.results import Cut
from monitor.cli.common import printable
from monitor.cli.localized import line_starts, pad
from monitor.text.i18n import gettext
from monitor.views.clauses import clause_rows, count_facts
from monitor.views.facts import Fact, fact_rows, facts, warning_rows
from monitor.views.margins import text_rows
from monitor.views.origins import Origins
from monitor.views.removals import cut_rows
from monitor.views.rows import Row, Style, row

MARGIN = 24
LEAST = 12
"""Widths of the margin in columns. The margin is `MARGIN` columns wide or, on a narrow terminal, a quarter of the
terminal's width, but at least `LEAST`."""
_LOOKS: dict[Style, str] = {
    "": "",
    "fact": "bold",
    "heading": "bold cyan",
    "unit": "green",
    "target": "yellow",
    "deadline": "bold magenta",
    "cut": "strike dim red",
    "quiet": "dim",
    "warning": "yellow",
}


def notice_rows(
    notice: Notice,
    cuts: Sequence[Cut],
    elsewhere: str,
    topics: Sequence[str] | None = None,
    history: Iterable[Row] = (),
) -> list[Row]:
    """Return all rows shown for a notice: a summary, measures with units and dates, text, attachments, removed parts.

    `cuts` are the parts that were removed from the text. `elsewhere` describes the origin of facts that are in neither
    the text nor these parts. `topics` are the names of the matching topics, or None if they are unknown. `history` is
    shown after the summary.
    """
    found = facts(notice, Origins(notice.text, cuts, elsewhere))
    rows = [*fact_rows(_summary(notice, found, topics)), *history, *warning_rows(notice)]
    if clauses := list(clause_rows(notice)):
        rows += [Row(), row("", gettext("Units, targets and deadlines by clause:"), "heading"), *clauses]
    rows += [Row(), *text_rows(notice, found)]
    for attachment in notice.attachments:
        if attachment.text:
            rows += [
                Row(),
                row(gettext("attachment"), attachment.name, "heading"),
                *(row("", line) for line in attachment.text.splitlines()),
            ]
    if cuts:
        rows += [Row(), row("", gettext("Removed from the text (original line numbers):"), "heading"), *cut_rows(cuts)]
    return rows


def _summary(notice: Notice, found: Sequence[Fact], topics: Sequence[str] | None) -> list[Fact]:
    """Return the facts of the summary: `found`, the matching topics, and the numbers of measures and deadlines.

    The topics and the numbers come directly after the fact `region`. If `topics` is None, the topics are left out.
    """
    at = next(place for place, fact in enumerate(found, 1) if fact.name == "region")
    matched = [] if topics is None else [Fact("topics", gettext("; ").join(topics) or None)]
    return [*found[:at], *matched, *count_facts(notice), *found[at:]]


def print_rows(rows: Iterable[Row], console: Console | None = None) -> None:
    """Print rows to `console` or, by default, to standard output."""
    console = console or Console(highlight=False, emoji=False, markup=False)
    width = console.width if console.is_terminal else None
    for shown in rows:
        for line in _lines(shown, width):
            console.print(line, soft_wrap=True)


def _lines(row: Row, width: int | None) -> list[Text]:
    """Return a row as lines of at most `width` terminal columns, with its notes in the margin.

    If `width` is None, the row is one line, which begins with the notes. Therefore, `grep` finds both notes and text.
    """
    notes = [printable(note) for note in row.margin]
    text = Text.assemble(*((printable(piece.text), _LOOKS[piece.style]) for piece in row.pieces))
    if width is None:
        return [Text.assemble(f"{pad(_one(notes), MARGIN - 1)} " if notes else "", text)]
    margin = min(MARGIN, max(LEAST, width // 4))
    if not notes:
        return _broken(text, width)
    broken = _broken(text, max(LEAST, width - margin))
    quiet = Look(dim=True)
    return [
        Text.assemble((set_cell_size(note, margin - 1), quiet), " ", part or Text())
        for note, part in zip_longest(_stacked(notes, margin - 1), broken, fillvalue=None)
        for note in [note or ""]
    ]


def _broken(text: Text, width: int) -> list[Text]:
    """Return a text as lines of at most `width` columns. A word that is wider than that, such as a URL, is divided."""
    lines: list[Text] = []
    for line in text.divide(line_starts(text.plain, width)):
        line.rstrip()
        lengths = map(len, chop_cells(line.plain, width))
        lines += line.divide(list(accumulate(lengths))[:-1])
    return lines


def _one(notes: Sequence[str]) -> str:
    """Return the notes in the margin of a row as one text.

    If there are several, the first one is the line number. The others are separated by commas.
    """
    return notes[0] if len(notes) == 1 else f"{notes[0]} {gettext(', ').join(notes[1:])}"


def _stacked(notes: Sequence[str], width: int) -> list[str]:
    """Return the notes in the margin of a row as lines of at most `width` columns.

    All lines but the first are indented.
    """
    lines = [notes[0]]
    for note in notes[1:]:
        if cell_len(lines[-1]) + 1 + cell_len(note) <= width:
            lines[-1] += f" {note}"
        else:
            lines.append(f"    {note}")
    return lines
