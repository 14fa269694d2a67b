"""The command `noticewatch deadlines`."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer

from crawler.model.types import parse_duration
from monitor.alerting.expected import all_expected
from monitor.cli.common import DEFAULT_CONFIG, ConfigDir, open_to_read
from monitor.cli.lists.selection import FromSource, Ids, NoticeSelection, OnTopic, SinceSeen
from monitor.cli.output.columns import DEADLINES
from monitor.cli.output.formats import (
    AsJson,
    DeadlineFormat,
    Destination,
    Excel,
    Limit,
    Out,
    export_format,
    list_format,
)
from monitor.cli.output.printing import print_list, write_output
from monitor.config import Config
from monitor.errors import UnknownError
from monitor.model.series import Series
from monitor.ports import Store
from monitor.runtime.clock import local_today
from monitor.text.i18n import gettext
from monitor.text.sanitize import plain
from monitor.views.tables import deadline_rows

app = typer.Typer(help="List and export the deadlines of recorded notices.", no_args_is_help=True)


class ForWhom(StrEnum):
    """Values of `--for`, which states to whom a deadline applies."""

    public = "public"
    addressees = "addressees"
    units = "units"


For = Annotated[
    ForWhom | None,
    typer.Option(
        "--for",
        help="Only deadlines for this group: the public, the notice's addressees, or units named in the notice.",
    ),
]
Past = Annotated[bool, typer.Option("--past", help="Include deadlines that have passed.")]
Until = Annotated[
    str | None,
    typer.Option(help="Only deadlines up to this date (such as 2027-01-31) or within this period (such as 30d)."),
]


@dataclass(frozen=True)
class _Wanted:
    """The conditions that a deadline must meet to be listed.

    Past deadlines are listed only if `past` is true. Deadlines after `until` are not listed. `for_whom` states to whom
    a deadline must apply. If `until` or `for_whom` is None, there is no such condition.
    """

    today: date
    for_whom: ForWhom | None
    past: bool
    until: date | None

    def accepts(self, row: dict[str, Any]) -> bool:
        day = date.fromisoformat(row["date"])
        if (day < self.today and not self.past) or (self.until and day > self.until):
            return False
        return self.for_whom is None or row["for"] == self.for_whom


@app.command("list")
def list_(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    for_whom: For = None,
    past: Past = False,
    until: Until = None,
    limit: Limit = None,
    form: Annotated[DeadlineFormat | None, typer.Option("--format", help="[default: table; jsonl in a pipe]")] = None,
    as_json: AsJson = False,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """List upcoming deadlines by day, with the units or persons who must act."""
    chosen = list_format(DeadlineFormat, form, out, as_json=as_json)
    selection = NoticeSelection(tuple(ids or ()), since, source, topic)
    loaded, store = open_to_read(config)
    _print(loaded, store, selection, _wanted(for_whom, past, until), chosen, Destination(out, excel, limit))


@app.command()
def export(
    ids: Ids = None,
    config: ConfigDir = DEFAULT_CONFIG,
    since: SinceSeen = None,
    source: FromSource = None,
    topic: OnTopic = None,
    for_whom: For = None,
    past: Past = False,
    until: Until = None,
    form: Annotated[
        DeadlineFormat | None, typer.Option("--format", help="[default: by the suffix of --out, otherwise csv]")
    ] = None,
    out: Out = None,
    excel: Excel = False,
) -> None:
    """Export upcoming deadlines with all fields, for example to deadlines.ics."""
    chosen = export_format(DeadlineFormat, form, out)
    selection = NoticeSelection(tuple(ids or ()), since, source, topic)
    loaded, store = open_to_read(config)
    _print(loaded, store, selection, _wanted(for_whom, past, until), chosen, Destination(out, excel))


def _wanted(for_whom: ForWhom | None, past: bool, until: str | None) -> _Wanted:
    today = local_today()
    return _Wanted(today, for_whom, past, until_date(until, today))


def until_date(written: str | None, today: date) -> date | None:
    """Return the date that `--until` specifies, or None if the option is not given.

    The option is a date such as `2027-01-31`, or a period such as `30d`, counted from `today`. Raises UnknownError if
    it is neither.
    """
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        pass
    try:
        return today + max(parse_duration(written), timedelta())
    except (ValueError, OverflowError):
        raise UnknownError(
            gettext(
                "--until: expected a date (such as 2027-01-31) or a period (such as 30d), not {given}",
                given=repr(written),
            )
        ) from None


def _print(
    loaded: Config,
    store: Store,
    selection: NoticeSelection,
    wanted: _Wanted,
    form: DeadlineFormat,
    destination: Destination,
) -> None:
    with store.reading() as tx:
        found = [row for record in selection.records(tx, loaded) for row in deadline_rows(record, wanted.today)]
    rows = sorted((row for row in found if wanted.accepts(row)), key=lambda row: (row["date"], row["notice"]))
    if form is DeadlineFormat.ics:
        expected = [] if wanted.for_whom or selection.ids else _expected(store, loaded, selection, wanted)
        write_output(_calendar(rows[: destination.limit], expected), destination.out)
        return
    print_list(DEADLINES, rows, form, gettext("no upcoming deadline matches"), destination)


def _expected(store: Store, config: Config, selection: NoticeSelection, wanted: _Wanted) -> list[Series]:
    """Return the series whose next notice is expected from today until `wanted.until`, if this is not None.

    If the options in `selection` limit the notices, only series whose last notice is selected are returned.
    """
    chosen = selection.topic or selection.source or selection.since
    with store.reading() as tx:
        notices = {record.id for record in selection.records(tx, config)} if chosen else None
        found = all_expected(tx, wanted.today, wanted.until or date.max)
        return [series for series in found if notices is None or series.notice in notices]


def _calendar(rows: Iterable[dict[str, Any]], expected: Iterable[Series]) -> bytes:
    """Return deadlines and expected notices as an iCalendar file.

    A deadline has the same key in every export, so that a calendar program recognizes it.
    """
    from monitor.views.calendar import AllDayEvent, calendar_bytes, expected_event

    events = [expected_event(series) for series in expected]
    for row in rows:
        day = date.fromisoformat(row["date"])
        text = plain(row["text"])
        digest = hashlib.sha256(f"{row['for']}\n{text}".encode()).hexdigest()[:12]
        url = row["url"] if row["url"].startswith(("http://", "https://")) else None
        key = f"{row['notice']}-{day:%Y%m%d}-{digest}"
        events.append(AllDayEvent(key, day, row["title"] or row["url"], (text, row["url"]), url, row["for"]))
    return calendar_bytes(gettext("Deadlines"), events)
