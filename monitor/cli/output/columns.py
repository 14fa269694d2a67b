"""The columns of lists, with fixed English keys for programs and localized headings for people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.text.i18n import N_, gettext
from monitor.views.spreadsheets import Cell

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a list: its CSV key, its heading, and the function that returns its value for a row.

    If `shown` is true, the column is shown in the terminal table; if `folds` is true, its text is wrapped there.
    `width` is its width in a spreadsheet, in characters.
    """

    key: str
    heading: str
    value: Callable[[Row], Cell]
    shown: bool = False
    folds: bool = False
    width: int = 14

    def heading_text(self) -> str:
        """Return the heading in the current language."""
        return gettext(self.heading) if self.heading else ""


def _get(key: str) -> Callable[[Row], Cell]:
    return lambda row: row.get(key)


def _day(key: str) -> Callable[[Row], Cell]:
    def day(row: Row) -> Cell:
        written = row.get(key)
        return date.fromisoformat(written) if written else None

    return day


def _list(key: str, mark: str = "; ") -> Callable[[Row], Cell]:
    return lambda row: mark.join(map(str, row.get(key) or ()))


def _texts(key: str, field: str) -> Callable[[Row], Cell]:
    return lambda row: "; ".join(str(entry[field]) for entry in row.get(key) or () if entry.get(field))


def _units(row: Row) -> Cell:
    return "; ".join(dict.fromkeys(unit for clause in row.get("clauses") or () for unit in clause["responsible_units"]))


def _measure_count(row: Row) -> Cell:
    return sum(clause.get("role") in ("measure", "safeguard") for clause in row.get("clauses") or ())


def _days(row: Row) -> Cell:
    return "; ".join(dict.fromkeys(deadline["date"] for deadline in row.get("deadlines") or ()))


_ID = Column("id", N_("id"), _get("id"), shown=True, width=6)
_URL = Column("url", N_("URL"), _get("url"), width=40)
_ISSUERS = Column("issuers", N_("issuers"), _list("issuers"), width=28)
_REGION = Column("region", N_("region"), _list("region", "/"), width=18)
_NUMBER = Column("document_number", N_("document number"), _get("document_number"), width=20)
_PUBLISHED = Column("published_on", N_("published"), _day("published_on"), shown=True, width=12)
_NOTICE = Column("notice", N_("notice"), _get("notice"), shown=True, width=8)
_PATH = Column("path", N_("clause"), _list("path", "."), shown=True, width=10)

NOTICES = (
    _ID,
    Column("verdict", N_("verdict"), _get("verdict"), shown=True, width=9),
    _PUBLISHED,
    Column("title", N_("title"), _get("title"), shown=True, folds=True, width=60),
    _NUMBER,
    Column("source", N_("source"), _get("source"), shown=True, width=18),
    _URL,
    Column("kind", N_("kind"), _get("kind")),
    _ISSUERS,
    Column("addressees", N_("addressees"), _list("addressees"), width=28),
    _REGION,
    Column("issued_on", N_("issued"), _day("issued_on"), width=12),
    Column("effective_on", N_("effective"), _day("effective_on"), width=12),
    Column("expires_on", N_("expires"), _day("expires_on"), width=12),
    Column("deadlines", N_("deadlines"), _days, width=14),
    Column("topics", N_("topics"), _list("topics"), width=20),
    Column("units", N_("responsible units"), _units, width=40),
    Column("measures", N_("measures"), _measure_count, width=9),
    Column("revision", N_("revision"), _get("revision"), width=9),
)
NOTICES_BY_TOPIC = tuple(replace(column, shown=column.shown or column.key == "topics") for column in NOTICES)
"""The columns of a list of notices in which the topics are also shown on a terminal."""
MEASURES = (
    _NOTICE,
    _PATH,
    Column("heading", N_("heading"), _get("heading"), width=30),
    Column("text", N_("measure"), _get("text"), shown=True, folds=True, width=70),
    Column("responsible_units", N_("responsible units"), _list("responsible_units"), shown=True, folds=True, width=40),
    Column("lead_units", N_("lead units"), _list("lead_units"), width=28),
    Column("supporting_units", N_("supporting units"), _list("supporting_units"), width=28),
    Column("by", N_("by"), _get("by"), shown=True, width=12),
    Column("targets", N_("targets"), _texts("targets", "text"), width=50),
    Column("role", N_("role"), _get("role"), width=10),
    Column("headings", N_("section"), _list("headings", " › "), width=30),
    Column("title", N_("title"), _get("title"), width=50),
    _NUMBER,
    _ISSUERS,
    _REGION,
    Column("published_on", N_("published"), _day("published_on"), width=12),
    Column("source", N_("source"), _get("source"), width=18),
    _URL,
)
DEADLINES = (
    Column("date", N_("deadline"), _day("date"), shown=True, width=12),
    Column("days_left", N_("days left"), _get("days_left"), shown=True, width=9),
    Column("for", N_("for"), _get("for"), shown=True, width=12),
    Column("action", N_("action"), _get("action"), width=14),
    Column("text", N_("text"), _get("text"), shown=True, folds=True, width=60),
    _NOTICE,
    Column("title", N_("title"), _get("title"), shown=True, folds=True, width=50),
    Column("units", N_("responsible units"), _list("units"), width=30),
    Column("approximate", N_("approximate"), lambda row: "yes" if row.get("approximate") else "", width=12),
    Column("path", N_("clause"), _list("path", "."), width=10),
    _NUMBER,
    _ISSUERS,
    _REGION,
    Column("published_on", N_("published"), _day("published_on"), width=12),
    Column("source", N_("source"), _get("source"), width=18),
    _URL,
)


def shown_columns(columns: Iterable[Column]) -> list[Column]:
    """Return the columns that are shown in the terminal table."""
    return [column for column in columns if column.shown]
