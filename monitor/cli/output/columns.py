"""The columns of each list, with fixed English keys for programs and localized headings for people."""

from collections.abc import Callable
from dataclasses import replace

from monitor.cli.output.column import Column, Row, day, get, join
from monitor.messages.outlook import dimension_name, direction_name, group_name
from monitor.model.series import SeriesState
from monitor.model.trends import Dimension, Direction
from monitor.text.i18n import N_, gettext
from monitor.text.regions import region_names
from monitor.views.margins import role_name
from monitor.views.series import state_name
from monitor.views.spreadsheets import Cell
from monitor.views.targets import TARGET_STATES, target_state_word
from monitor.views.verdicts import verdict_word


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
    whom = row.get("for")
    return gettext(_FOR[whom]) if whom in _FOR else str(whom or "")


def _whose(row: Row) -> str:
    return "; ".join(_for_whom(deadline) for deadline in row.get("deadlines") or ())


def _all_deadlines(row: Row) -> Cell:
    """Return the deadlines of a notice as one text: for each, the date, whom it concerns, and the action."""
    found = row.get("notice_deadlines") or ()
    return "; ".join(
        " ".join(filter(None, (deadline["date"], _for_whom(deadline), deadline.get("action")))) for deadline in found
    )


_PARTS = {"lead": N_("lead"), "responsible": N_("responsible"), "supporting": N_("supporting")}


def _part(row: Row) -> str:
    part = row["part"]
    return gettext(_PARTS[part])


def _target_state(row: Row) -> str:
    return target_state_word(row["state"])


def _role(row: Row) -> str:
    return role_name(row.get("role"))


def _approximate(row: Row) -> Cell:
    return "yes" if row.get("approximate") else ""


def _yes(row: Row) -> str:
    return gettext("yes") if row.get("approximate") else ""


def _heading_or_text(row: Row) -> str:
    return row.get("heading") or row.get("text") or ""


def _region(row: Row) -> str:
    return "/".join(region_names(row.get("region") or ()))


def _group(row: Row) -> str:
    return group_name(Dimension(row["dimension"]), row["group"])


def _dimension(row: Row) -> str:
    return dimension_name(Dimension(row["dimension"]))


def _unusual(row: Row) -> str:
    return direction_name(Direction(row["unusual"])) if row["unusual"] else ""


_ID = Column("id", N_("id"), get("id"), shown=True, width=6)
_URL = Column("url", N_("URL"), get("url"), width=40)
_ISSUERS = Column("issuers", N_("issuers"), join("issuers"), width=28)
REGION = Column("region", N_("region"), join("region", "/"), width=18, words=_region, coded=True)
"""The column with the region, whose country is a code in files for programs, and a name in tables for people."""
_NUMBER = Column("document_number", N_("document number"), get("document_number"), width=20)
_PUBLISHED = Column("published_on", N_("published"), day("published_on"), shown=True, width=12)
_NOTICE = Column("notice", N_("notice"), get("notice"), shown=True, width=8)
_PATH = Column("path", N_("clause"), join("path", "."), shown=True, width=10)

