"""Functions that convert the targets of recorded notices to rows with their state, and to an overview by year.

Each row is a JSON object. Pure functions; no I/O.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.model.notice import Clause, Notice, Target
from crawler.text.fold import fold
from monitor.model import NoticeRecord, Revision
from monitor.model.targets import TargetState, due_day, target_state
from monitor.text.i18n import N_, gettext
from monitor.views.tables import document_fields


@dataclass(frozen=True)
class TargetFilter:
    """A filter of targets by part of the name of a responsible unit, by year, and by state.

    An empty value accepts all targets.
    """

    unit: str = ""
    year: str = ""
    state: str = ""

    def accepts(self, row: dict[str, Any]) -> bool:
        """Return whether a row of `target_rows` passes the filter."""
        if self.state and row["state"] != self.state:
            return False
        if not (row["due"] or "").startswith(self.year):
            return False
        unit = fold(self.unit.strip())
        return not unit or any(unit in fold(name) for name in row["units"])


def target_rows(
    record: NoticeRecord, revisions: Sequence[Revision], today: date, within: int
) -> Iterator[dict[str, Any]]:
    """Yield the targets of a notice in text order, followed by targets that only earlier revisions contain.

    `revisions` are all revisions of the notice, or empty if it has only one. A target counts as due from `within` days
    before its date.
    """
    present = set()
    for clause, target in _targets(record.notice):
        present.add(_key(target))
        yield _row(record, clause, target, target_state(target, today, within), record.revision)
    for revision in sorted(revisions, key=lambda revision: -revision.number):
        if revision.number == record.revision:
            continue
        for clause, target in _targets(revision.notice):
            if _key(target) not in present:
                present.add(_key(target))
                yield _row(record, clause, target, TargetState.SUPERSEDED, revision.number)


def _targets(notice: Notice) -> Iterator[tuple[Clause, Target]]:
    return ((clause, target) for clause in notice.clauses for target in clause.targets)


def _key(target: Target) -> tuple[str, str | None]:
    return "".join(target.text.split()), target.by


def _row(record: NoticeRecord, clause: Clause, target: Target, state: TargetState, revision: int) -> dict[str, Any]:
    day = due_day(target.by)
    return {
        "state": state.value,
        "due": day.isoformat() if day else None,
        **target.model_dump(mode="json"),
        "notice": record.id,
        "revision": revision,
        "path": list(clause.path),
        "heading": clause.heading,
        "units": list(clause.responsible_units),
        "lead_units": list(clause.lead_units),
        **document_fields(record),
    }


def year_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for each year, with the number of targets in each state and the number of responsible units.

    `rows` are the results of `target_rows`. The earliest year is first. Targets without a date are counted in a last
    row.
    """
    counts: dict[str, Counter[str]] = {}
    units: dict[str, set[str]] = {}
    for row in rows:
        year = row["due"][:4] if row["due"] else ""
        counts.setdefault(year, Counter())[row["state"]] += 1
        units.setdefault(year, set()).update(row["units"])
    return [
        {
            "year": year or None,
            "targets": counts[year].total(),
            **{state.value: counts[year][state.value] for state in TargetState},
            "units": len(units[year]),
        }
        for year in sorted(counts, key=lambda year: (not year, year))
    ]


TARGET_STATES: Mapping[TargetState, str] = {
    TargetState.AHEAD: N_("ahead"),
    TargetState.DUE: N_("due soon"),
    TargetState.PAST: N_("past"),
    TargetState.SUPERSEDED: N_("superseded"),
    TargetState.UNDATED: N_("without a date"),
}
"""The names of the states of targets."""


def target_state_word(state: str) -> str:
    """Return the name of a state in the current language."""
    return gettext(TARGET_STATES[TargetState(state)])
