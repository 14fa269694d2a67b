"""The page with the targets of all notices, their state, and an overview by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.model.search import SearchRequest
from monitor.model.targets import DUE_DAYS, TargetState
from monitor.ports import Transaction
from monitor.views.targets import TARGET_STATES, TargetFilter, target_rows, year_rows
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

NOTICES = 500
ROWS = 300
"""Maximum numbers of notices whose targets are considered, the newest first, and of rows on the page."""
router = APIRouter()


@dataclass(frozen=True)
class TargetsPage:
    """The targets of one page. `next` is the position of the next page, or None if this is the last page."""

    rows: Sequence[dict[str, Any]]
    next: int | None


@router.get("/targets")
def targets(request: Request, unit: str = "", year: str = "", state: str = "", topic: str = "") -> Response:
    """Show the targets ordered by date, past targets last.

    The filters apply to this list. A table of all targets of the unit shows their number by year and state.
    """
    site = site_of(request)
    wanted = target_filter(unit, year, state)
    with site.store.reading() as tx:
        page = targets_page(tx, site, TargetFilter(unit), topic, NOTICES)
    found = by_date(page.rows)
    rows = [row for row in found if wanted.accepts(row)]
    return render(
        request,
        "targets.html",
        years=year_rows(found),
        rows=rows[:ROWS],
        more=max(0, len(rows) - ROWS),
        considered=NOTICES if page.next else None,
        states=TARGET_STATES,
        chosen={"unit": unit, "year": year, "state": state, "topic": topic},
        topics=site.config.topics,
    )


def target_filter(unit: str, year: str, state: str) -> TargetFilter:
    """Return the filter of targets for the parameters of a request. An invalid year or state accepts all targets."""
    return TargetFilter(unit, year if year.isdecimal() else "", state if state in list(TargetState) else "")


def targets_page(
    tx: Transaction, site: WebSite, wanted: TargetFilter, topic: str, limit: int, before: int | None = None
) -> TargetsPage:
    """Return one page with the targets of at most `limit` notices. The targets of the newest notices are first.

    Only notices with a dated target are considered. If `topic` is the id of a topic, they must also match it. If
    `before` is given, their ids must be smaller. Of their targets, those that pass the filter `wanted` are returned.
    """
    query = site.topic_query(topic)
    among = tx.search.matching(SearchRequest(query)) if query else None
    notices = tx.listings.with_targets(limit + 1, before, among)
    found: list[dict[str, Any]] = []
    for notice in notices[:limit]:
        record = tx.notices.get(notice)
        if record is None or record.pruned_at:
            continue
        revisions = tx.notices.revisions(notice) if record.revision > 1 else ()
        found += filter(wanted.accepts, target_rows(record, revisions, site.today, DUE_DAYS))
    return TargetsPage(found, notices[limit - 1] if len(notices) > limit else None)


def by_date(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return targets ordered by date, but past targets after the others, and targets without a date at the end."""
    return sorted(
        rows, key=lambda row: (row["due"] is None, row["state"] == TargetState.PAST, row["due"] or "", row["notice"])
    )
