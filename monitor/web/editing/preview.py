"""The preview of a query: its matches of the last 30 days by week, the newest of them, and likely mistakes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.config import Config
from monitor.messages.reasons import render_reason
from monitor.model.search import SearchFilters, SearchRequest
from monitor.ports import Transaction
from monitor.text.i18n import gettext
from monitor.topics import Query, QueryError, lint_query, parse_query
from monitor.web.entries import ListEntry, list_entries
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

DAYS = 30
SHOWN = 10
COUNTED = 5000
"""The maximum number of matches that are counted. The newest are counted."""
HEIGHT = 40
QUERY_LIMIT = 10_000
router = APIRouter()


@dataclass(frozen=True)
class Bar:
    """A week in the chart: its place, its first day within the last 30 days, and the number of matches."""

    place: int
    day: date
    count: int
    size: int


@dataclass(frozen=True)
class Preview:
    """The preview of a query. If the query is invalid, only `error` is set."""

    bars: Sequence[Bar] = ()
    total: int = 0
    more: bool = False
    entries: Sequence[ListEntry] = ()
    warnings: Sequence[str] = ()
    error: str | None = None


@router.get("/preview")
def preview(request: Request, query: str = "") -> Response:
    """Show the preview of a query, as a page or, for htmx, as a part of one."""
    site = site_of(request)
    is_part = request.headers.get("hx-request") == "true"
    found = query_preview(site, site.config, request.state.owner, query)
    return render(request, "preview_part.html" if is_part else "preview.html", preview=found, query=query)


def query_preview(site: WebSite, config: Config, owner: str, written: str) -> Preview | None:
    """Return the preview of a query as subscriptions match it, or None if it is empty."""
    if not written.strip():
        return None
    if len(written) > QUERY_LIMIT:
        return Preview(error=gettext("at most {count} characters are possible here", count=QUERY_LIMIT))
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
        return _counted(tx, query, owner, site.clock(), zone, warnings)


def _counted(
    tx: Transaction, query: Query, owner: str, now: datetime, zone: ZoneInfo, warnings: Sequence[str]
) -> Preview:
    since = now - timedelta(days=DAYS)
    hits = tx.search.first_seen(SearchRequest(query, (), SearchFilters(since=since)), COUNTED + 1)
    counted = hits[:COUNTED]
    bars = week_bars([moment.astimezone(zone).date() for moment, _ in counted], now.astimezone(zone).date())
    entries = list_entries(tx, owner, [notice for _, notice in counted[:SHOWN]], query)
    return Preview(bars, len(counted), len(hits) > COUNTED, entries, warnings)


def week_bars(days: Sequence[date], today: date) -> list[Bar]:
    """Return the number of `days` in each week, from Monday on, of the last 30 days before `today`."""
    first = today - timedelta(days=DAYS)
    counts = Counter(max(first, day - timedelta(days=day.weekday())) for day in days)
    starts = [first + timedelta(days=at) for at in range(DAYS + 1)]
    weeks = [day for day in starts if day == first or day.weekday() == 0]
    most = max(counts.values(), default=0) or 1
    return [Bar(at, day, counts[day], round(HEIGHT * counts[day] / most)) for at, day in enumerate(weeks)]
