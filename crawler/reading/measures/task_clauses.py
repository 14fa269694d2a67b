"""Conversion of task table rows to measures with responsible units and targets. Pure functions; no I/O."""

import re
from collections.abc import Sequence
from datetime import date

from crawler.model.notice import Clause, Target
from crawler.reading.deadlines.dayspans import day_spans
from crawler.reading.fold import fold_text
from crawler.reading.measures.figures import read_figures
from crawler.reading.measures.target_dates import month_end
from crawler.reading.measures.target_values import comparison_of, scope_of
from crawler.reading.measures.targets import read_targets
from crawler.reading.measures.task_tables import UNCLEAR, TaskRow
from crawler.reading.measures.units import ResponsibleUnits, read_names, read_units

_YEAR = re.compile(r"(20\d\d)\s?年?")
_MONTH = re.compile(r"(?:(?P<year>20\d\d)\s?[年.\-/]\s?)?(?P<month>\d{1,2})\s?月(?!\s?\d{1,2}\s?日)")
_QUARTER = re.compile(r"(?:(?P<year>20\d\d)\s?年)?\s?第?(?P<quarter>[一二三四1234])季度")
_QUARTERS = "一二三四"
_MARKED = re.compile(
    r"(?P<name>.+?)[(（](?:(?P<lead>牵头|牽頭|主办|主責|主责)|配合|协助|协办|參與|参与)[^()（）]{0,4}[)）]"
)
_LABELLED = re.compile(r"(?:单位|部门|牵头|配合|责任)\s?:")
_DUTIES = re.compile(r"(?<=[一-龥])(?:牵头|主办|主责|配合|协办|协助)(?=$|[,;。、\s])")
"""Matches a duty behind the name of a unit: 甲局牵头,乙局配合."""


def clause_of(row: TaskRow, text: str, day: date | None) -> Clause:
    """Return the measure in a table row of `text`. `day` is the notice date, from which missing years are inferred."""
    words = text[row.start : row.end].strip()
    task = row.cells["task"]
    units = _units(row)
    number = fold_text(row.cells.get("number", "")).strip("().、 ")
    return Clause(
        path=(number,) if number else (),
        headings=row.titles,
        text=words,
        role="measure",
        responsible_units=units.responsible,
        lead_units=units.lead,
        supporting_units=units.supporting,
        targets=_targets(row, task, day),
    )


def _units(row: TaskRow) -> ResponsibleUnits:
    """Return the units in a row with their roles, as given by column headers or by labels and duties within a cell.

    Units whose column is not certain have no role unless their cell states it.
    """
    unclear = row.cells.get(UNCLEAR, "")
    whole = row.cells.get("unit", unclear)
    folded = fold_text(whole)
    is_ranked = "牵头" in row.unit_note
    if is_ranked or _LABELLED.search(folded) or _DUTIES.search(folded):
        listed = f"责任单位:{whole},{row.unit_note}" if is_ranked else whole
        named = read_units(whole if ":" in folded else f"({listed})")
        if named.responsible:
            return named
    lead = _names(row.cells.get("lead", ""))
    support = _names(row.cells.get("support", ""))
    others: list[str] = []
    for name in _names(whole):
        marked = _MARKED.fullmatch(name)
        if not marked:
            others.append(name)
        elif marked["lead"]:
            lead = (*lead, marked["name"])
        else:
            support = (*support, marked["name"])
    responsible = tuple(dict.fromkeys((*lead, *others, *support)))
    single = tuple(others) if len(others) == 1 and not unclear else ()
    return ResponsibleUnits(responsible, lead or single, support)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read_names(cell)))


def _targets(row: TaskRow, task: str, day: date | None) -> tuple[Target, ...]:
    """Return the targets that a row states in its task (`task`) or in its cell for targets.

    If it states none but has a date in the date column, the whole cell is returned as one target with this date. `day`
    is the notice date, from which missing years are inferred.
    """
    goal = row.cells.get("target", "")
    own = (*read_targets(task, day), *read_targets(goal, day))
    by = _by(fold_text(row.cells.get("deadline", "")), day)
    if own or not by:
        return own
    figures = read_figures(goal) or read_figures(task)
    scope = scope_of(fold_text(goal or task))
    return (Target(text=goal or task, by=by, figures=figures, comparison=comparison_of(figures), scope=scope),)


def _by(cell: str, day: date | None) -> str | None:
    """Return the date in a cell of the date column as a year or an ISO date, or None for 长期 and the like."""
    spans = list(day_spans(cell, day))
    if spans:
        return spans[-1].last.isoformat()
    if match := _last(_QUARTER, cell):
        quarter = _QUARTERS.find(match["quarter"]) + 1 or int(match["quarter"])
        return month_end(match["year"] or (day.year if day else None), quarter * 3)
    if match := _last(_MONTH, cell):
        return month_end(match["year"] or (day.year if day else None), int(match["month"]))
    years: Sequence[str] = _YEAR.findall(cell)
    if years:
        return max(years)
    return str(day.year) if day and re.search(r"年[内底末]|今年|本年", cell) else None


def _last(pattern: re.Pattern[str], cell: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(cell))), None)
