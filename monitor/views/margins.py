"""The text of a notice, line by line, with margin notes and marked parts. Pure functions; no I/O."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from crawler.model.notice import Clause, Notice
from monitor.text.i18n import N_, comma, gettext
from monitor.views.facts import DEADLINE_FOR, Fact, fact_name
from monitor.views.rows import Piece, Row, Style

NOTES = 8
"""Maximum number of margin notes for a line."""
_SIGHT = 40
"""Maximum number of characters between the start of a clause and the start of its heading."""


@dataclass(frozen=True)
class Mark:
    """A part of the text that is displayed in a style, or that has a note in the margin, or both.

    The part begins at the position `start` and ends before the position `end`. The note is shown beside its first line.
    """

    start: int
    end: int
    style: Style = ""
    note: str = ""


def text_rows(notice: Notice, facts: Iterable[Fact] = ()) -> Iterator[Row]:
    """Yield a row for each line of the text of a notice, with the line number and notes in the margin.

    If a fact in `facts` was extracted from a line, the name of the fact is a note of this line. Headings, units,
    targets and deadlines are marked in the text.
    """
    notes = defaultdict[int, list[str]](list)
    for fact in facts:
        if fact.origin and fact.origin.line and fact_name(fact.name) not in notes[fact.origin.line]:
            notes[fact.origin.line].append(fact_name(fact.name))
    marks = sorted(_marks(notice), key=lambda mark: mark.start)
    start = taken = 0
    open_marks: list[Mark] = []
    for number, line in enumerate(notice.text.splitlines(keepends=True), 1):
        end = start + len(line)
        open_marks = [mark for mark in open_marks if mark.end > start]
        while taken < len(marks) and marks[taken].start < end:
            notes[number] += [marks[taken].note] if marks[taken].note else []
            open_marks += [marks[taken]] if marks[taken].style else []
            taken += 1
        pieces = _pieces(line, start, open_marks)
        yield Row((f"{number:>3}", *_limited(list(dict.fromkeys(notes.get(number, ()))))), tuple(pieces))
        start = end


def _limited(notes: list[str]) -> list[str]:
    """Return the notes of a line. If there are more than NOTES, the excess notes are replaced by an ellipsis.

    Without this limit, a document whose text is a single line would have a note for each of its clauses.
    """
    return notes if len(notes) <= NOTES else [*notes[: NOTES - 1], "…"]


def _pieces(line: str, start: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Divide a line that begins at the position `start` of the text into pieces, each with a single style.

    If `marks` overlap, the style of the later mark is used.
    """
    shown = (line.splitlines() or [""])[0]
    styles: list[Style] = [""] * len(shown)
    for mark in marks:
        if mark.style:
            begin = max(0, mark.start - start)
            end = min(len(shown), mark.end - start)
            styles[begin:end] = [mark.style] * max(0, end - begin)
    at = 0
    for style, run in groupby(styles):
        length = len(list(run))
        yield Piece(shown[at : at + length], style)
        at += length


def _marks(notice: Notice) -> Iterator[Mark]:
    for clause, start, end, before in _placed(notice):
        yield from _headings(clause, notice.text, before, start)
        yield from _clause(clause, notice.text, start, end)
    for deadline in notice.deadlines:
        start = notice.text.find(deadline.text)
        if start >= 0:
            note = gettext("by {date}", date=deadline.date)
            if deadline.for_whom != "public":
                note = comma(note, gettext(DEADLINE_FOR[deadline.for_whom]))
            yield Mark(start, start + len(deadline.text), "deadline", note)


def _placed(notice: Notice) -> Iterator[tuple[Clause, int, int, int]]:
    """Yield each clause with the start and end of its text, and with the end of the previous clause.

    These are positions in the notice's text, searched in the order of the clauses. If a clause is not found, neither
    this clause nor any later one is yielded.
    """
    before = 0
    for clause in notice.clauses:
        start = notice.text.find(clause.text, before)
        if start < 0:
            return
        yield clause, start, start + len(clause.text), before
        before = start + len(clause.text)


def _headings(clause: Clause, text: str, at: int, end: int) -> Iterator[Mark]:
    """Yield a mark for each heading above a clause that occurs in `text` between the positions `at` and `end`."""
    aligned = len(clause.headings) == len(clause.path) - 1
    for depth, heading in enumerate(clause.headings, 1):
        start = text.find(heading, at, end) if heading else -1
        if start >= 0:
            at = start + len(heading)
            yield Mark(start, at, "heading", "·".join(clause.path[:depth]) if aligned else "")


_ROLES = {"general": N_("general"), "measure": N_("measure"), "safeguard": N_("safeguard")}


def role_name(role: str | None) -> str:
    """Return the name of a clause's role in the current language."""
    return gettext(_ROLES[role]) if role in _ROLES else role or ""


def _clause(clause: Clause, text: str, start: int, end: int) -> Iterator[Mark]:
    for note in ("·".join(clause.path), role_name(clause.role)):
        yield Mark(start, end, "", note)
    if heading := clause.heading:
        at = text.find(heading, start, start + len(heading) + _SIGHT)
        if at >= 0:
            yield Mark(at, at + len(heading), "heading")
    for target in clause.targets:
        at = text.find(target.text, start, end)
        if at >= 0:
            yield Mark(at, at + len(target.text), "target", gettext("target {by}", by=target.by or "").strip())
    for unit in clause.responsible_units:
        # Units are named at the end of a clause; units named once for a whole section are not marked.
        at = text.rfind(unit, start, end)
        if at >= 0:
            yield Mark(at, at + len(unit), "unit", _rank(clause, unit))


def _rank(clause: Clause, unit: str) -> str:
    """Return the margin note for a responsible unit in the current language: “lead”, “supporting” or an empty string.

    Only the first lead unit and the first supporting unit of a clause have a note. Neither has one if the clause has
    only one responsible unit.
    """
    if len(clause.responsible_units) > 1:
        if unit in clause.lead_units[:1]:
            return gettext("lead")
        if unit in clause.supporting_units[:1]:
            return gettext("supporting")
    return ""