NOTICES = (
    _ID,
    Column("verdict", N_("verdict"), get("verdict"), shown=True, width=9, words=_verdict, coded=True),
    _PUBLISHED,
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=60, words=_title),
    _NUMBER,
    Column("source", N_("source"), get("source"), spare=True, width=18),
    _URL,
    Column("kind", N_("kind"), get("kind")),
    _ISSUERS,
    Column("addressees", N_("addressees"), join("addressees"), width=28),
    REGION,
    Column("issued_on", N_("issued"), day("issued_on"), width=12),
    Column("effective_on", N_("effective"), day("effective_on"), width=12),
    Column("expires_on", N_("expires"), day("expires_on"), width=12),
    Column("deadlines", N_("deadlines"), _days, width=14),
    Column("topics", N_("topics"), join("topics"), width=20),
    Column("amounts", N_("amounts"), _texts("amounts", "text"), width=40),
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
    Column("terms", N_("matching words"), join("terms", ", "), shown=True, folds=True, width=24),
    Column("deadline", N_("deadline"), day("deadline"), width=12),
)
"""Columns of the notices that cause the alerts of a subscription."""
MEASURES = (
    _NOTICE,
    _PATH,
    Column("heading", N_("clause heading"), get("heading"), width=30),
    Column("text", N_("measure"), get("text"), shown=True, folds=True, width=70, words=_heading_or_text),
    Column("responsible_units", N_("responsible units"), join("responsible_units"), shown=True, folds=True, width=40),
    Column("lead_units", N_("lead units"), join("lead_units"), width=28),
    Column("supporting_units", N_("supporting units"), join("supporting_units"), width=28),
    Column("by", N_("target date"), get("by"), shown=True, width=12),
    Column("targets", N_("targets"), _texts("targets", "text"), width=50),
    Column("deadlines", N_("deadlines"), _texts("deadlines", "date"), width=14),
    Column("deadline_for", N_("who must act"), _texts("deadlines", "for"), width=14, words=_whose, coded=True),
    Column("deadline_actions", N_("action"), _texts("deadlines", "action"), width=14),
    Column("notice_deadlines", N_("deadlines of the notice"), _all_deadlines, width=30),
    Column("role", N_("clause type"), get("role"), width=10, words=_role, coded=True),
    Column("headings", N_("section"), join("headings", " › "), width=30),
    Column("title", N_("notice title"), get("title"), width=50),
    _NUMBER,
    _ISSUERS,
    REGION,
    Column("published_on", N_("published"), day("published_on"), width=12),
    Column("source", N_("source"), get("source"), width=18),
    _URL,
)
TASKS = (
    Column("unit", N_("unit"), get("unit"), shown=True, folds=True, width=28),
    Column("part", N_("unit's role"), get("part"), shown=True, width=12, words=_part, coded=True),
    *(replace(column, shown=column.shown and column.key != "responsible_units") for column in MEASURES),
)
"""Columns of the table of tasks: one row for each responsible unit of each measure."""
TARGETS = (
    Column("due", N_("due"), day("due"), shown=True, width=12),
    Column("state", N_("state"), get("state"), shown=True, width=12, words=_target_state, coded=True),
    Column("text", N_("target"), get("text"), shown=True, folds=True, width=60),
    Column("units", N_("responsible units"), join("units"), shown=True, folds=True, width=40),
    _NOTICE,
    _PATH,
    Column("by", N_("target date"), get("by"), width=12),
    Column("heading", N_("clause heading"), get("heading"), width=30),
    Column("lead_units", N_("lead units"), join("lead_units"), width=28),
    Column("title", N_("notice title"), get("title"), width=50),
    _NUMBER,
    _ISSUERS,
    REGION,
    Column("revision", N_("revision"), get("revision"), width=9),
    Column("published_on", N_("published"), day("published_on"), width=12),
    Column("source", N_("source"), get("source"), width=18),
    _URL,
)
YEARS = (
    Column("year", N_("year"), get("year"), shown=True, width=8),
    Column("targets", N_("targets"), get("targets"), shown=True, width=9),
    *(Column(state.value, word, get(state.value), shown=True, width=12) for state, word in TARGET_STATES.items()),
    Column("units", N_("responsible units"), get("units"), shown=True, width=12),
)
DEADLINES = (
    Column("date", N_("deadline"), day("date"), shown=True, width=12),
    Column("days_left", N_("days left"), get("days_left"), shown=True, width=9),
    Column("for", N_("who must act"), get("for"), shown=True, width=12, words=_for_whom, coded=True),
    Column("action", N_("action"), get("action"), width=14),
    Column("text", N_("text"), get("text"), shown=True, folds=True, width=60),
    _NOTICE,
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=50, words=_title),
    Column("units", N_("responsible units"), join("units"), width=30),
    Column("approximate", N_("approximate"), _approximate, width=12, words=_yes, coded=True),
    Column("path", N_("clause"), join("path", "."), width=10),
    _NUMBER,
    _ISSUERS,
    REGION,
    Column("published_on", N_("published"), day("published_on"), width=12),
    Column("source", N_("source"), get("source"), width=18),
    _URL,
)
SERIES = (
    _ID,
    Column("expected_on", N_("expected"), day("expected_on"), shown=True, width=12),
    Column("days_left", N_("days left"), get("days_left"), spare=True, width=9),
    Column(
        "state",
        N_("state"),
        get("state"),
        shown=True,
        width=14,
        words=lambda row: state_name(SeriesState(row["state"])),
        coded=True,
    ),
    Column("earliest_on", N_("earliest"), day("earliest_on"), shown=True, width=12),
    Column("latest_on", N_("latest"), day("latest_on"), shown=True, width=12),
    Column("editions", N_("editions"), get("editions"), shown=True, width=9),
    Column("last_on", N_("last"), day("last_on"), shown=True, width=12),
    Column("title", N_("title of the last edition"), get("title"), shown=True, folds=True, width=60, words=_title),
    Column("issuer", N_("issuer"), get("issuer"), spare=True, width=24),
    Column("kind", N_("kind"), get("kind"), width=10),
    REGION,
    Column("basis", N_("based on"), get("basis"), width=18),
    _NOTICE,
)
SERIES_EDITIONS = (
    _NOTICE,
    Column("date", N_("date"), day("date"), shown=True, width=12),
    Column("edition", N_("edition"), get("edition"), shown=True, width=16),
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=60, words=_title),
)
"""Columns of series of recurring notices, and of the notices of one series."""
TRENDS = (
    Column("dimension", N_("dimension"), get("dimension"), shown=True, width=10, words=_dimension, coded=True),
    Column("group", N_("group"), get("group"), shown=True, folds=True, width=40, words=_group, coded=True),
    Column("week", N_("week of"), day("week"), shown=True, width=12),
    Column("count", N_("notices"), get("count"), shown=True, width=9),
    Column("usual", N_("usual"), get("usual"), shown=True, width=9),
    Column("unusual", N_("unusual"), get("unusual"), shown=True, width=16, words=_unusual, coded=True),
    Column("probability", N_("probability"), get("probability"), width=12),
    Column("total", N_("notices in 52 weeks"), get("total"), shown=True, width=12),
)
TREND_WEEKS = (
    Column("dimension", N_("dimension"), get("dimension"), shown=True, width=10, words=_dimension, coded=True),
    Column("group", N_("group"), get("group"), shown=True, folds=True, width=40, words=_group, coded=True),
    Column("week", N_("week of"), day("week"), shown=True, width=12),
    Column("count", N_("notices"), get("count"), shown=True, width=9),
    Column("unusual", N_("unusual"), get("unusual"), shown=True, width=16, words=_unusual, coded=True),
)
"""Columns of the notices per week of topics, issuers and regions: of the last week, and of all weeks."""
TOPIC_HITS = (
    _ID,
    _PUBLISHED,
    Column("title", N_("title"), get("title"), shown=True, folds=True, width=60, words=_title),
    Column("words", N_("matching words"), join("words"), shown=True, folds=True, width=30),
    Column("places", N_("place"), join("places"), shown=True, folds=True, width=24),
    _URL,
)
"""Columns of the notices that match a topic under test."""
