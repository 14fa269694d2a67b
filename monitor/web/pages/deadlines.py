"""The page with the deadlines of all notices, as a list from today on or as a month calendar."""

import calendar
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from crawler.model.notice import Deadline
from monitor.model.search import SearchRequest
from monitor.ports import Transaction
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

PAGE = 100
MONTH_LIMIT = 2000
AHEAD = timedelta(days=3660)
router = APIRouter()


@dataclass(frozen=True)
class DeadlineEntry:
    """The deadlines of one notice on one date."""

    day: date
    notice: int
    title: str
    source: str
    url: str
    deadlines: tuple[Deadline, ...]


@router.get("/deadlines")
def deadlines(request: Request, view: str = "list", month: str = "", topic: str = "") -> Response:
    """Show the upcoming deadlines, or the deadlines of a month."""
    site = site_of(request)
    first, last = month_days(month, site.today) if view == "month" else (site.today, site.today + AHEAD)
    with site.store.reading() as tx:
        found = find_deadlines(tx, site, first, last, topic, MONTH_LIMIT if view == "month" else PAGE)
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
        month=f"{first:%Y-%m}",
        earlier=f"{first - timedelta(days=1):%Y-%m}",
        later=f"{last + timedelta(days=1):%Y-%m}",
        **values,
    )


def month_days(written: str, today: date) -> tuple[date, date]:
    """Return the first and last date of the month `written`, in the form YYYY-MM.

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
    """Return the deadlines from `first` to `last`, with their notices.

    If `topic` is valid, only the deadlines of notices that match it are returned. Otherwise, if `notices` is given,
    only the deadlines of these notices are returned.
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
