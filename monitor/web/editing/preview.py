"""The preview of a query: the number of matches in each week of the last 30 days, the newest matches, and warnings."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.alerting.preview import PreviewItem
from monitor.config import Config
from monitor.messages.reasons import render_reason
from monitor.model.search import SearchFilters, SearchRequest
from monitor.ports import Transaction
from monitor.text.i18n import gettext
from monitor.topics import Query, QueryError, parse_query
from monitor.topics.lint import lint_query
from monitor.web.entries import ListEntry, list_entries
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

DAYS = 30
SHOWN = 10
COUNTED = 5000
"""The maximum number of matches that are counted. The newest are counted."""
EXAMINED = 50
"""The maximum number of matches that are compared with the filters of a subscription. The newest are compared."""
HEIGHT = 40
QUERY_LIMIT = 10_000
Accept = Callable[[Transaction, int], bool]
router = APIRouter()


@dataclass(frozen=True)
class Bar:
    """A bar of the chart, which shows the number of matches in one week.

    `place` is the bar's position, counted from 0, and `size` is its height. `day` is the Monday of the week. Only in
    the first week, it is the first of the last 30 days.
    """

    place: int
    day: date
    count: int
    size: int


@dataclass(frozen=True)
class Preview:
    """The preview of a query. If the query is invalid, only `error` is set.

    `bars` is the chart of matches by week. `total` is the number of counted matches, and `more` is true if there are
    further matches. `entries` are the newest matches. `dated` contains the newest reminders of deadlines, dates of
    targets and expected dates; it is set only in the preview of a subscription.
    """

    bars: Sequence[Bar] = ()
    total: int = 0
    more: bool = False
    entries: Sequence[ListEntry] = ()
    warnings: Sequence[str] = ()
    error: str | None = None
    dated: Sequence[PreviewItem] = ()


@router.get("/preview")
def preview(request: Request, query: str = "") -> Response:
    """Show the preview of `query`. If htmx sent the request, the response is only a part of the page."""
    site = site_of(request)
    is_part = request.headers.get("hx-request") == "true"
    found = query_preview(site, site.config, request.state.owner, query)
    return render(request, "preview_part.html" if is_part else "preview.html", preview=found, query=query)


def query_preview(
    site: WebSite, config: Config, owner: str, written: str, accept: Accept | None = None
) -> Preview | None:
    """Return the preview of the query `written`, with the marks of the user `owner`, or None if the query is empty.

    As in subscriptions, notices that the setting `exclude` matches are left out. If `accept` is given, only notices for
    which it returns true are listed, but all matches are counted.
    """
    if not written.strip():
        return None
    if len(written) > QUERY_LIMIT:
        return Preview(error=gettext("at most {count} characters are allowed here", count=QUERY_LIMIT))
    try:
        bare = parse_query(written, config.synonym_words)
        query = config.parse_topic(written)
    except QueryError as error:
        return Preview(error=str(error))
    warnings = [
        gettext("column {column}: {message}", column=finding.column, message=render_reason(finding.reason))
        for finding in lint_query(bare)
    ]
    zone = ZoneInfo(config.settings.timezone)
    with site.store.reading() as tx:
        counted, more = _hits(tx, query, site.clock())
        chosen = (notice for _, notice in counted[:EXAMINED] if accept is None or accept(tx, notice))
        entries = list_entries(tx, owner, list(islice(chosen, SHOWN)), query)
    days = [moment.astimezone(zone).date() for moment, _ in counted]
    bars = week_bars(days, site.clock().astimezone(zone).date())
    return Preview(bars, len(counted), more, entries, warnings)


def _hits(tx: Transaction, query: Query, now: datetime) -> tuple[list[tuple[datetime, int]], bool]:
    """Return the newest matches of the last 30 days, at most COUNTED, and whether there are more.

    Each match is a pair of the time at which the notice was first seen and the notice's id.
    """
    since = now - timedelta(days=DAYS)
    hits = tx.search.first_seen(SearchRequest(query, (), SearchFilters(since=since)), COUNTED + 1)
    return hits[:COUNTED], len(hits) > COUNTED


def week_bars(days: Sequence[date], today: date) -> list[Bar]:
    """Return a bar for each week of the last 30 days up to `today`. It shows how many of `days` are in that week.

    `days` contains the date of each match. Weeks begin on Monday.
    """
    first = today - timedelta(days=DAYS)
    counts = Counter(max(first, day - timedelta(days=day.weekday())) for day in days)
    starts = [first + timedelta(days=at) for at in range(DAYS + 1)]
    weeks = [day for day in starts if day == first or day.weekday() == 0]
    most = max(counts.values(), default=0) or 1
    return [Bar(at, day, counts[day], round(HEIGHT * counts[day] / most)) for at, day in enumerate(weeks)]
