"""Detection of task tables (任务分工表) in a text whose table rows are lines with tab-separated cells.

The header labels determine the kinds of the columns. Lines do not show which cells are empty or merged. Therefore, the
cells of a row are assigned to columns in order by their content: numbers, groups, tasks, units, dates. Units that may
belong to several columns have no role. Pure functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.reading.fold import fold_text
from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.measures.unit_names import is_office
from crawler.reading.rules import read_words

_WORDS = read_words("crawler.reading.measures")
_LABELS = {
    kind: re.compile(rf"(?:{_WORDS[kind]})(?:\([^()]{{0,20}}\))?")
    for kind in ("number", "category", "lead", "support", "unit", "deadline", "target", "task", "remark")
}
_UNITS = ("lead", "support", "unit")
UNCLEAR = "unclear"
"""The kind of a cell of units that may belong to any of several columns of units."""
_TITLE = re.compile(r"(?:表|清单|台账|分工|任务分解)(?:\([^()]*\))?$")
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:[.-]\d{1,2}){0,2}|[一二三四五六七八九十]{1,3})\)?[.、]?")
_DATE = re.compile(
    r"20\d\d年|\d{1,2}月|20\d\d[.\-/]\d|年底|年内|长期|持续|季度|常态化|立即|已完成|每年|每月|全年|即时|按时"
)
_SEPARATOR = re.compile(r"[、,;\s]\s*")


@dataclass(frozen=True)
class TaskRow:
    """A row of a task table.

    `start` and `end` delimit the row in the text. `titles` are the title of the table and the names of the groups to
    which the row belongs. `cells` maps kinds of columns to cells. `unit_note` is a remark in the header of the units,
    such as 排名第一的为牵头单位, or empty.
    """

    start: int
    end: int
    titles: tuple[str, ...]
    cells: dict[str, str]
    unit_note: str = ""


@dataclass(frozen=True)
class TaskTable:
    """A task table, with its span in the text from the header to the last row."""

    start: int
    end: int
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True)
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def cells(self) -> list[str]:
        return [cell.strip() for cell in self.text.split("\t") if cell.strip()]


def find_task_tables(text: str) -> list[TaskTable]:
    """Return the tables with a column of tasks and a column of units or dates, in text order."""
    if "\t" not in text:
        return []
    lines = list(_lines(text))
    found: list[TaskTable] = []
    at = 0
    while at < len(lines):
        columns, after = _header(lines, at)
        if columns:
            rows, stop = _rows(lines, after, columns, _title(lines, at))
            if rows:
                note = _unit_note(lines[at:after])
                rows = [replace(row, unit_note=note) for row in rows]
                found.append(TaskTable(lines[at].start, lines[stop - 1].end, tuple(rows)))
                at = stop
                continue
        at += 1
    return found


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield _Line(start, line)
        start += len(line) + 1


def _title(lines: Sequence[_Line], at: int) -> tuple[str, ...]:
    """Return a tuple with the table title found in the two lines above the header, or an empty tuple."""
    for line in reversed(lines[max(0, at - 2) : at]):
        words = fold_text(line.text.strip())
        if "\t" not in line.text and len(words) <= CALIBRATION.title and _TITLE.search(words):
            return (line.text.strip(),)
    return ()


def _unit_note(header: Sequence[_Line]) -> str:
    """Return the remark in brackets that follows the label of a column of units, or an empty string."""
    labels = ("".join(fold_text(cell).split()) for line in header for cell in line.cells)
    noted = (re.fullmatch(r"[^()]+\(([^()]+)\)", label) for label in labels)
    return next((match[1] for match in noted if match and _kind(match[0]) in _UNITS), "")


def _kind(label: str) -> str | None:
    """Return the kind of the column with this label, or None if the label is unknown."""
    bare = "".join(fold_text(label).split())
    if len(bare) > CALIBRATION.label:
        return None
    return next((kind for kind, pattern in _LABELS.items() if pattern.fullmatch(bare)), None)


def _header(lines: Sequence[_Line], at: int) -> tuple[list[str], int]:
    """Return the column kinds of the header that begins at line `at`, and the index of the line after the header.

    If no such header begins at `at`, return an empty list and `at`.
    """
    kinds = [_kind(cell) or "" for cell in lines[at].cells]
    if len(kinds) < 2 or sum(map(bool, kinds)) * 2 < len(kinds):
        return [], at
    after = at + 1
    while after < min(len(lines), at + CALIBRATION.header_lines):
        inner = [_kind(cell) for cell in lines[after].cells]
        known = [kind for kind in inner if kind]
        if not known or len(known) < len(inner):
            break
        kinds = _divided(kinds, known)
        after += 1
    has_units = any(kind in kinds for kind in _UNITS)
    # A table of dates and steps, without units, is the schedule of a procedure.
    has_dates = "task" in kinds and "deadline" in kinds[kinds.index("task") :]
    is_task_table = "task" in kinds and (has_units or has_dates)
    return (kinds, after) if is_task_table else ([], at)


def _divided(kinds: list[str], inner: list[str]) -> list[str]:
    """Return the column kinds of a header in which the row `inner` divides one column of the row `kinds`.

    For example, a column of units may be divided into lead units and supporting units.
    """
    family = _UNITS if inner[0] in _UNITS else (inner[0],)
    place = next((at for at, kind in enumerate(kinds) if kind in family), None)
    return kinds if place is None else [*kinds[:place], *inner, *kinds[place + 1 :]]


def _rows(lines: Sequence[_Line], at: int, columns: list[str], titles: tuple[str, ...]) -> tuple[list[TaskRow], int]:
    """Return the rows below a header, and the index of the line after the last row.

    The rows begin at line `at`. `columns` are the kinds of the columns, and `titles` contains the table title, if any.
    """
    rows: list[TaskRow] = []
    group: tuple[str, ...] = ()
    last: dict[str, str] = {}
    stop = at
    while at < len(lines):
        cells = lines[at].cells
        if len(cells) == 1:
            # A row with a single cell is the name of a group of rows.
            ahead = lines[at + 1].cells if at + 1 < len(lines) else []
            if len(ahead) < 2 or len(cells[0]) > CALIBRATION.title:
                break
            group = (cells[0],)
            last = {}
        elif [_kind(cell) for cell in cells].count(None) * 2 >= len(cells):
            found = _assigned(cells, columns)
            if not found.get("task"):
                break
            last = _with_merged(_without_unclear_roles(found, last, columns), last)
            around = (*titles, *group, *filter(None, (last.get("category"),)))
            rows.append(TaskRow(lines[at].start, lines[at].end, around, last))
        at += 1
        stop = at
    return rows, stop


def _without_unclear_roles(found: dict[str, str], last: dict[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row; its units have the kind `UNCLEAR` if their columns are not certain.

    If a column of units has no cell in a row, the cell may be empty or merged with the cell above. In the latter case,
    a supporting unit would be assigned to the column of lead units. Nothing is merged with the cells above in the first
    row of a table or group, or if the row begins another category.
    """
    own = [kind for kind in columns if kind in found and kind in _UNITS]
    begins_group = not any(kind in last for kind in (*_UNITS, UNCLEAR)) or (
        "category" in found and found["category"] != last.get("category")
    )
    if not own or begins_group or all(kind in found for kind in columns if kind in _UNITS):
        return found
    others = {kind: cell for kind, cell in found.items() if kind not in _UNITS}
    return others | {UNCLEAR: "、".join(found[kind] for kind in own)}


