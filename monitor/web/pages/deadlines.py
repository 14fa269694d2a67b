"""The page with deadlines and expected notices, as a list from today on or as a month calendar."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from crawler.model.notice import Deadline
from monitor.alerting.expected import SPAN
from monitor.model.search import SearchRequest
from monitor.model.series import Series, SeriesQuery, SeriesState
from monitor.ports import Transaction
from monitor.text.i18n import N_
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

PAGE = 100
MONTH_LIMIT = 2000
SERIES = 500
"""The number of series that are read at a time."""
OVERDUE_DAYS = timedelta(days=14)
"""How long after its window a notice is shown as overdue."""
AHEAD = timedelta(days=3660)
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
router = APIRouter()


@dataclass(frozen=True)
class DeadlineEntry:
    """An entry for one date: the deadlines of a notice on that date, or the expected next notice of a series.

    `deadlines` is empty if a notice is expected. `series` and `state` are None if the entry contains deadlines.
    """

    day: date
    notice: int
    title: str
    source: str
    url: str
    deadlines: tuple[Deadline, ...]
    series: Series | None = None
    state: SeriesState | None = None


@router.get("/deadlines")
def deadlines(request: Request, view: str = "list", month: str = "", topic: str = "") -> Response:
    """Show deadlines and expected notices, filtered by topic.

    If `view` is `month`, a calendar shows all those of a month. Otherwise, a list shows the coming deadlines and the
    notices that are expected or overdue.
    """
    site = site_of(request)
    first, last = month_days(month, site.today) if view == "month" else (site.today, site.today + AHEAD)
    with site.store.reading() as tx:
        limit = MONTH_LIMIT if view == "month" else PAGE
        found = find_deadlines(tx, site, first, last, topic, limit)
        since = first if view == "month" else first - SPAN
        found = sorted([*found, *find_expected(tx, site, since, last, topic, limit)], key=lambda entry: entry.day)
    chosen = {"view": "month" if view == "month" else "list", "topic": topic}
    values: dict[str, Any] = {"chosen": chosen, "topics": site.config.topics, "entries": found, "today": site.today}
    if view != "month":
        return render(request, "deadlines.html", weeks=None, **values)
    by_day: dict[date, list[DeadlineEntry]] = defaultdict(list)
    for entry in found:
        by_day[entry.day].append(entry)
    weeks = [
        [(day, by_day.get(day, []), day.month == first.month) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return render(
        request,
        "deadlines.html",
        weeks=weeks,
        weekdays=_WEEKDAYS,
        month=f"{first:%Y-%m}",
        earlier=f"{first - timedelta(days=1):%Y-%m}",
        later=f"{last + timedelta(days=1):%Y-%m}",
        **values,
    )


def month_days(written: str, today: date) -> tuple[date, date]:
    """Return the first and last date of a month. `written` is the month in the form YYYY-MM.

    If `written` is invalid, the current month is used.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", written)
    year, month = (int(found[1]), int(found[2])) if found else (today.year, today.month)
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        year, month = today.year, today.month
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def find_deadlines(
    tx: Transaction, site: WebSite, first: date, last: date, topic: str, limit: int, notices: list[int] | None = None
) -> list[DeadlineEntry]:
    """Return at most `limit` entries with deadlines from `first` to `last`. There is one entry per notice and date.

    If `topic` is the id of a topic, only notices that match it are included. Otherwise, if `notices` is given, only
    notices with these ids are included.
    """
    query = site.topic_query(topic)
    among = tx.search.matching(SearchRequest(query)) if query else notices
    days = tx.listings.deadlines(first, last, limit, notices=among)
    records = {notice: tx.notices.get(notice) for notice in dict.fromkeys(day.notice for day in days)}
    found = []
    for day in days:
        record = records[day.notice]
        if record is None or record.pruned_at:
            continue
        notice = record.notice
        meant = tuple(deadline for deadline in notice.deadlines if deadline.date == day.day)
        found.append(DeadlineEntry(day.day, record.id, notice.title or notice.url, record.origin, notice.url, meant))
    return found


def find_expected(
    tx: Transaction, site: WebSite, first: date, last: date, topic: str, limit: int, notices: list[int] | None = None
) -> list[DeadlineEntry]:
    """Return at most `limit` entries for series whose next notice is expected from `first` to `last`.

    Series that have ended are left out, and so are series whose notice should have appeared more than OVERDUE_DAYS ago.
    `topic` and `notices` restrict the result to series whose last notice they select, as in `find_deadlines`.
    """
    query = site.topic_query(topic)
    among = tx.search.matching(SearchRequest(query)) if query else notices
    wanted = None if among is None else set(among)
    found = []
    for series in _forecast_until(tx, last):
        made = series.forecast
        state = made.state(site.today)
        if made.expected is None or made.latest is None or (wanted is not None and series.notice not in wanted):
            continue
        if made.expected < first or state is SeriesState.ENDED or made.latest < site.today - OVERDUE_DAYS:
            continue
        found.append(DeadlineEntry(made.expected, series.notice, series.title, series.issuer, "", (), series, state))
        if len(found) == limit:
            break
    return found


def _forecast_until(tx: Transaction, last: date) -> Iterator[Series]:
    """Yield the series whose next notice is expected on `last` or earlier, in the order of the expected dates."""
    query = SeriesQuery(expected_by=last)
    at = 0
    while series := tx.series.find(query, SERIES, at):
        yield from series
        at += len(series)
