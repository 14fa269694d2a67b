"""API endpoints of living lists, targets, series and expected notices."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException

from crawler.text.fold import fold
from monitor.lists.columns import is_descending
from monitor.model.series import Series, SeriesQuery
from monitor.model.targets import TargetState
from monitor.views.living_lists import list_row
from monitor.views.series import edition_object, series_row
from monitor.views.targets import TargetFilter
from monitor.web.api.paging import Before, Id, Limit, ResultPage
from monitor.web.api.records import Topic
from monitor.web.pages.deadlines import AHEAD
from monitor.web.pages.targets import targets_page
from monitor.web.site import site_of

OFFSET_LIMIT = 1_000_000
router = APIRouter(tags=["outlook"])
Offset = Annotated[int, Query(ge=0, le=OFFSET_LIMIT, description="The `next` of the previous page.")]
Words = Annotated[str, Query(max_length=200)]
ListId = Annotated[str, Path(max_length=100)]


@router.get("/lists")
def lists(request: Request) -> ResultPage:
    """Return the living lists, each with the number of its entries."""
    site = site_of(request)
    with site.store.reading() as tx:
        counts = tx.lists.counts()
    items = [
        {"id": found.id, "name": found.name, "query": found.query, "entries": counts.get(found.id, 0)}
        for found in site.config.lists
    ]
    return ResultPage(items=items, next=None)


@router.get("/lists/{name}", responses={404: {"description": "There is no such list."}})
def list_entries(
    request: Request,
    name: ListId,
    words: Annotated[Words, Query(description="Only entries whose title, issuers or region contain these words.")] = "",
    left: Annotated[bool, Query(description="The notices that have left the list, the latest first.")] = False,
    limit: Limit = 50,
    after: Offset = 0,
) -> ResultPage:
    """Return the current entries of a living list in the order of the list.

    If `left` is true, the notices that have left the list are returned instead, the latest first.
    """
    site = site_of(request)
    found = site.config.living_list(name)
    if found is None:
        raise HTTPException(404, "there is no such list")
    with site.store.reading() as tx:
        entries = tx.lists.entries(
            name, limit + 1, after, descending=is_descending(found), left=left, text=fold(words.strip())
        )
    return _page([list_row(entry) for entry in entries], limit, after)


@router.get("/targets")
def targets(
    request: Request,
    unit: Annotated[str, Query(max_length=200, description="Part of the name of a responsible unit.")] = "",
    year: Annotated[str, Query(pattern=r"^\d{4}$|^$", description="The year of the target's date.")] = "",
    state: TargetState | None = None,
    topic: Topic = "",
    limit: Limit = 50,
    before: Before = None,
) -> ResultPage:
    """Return targets with their states. The targets of the newest notices are first.

    A page contains the matching targets of at most `limit` notices. Only notices that state a target with a date are
    considered.
    """
    site = site_of(request)
    wanted = TargetFilter(unit, year, state or "")
    with site.store.reading() as tx:
        found = targets_page(tx, site, wanted, topic, limit, before)
    return ResultPage(items=list(found.rows), next=found.next)


@router.get("/series")
def series(
    request: Request,
    words: Annotated[Words, Query(description="Only series whose title or issuer contains these words.")] = "",
    limit: Limit = 50,
    after: Offset = 0,
) -> ResultPage:
    """Return the series of recurring notices with their forecasts, the earliest expected date first."""
    site = site_of(request)
    with site.store.reading() as tx:
        found = tx.series.find(SeriesQuery(words=words.strip()), limit + 1, after)
    return _page([series_row(each, site.today) for each in found], limit, after)


@router.get("/series/{number}", responses={404: {"description": "There is no such series."}})
def one_series(request: Request, number: Id, limit: Limit = 50, after: Offset = 0) -> dict[str, Any]:
    """Return a series with one page of its notices, the newest first.

    `next` in the result is the position of the next page, or null if this is the last page.
    """
    site = site_of(request)
    with site.store.reading() as tx:
        found = tx.series.get(number)
        if found is None:
            raise HTTPException(404, "there is no such series")
        rows = tx.series.editions(number, limit + 1, after)
        editions = [edition_object(row, tx.notices.get(row.notice)) for row in rows]
    page = _page(editions, limit, after)
    return series_row(found, site.today) | {"notices": page.items, "next": page.next}


@router.get("/expected")
def expected(
    request: Request,
    state: Annotated[Literal["ahead", "due", "overdue"] | None, Query()] = None,
    last: Annotated[date | None, Query(description="The last expected date; by default in ten years.")] = None,
    limit: Limit = 50,
    after: Offset = 0,
) -> ResultPage:
    """Return the series whose next notice is expected, the earliest expected date first.

    If `state` is given, only series in this state are returned: `ahead` before the period in which the notice is
    expected, `due` during it, and `overdue` after it.
    """
    site = site_of(request)
    query = SeriesQuery(expected_by=last or site.today + AHEAD)
    items: list[dict[str, Any]] = []
    at = after
    with site.store.reading() as tx:
        while len(items) < limit and (found := tx.series.find(query, limit, at)):
            for each in found:
                at += 1
                if _is_expected(each, site.today, state):
                    items.append(series_row(each, site.today))
                    if len(items) == limit:
                        break
        more = bool(tx.series.find(query, 1, at))
    return ResultPage(items=items, next=at if more and at <= OFFSET_LIMIT else None)


def _is_expected(found: Series, today: date, state: str | None) -> bool:
    present = found.forecast.state(today).value
    return present == state if state else present in ("ahead", "due", "overdue")


def _page(items: list[dict[str, Any]], limit: int, after: int) -> ResultPage:
    """Return the first `limit` of the items as a page. The page has a successor if there are more items.

    `after` is the number of items on the previous pages.
    """
    more = len(items) > limit and after + limit <= OFFSET_LIMIT
    return ResultPage(items=items[:limit], next=after + limit if more else None)