def _with_merged(found: dict[str, str], last: dict[str, str]) -> dict[str, str]:
    """Return the cells of a row, including merged cells that begin in the row above.

    `found` are the cells found in the row, and `last` are the cells of the row above; both are mappings from column
    kinds to cells. If the group of tasks is missing in `found`, it is copied from `last`. If all units are missing,
    they are copied, and so is the date if it is missing, too.
    """
    cells = dict(found)
    if "category" in last:
        cells.setdefault("category", last["category"])
    units = (*_UNITS, UNCLEAR)
    if not any(kind in found for kind in units):
        shared = {kind: last[kind] for kind in units if kind in last}
        cells |= shared
        if shared and "deadline" in last:
            cells.setdefault("deadline", last["deadline"])
    return cells


def _assigned(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Return a mapping from column kinds to the cells of a row.

    If there are as many cells as columns, the cells are assigned one to one. Otherwise, they are assigned in order so
    that the sum of the fit scores is highest.
    """
    chosen = range(len(columns)) if len(cells) == len(columns) else _best_places(cells, columns)
    found: dict[str, str] = {}
    for cell, place in zip(cells, chosen, strict=False):
        kind = columns[place]
        if kind:
            found[kind] = f"{found[kind]} {cell}" if kind in found else cell
    return found


def _best_places(cells: Sequence[str], columns: Sequence[str]) -> list[int]:
    """Return the index of the column to which each cell is assigned.

    The indexes are ascending, and have the highest possible sum of fit scores.
    """
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for cell in cells:
        following: dict[int, tuple[float, list[int]]] = {}
        for place, kind in enumerate(columns):
            before = [value for last, value in best.items() if last < place]
            if before:
                score, chosen = max(before, key=lambda value: value[0])
                following[place] = (score + _fit(cell, kind), [*chosen, place])
        if not following:
            break
        best = following
    return max(best.values(), key=lambda value: value[0])[1]


def _fit(cell: str, kind: str) -> float:
    """Return the fit score of a cell for a column kind; higher is better."""
    folded = fold_text(cell)
    is_number = bool(_NUMBER.fullmatch(folded))
    is_units = is_office(_SEPARATOR.split(re.sub(r"\([^()]*\)", "", folded))[0])
    is_date = bool(_DATE.search(folded)) and len(folded) <= CALIBRATION.label * 2
    if kind == "number":
        return 3.0 if is_number else -3.0
    if kind in _UNITS:
        return 3.0 if is_units else -2.0
    if kind == "deadline":
        return 3.0 if is_date and not is_units else -2.0
    if is_number or is_units or is_date:
        return -1.0
    if kind == "task":
        return 1.0 + min(len(folded), 60) / 60
    return 1.0 if kind == "category" and len(folded) <= CALIBRATION.label else 0.5
