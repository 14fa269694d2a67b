"""The columns of lists, with fixed English keys for programs and localized headings for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from monitor.cli.common import verdict_word
from monitor.text.i18n import N_, gettext
from monitor.views.spreadsheets import Cell, cell_text
from monitor.views.times import time_since

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a list: its CSV key, its heading, and the function that returns its value for a row.

    `shown`: whether tables show it; `spare`: whether tables show it if they have room; `folds`: whether it wraps there,
    and `whole`: in as many lines as it needs; `words`: the text in tables, in the current language (None: the value);
    `width`: its width in a spreadsheet, in characters.
    """

    key: str
    heading: str
    value: Callable[[Row], Cell]
    shown: bool = False
    folds: bool = False
    width: int = 14
    spare: bool = False
    whole: bool = False
    words: Callable[[Row], str] | None = None

    def heading_text(self) -> str:
        """Return the heading in the current language."""
        return gettext(self.heading) if self.heading else ""

    def shown_text(self, row: Row) -> str:
        """Return the cell of a row as tables show it."""
        return self.words(row) if self.words else cell_text(self.value(row))


def get(key: str) -> Callable[[Row], Cell]:
    """Return a function for the value of a field."""
    return lambda row: row.get(key)


def _day(key: str) -> Callable[[Row], Cell]:
    def day(row: Row) -> Cell:
        written = row.get(key)
        return date.fromisoformat(written) if written else None

    return day


def since(key: str, now: datetime) -> Callable[[Row], str]:
    """Return a function for the words that say how long ago the time in a field was."""
    return lambda row: time_since(datetime.fromisoformat(row[key]) if row[key] else None, now)


def join(key: str, mark: str = "; ") -> Callable[[Row], Cell]:
    """Return a function for the entries of a field, joined by `mark`."""
    return lambda row: mark.join(map(str, row.get(key) or ()))


def _texts(key: str, field: str) -> Callable[[Row], Cell]:
    return lambda row: "; ".join(str(entry[field]) for entry in row.get(key) or () if entry.get(field))


def _units(row: Row) -> Cell:
    return "; ".join(dict.fromkeys(unit for clause in row.get("clauses") or () for unit in clause["responsible_units"]))


def _measure_count(row: Row) -> Cell:
    return sum(clause.get("role") in ("measure", "safeguard") for clause in row.get("clauses") or ())


def _days(row: Row) -> Cell:
    return "; ".join(dict.fromkeys(deadline["date"] for deadline in row.get("deadlines") or ()))


_FOR = {"public": N_("the public"), "addressees": N_("the addressees"), "units": N_("the units named")}


def _verdict(row: Row) -> str:
    return verdict_word(row.get("verdict"))


def _event(row: Row) -> str:
    return f"{verdict_word(row['verdict'])} {row.get('deadline') or ''}".strip()


def _title(row: Row) -> str:
    return row.get("title") or str(row.get("url") or "")


def _for_whom(row: Row) -> str:
    return gettext(_FOR[row["for"]]) if row.get("for") in _FOR else str(row.get("for") or "")


def _heading_or_text(row: Row) -> str:
    return row.get("heading") or row.get("text") or ""


_ID = Column("id", N_("id"), get("id"), shown=True, width=6)
_URL = Column("url", N_("URL"), get("url"), width=40)
_ISSUERS = Column("issuers", N_("issuers"), join("issuers"), width=28)
_REGION = Column("region", N_("region"), join("region", "/"), width=18)
_NUMBER = Column("document_number", N_("document number"), get("document_number"), width=20)
_PUBLISHED = Column("published_on", N_("published"), _day("published_on"), shown=True, width=12)
_NOTICE = Column("notice", N_("notice"), get("notice"), shown=True, width=8)
_PATH = Column("path", N_("clause"), join("path", "."), shown=True, width=10)

NOTICES = (
    _ID,
    Column("verdict", N_("verdict"), get("verdict"), shown=True, width=9, words=_verdict),
    _PUBLISHED,
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=60, words=_title),
    _NUMBER,
    Column("source", N_("source"), get("source"), spare=True, width=18),
    _URL,
    Column("kind", N_("kind"), get("kind")),
    _ISSUERS,
    Column("addressees", N_("addressees"), join("addressees"), width=28),
    _REGION,
    Column("issued_on", N_("issued"), _day("issued_on"), width=12),
    Column("effective_on", N_("effective"), _day("effective_on"), width=12),
    Column("expires_on", N_("expires"), _day("expires_on"), width=12),
    Column("deadlines", N_("deadlines"), _days, width=14),
    Column("topics", N_("topics"), join("topics"), width=20),
    Column("units", N_("responsible units"), _units, width=40),
    Column("measures", N_("measures"), _measure_count, width=9),
    Column("revision", N_("revision"), get("revision"), width=9),
)
NOTICES_BY_TOPIC = tuple(replace(column, shown=column.shown or column.key == "topics") for column in NOTICES)
"""Columns of notices, with the topics also shown on a terminal."""
ALERTS = (
    *(
        replace(column, heading=N_("event"), words=_event)
        if column.key == "verdict"
        else replace(column, spare=column.key == "topics")
        for column in NOTICES
    ),
    Column("terms", N_("words"), join("terms", ", "), shown=True, folds=True, width=24),
    Column("deadline", N_("deadline"), _day("deadline"), width=12),
)
"""Columns of the notices that cause the alerts of a subscription."""
MEASURES = (
    _NOTICE,
    _PATH,
    Column("heading", N_("heading"), get("heading"), width=30),
    Column("text", N_("measure"), get("text"), shown=True, folds=True, width=70, words=_heading_or_text),
    Column("responsible_units", N_("responsible units"), join("responsible_units"), shown=True, folds=True, width=40),
    Column("lead_units", N_("lead units"), join("lead_units"), width=28),
    Column("supporting_units", N_("supporting units"), join("supporting_units"), width=28),
    Column("by", N_("by"), get("by"), shown=True, width=12),
    Column("targets", N_("targets"), _texts("targets", "text"), width=50),
    Column("role", N_("role"), get("role"), width=10),
    Column("headings", N_("section"), join("headings", " › "), width=30),
    Column("title", N_("title"), get("title"), width=50),
    _NUMBER,
    _ISSUERS,
    _REGION,
    Column("published_on", N_("published"), _day("published_on"), width=12),
    Column("source", N_("source"), get("source"), width=18),
    _URL,
)
DEADLINES = (
    Column("date", N_("deadline"), _day("date"), shown=True, width=12),
    Column("days_left", N_("days left"), get("days_left"), shown=True, width=9),
    Column("for", N_("for"), get("for"), shown=True, width=12, words=_for_whom),
    Column("action", N_("action"), get("action"), width=14),
    Column("text", N_("text"), get("text"), shown=True, folds=True, width=60),
    _NOTICE,
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=50, words=_title),
    Column("units", N_("responsible units"), join("units"), width=30),
    Column("approximate", N_("approximate"), lambda row: "yes" if row.get("approximate") else "", width=12),
    Column("path", N_("clause"), join("path", "."), width=10),
    _NUMBER,
    _ISSUERS,
    _REGION,
    Column("published_on", N_("published"), _day("published_on"), width=12),
    Column("source", N_("source"), get("source"), width=18),
    _URL,
)
TOPIC_HITS = (
    _ID,
    _PUBLISHED,
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=60, words=_title),
    Column("words", N_("words"), join("words"), shown=True, folds=True, width=30),
    Column("places", N_("place"), join("places"), shown=True, folds=True, width=24),
    _URL,
)
"""Columns of the notices that match a topic under test."""
