"""API endpoints of recorded notices: lists, search, measures and deadlines."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException

from monitor.model import NoticeRecord
from monitor.model.notice_json import notice_object
from monitor.model.readers import DeadlineDay, MeasureKey
from monitor.model.search import SearchFilters, SearchRequest
from monitor.ports import Transaction
from monitor.views.tables import deadline_rows, measure_row
from monitor.web.api.paging import Before, Id, Limit, ResultPage, Words
from monitor.web.pages.deadlines import AHEAD
from monitor.web.pages.measures import find_measures
from monitor.web.site import WebSite, site_of

PLACE_PATTERN = r"^\d{1,9}\.\d{1,9}$|^$"
DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}\.\d{1,9}$|^$"
router = APIRouter(tags=["notices"])
Topic = Annotated[str, Query(max_length=200, description="The id of a topic.")]


@router.get("/notices")
def notices(
    request: Request,
    since: Annotated[datetime | None, Query(description="Only notices first seen since this time.")] = None,
    source: Annotated[str | None, Query(max_length=500)] = None,
    limit: Limit = 50,
    before: Before = None,
) -> ResultPage:
    """Return the recorded notices, newest first."""
    if since is not None and since.tzinfo is None:
        raise HTTPException(400, "`since` needs a time zone, for example 2027-01-31T00:00:00Z")
    site = site_of(request)
    return _found(site, SearchRequest(None, (), SearchFilters(since=since, source=source or None)), limit, before)


@router.get("/notices/{notice}", responses={404: {"description": "There is no such notice."}})
def notice(request: Request, notice: Id) -> dict[str, Any]:
    """Return one notice in its latest revision."""
    with site_of(request).store.reading() as tx:
        record = tx.notices.get(notice)
        if record is None:
            raise HTTPException(404, "there is no such notice")
        return _object(tx, record)


@router.get("/search", responses={404: {"description": "There is no such topic."}})
def search(
    request: Request,
    q: Words = "",
    topic: Topic = "",
    issuer: Words = "",
    kind: Words = "",
    region: Words = "",
    source: Words = "",
    month: Words = "",
    limit: Limit = 50,
    before: Before = None,
) -> ResultPage:
    """Return the notices that match the query `q`, newest first. It has the same syntax as the queries of topics.

    The other parameters restrict the result to one topic, issuer, kind, region, source or month.
    """
    site = site_of(request)
    query = site.query(q) if q.strip() else None
    by_topic = site.topic_query(topic)
    if topic and by_topic is None:
        raise HTTPException(404, "there is no such topic, or its query is invalid")
    chosen = {"issuer": issuer, "kind": kind, "region": region, "source": source, "month": month}
    wanted = SearchRequest(query, (by_topic,) if by_topic else (), SearchFilters.chosen(chosen))
    return _found(site, wanted, limit, before)


@router.get("/measures")
def measures(
    request: Request,
    unit: Annotated[str, Query(max_length=200, description="Part of the name of a responsible unit.")] = "",
    by: Annotated[str, Query(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$|^$", description="A target's year or date.")] = "",
    topic: Topic = "",
    region: Annotated[str, Query(max_length=200, description="A name (滨州市) or a path (CN/山东省).")] = "",
    limit: Limit = 50,
    before: Annotated[str, Query(pattern=PLACE_PATTERN, description="The `next` of the previous page.")] = "",
) -> ResultPage:
    """Return the measures with responsible units or targets. The measures of the newest notices are first."""
    site = site_of(request)
    position = MeasureKey(*map(int, before.split("."))) if before else None
    with site.store.reading() as tx:
        found = find_measures(tx, site, unit, by, topic, limit + 1, position, region=region)
        items = [_measure(tx, entry.key) for entry in found[:limit]]
    last = found[limit - 1].key if len(found) > limit else None
    return ResultPage(items=items, next=f"{last.notice}.{last.place}" if last else None)


@router.get("/deadlines")
def deadlines(
    request: Request,
    first: Annotated[date | None, Query(description="The first date; by default today.")] = None,
    last: Annotated[date | None, Query(description="The last date; by default in ten years.")] = None,
    topic: Topic = "",
    limit: Limit = 50,
    after: Annotated[str, Query(pattern=DAY_PATTERN, description="The `next` of the previous page.")] = "",
) -> ResultPage:
    """Return deadlines that apply to the public, the earliest first.

    A page contains the deadlines of at most `limit` notices.
    """
    site = site_of(request)
    start = first or site.today
    end = last or min(date.max - AHEAD, start) + AHEAD
    query = site.topic_query(topic)
    with site.store.reading() as tx:
        among = tx.search.matching(SearchRequest(query)) if query else None
        days = tx.listings.deadlines(start, end, limit + 1, _deadline_day(after), among)
        records = {day.notice: tx.notices.get(day.notice) for day in days[:limit]}
    items = [
        row
        for day in days[:limit]
        if (record := records[day.notice]) and not record.pruned_at
        for row in deadline_rows(record, site.today)
        if row["date"] == day.day.isoformat() and row["for"] == "public"
    ]
    end_of_page = days[limit - 1] if len(days) > limit else None
    return ResultPage(items=items, next=f"{end_of_page.day}.{end_of_page.notice}" if end_of_page else None)


def _deadline_day(written: str) -> DeadlineDay | None:
    if not written:
        return None
    day, _, notice = written.partition(".")
    try:
        return DeadlineDay(date.fromisoformat(day), int(notice))
    except ValueError as error:
        raise HTTPException(400, "`after` is not the `next` of a page") from error


def _found(site: WebSite, wanted: SearchRequest, limit: int, before: int | None) -> ResultPage:
    with site.store.reading() as tx:
        result = tx.search.find(wanted, limit + 1, before)
        records = [record for number in result.ids[:limit] if (record := tx.notices.get(number))]
        items = [_object(tx, record) for record in records]
    return ResultPage(items=items, next=result.ids[limit - 1] if len(result.ids) > limit else None)


def _object(tx: Transaction, record: NoticeRecord) -> dict[str, Any]:
    places = tx.locations.of_notice(record.id)
    found = notice_object(record.notice, record.id, record.origin, record.revision, places)
    return {**found, "first_seen_at": record.first_seen_at.isoformat()}


def _measure(tx: Transaction, key: MeasureKey) -> dict[str, Any]:
    record = tx.notices.get(key.notice)
    assert record is not None, "the measures were found in this transaction"
    return measure_row(record, record.notice.clauses[key.place])
