"""The page with the measures of all notices, filtered by responsible unit, target date, topic and region."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from crawler.model.notice import Clause
from crawler.text.fold import fold
from monitor.model.readers import MeasureKey
from monitor.model.search import SearchRequest
from monitor.ports import Transaction
from monitor.views.tables import unit_parts
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

PAGE = 50
UNIT_MEASURES = 500
router = APIRouter()


@dataclass(frozen=True)
class MeasureEntry:
    """A measure with the data of its notice that the page shows.

    `clause` is the measure itself, and `title`, `source` and `issuers` are those of the notice.
    """

    key: MeasureKey
    title: str
    source: str
    issuers: tuple[str, ...]
    clause: Clause


@router.get("/measures")
def measures(
    request: Request,
    unit: str = "",
    by: str = "",
    topic: str = "",
    region: str = "",
    view: str = "",
    before: str = "",
) -> Response:
    """Show the measures with responsible units or targets. Those of the newest notices are first.

    If `view` is `units`, the measures are grouped by responsible unit.
    """
    site = site_of(request)
    by_unit = view == "units"
    size = UNIT_MEASURES if by_unit else PAGE
    with site.store.reading() as tx:
        found = find_measures(tx, site, unit, by, topic, size + 1, _position(before), region=region)
    last = found[size - 1].key if len(found) > size else None
    chosen = {"unit": unit, "by": by, "topic": topic, "region": region, "view": "units" if by_unit else ""}
    return render(
        request,
        "measures.html",
        entries=found[:size],
        units=unit_tasks(found[:size], unit) if by_unit else None,
        chosen=chosen,
        topics=site.config.topics,
        next=site.url("/measures", **chosen, before=f"{last.notice}.{last.place}") if last else None,
    )


def find_measures(
    tx: Transaction,
    site: WebSite,
    unit: str,
    by: str,
    topic: str,
    limit: int,
    before: MeasureKey | None = None,
    *,
    region: str = "",
) -> list[MeasureEntry]:
    """Return at most `limit` measures that match the filters. Those of the newest notices are first.

    The filters are part of the name of a responsible unit, the date or year of a target (`by`), a topic and a region.
    An empty filter accepts all measures. If `before` is given, only the measures that follow it in this order are
    returned.
    """
    query = site.topic_query(topic)
    notices = tx.search.matching(SearchRequest(query)) if query else None
    keys = tx.listings.measures(
        limit,
        before,
        unit=fold(unit.strip()) or None,
        by=by if re.fullmatch(r"[\d-]{1,10}", by) else None,
        region=region.strip().strip("/") or None,
        notices=notices,
    )
    records = {notice: tx.notices.get(notice) for notice in dict.fromkeys(key.notice for key in keys)}
    found = []
    for key in keys:
        record = records[key.notice]
        if record and key.place < len(record.notice.clauses):
            notice = record.notice
            clause = notice.clauses[key.place]
            found.append(MeasureEntry(key, notice.title or notice.url, record.origin, notice.issuers, clause))
    return found


def unit_tasks(found: Sequence[MeasureEntry], unit: str) -> list[tuple[str, list[tuple[str, MeasureEntry]]]]:
    """Return the measures grouped by responsible unit, as pairs of a unit's name and the list of its measures.

    In this list, each measure is paired with the role of the unit, such as lead. If `unit` is not empty, only units
    whose names contain it are returned.
    """
    wanted = fold(unit.strip())
    tasks: dict[str, list[tuple[str, MeasureEntry]]] = {}
    for entry in found:
        for name, part in unit_parts(entry.clause):
            if wanted in fold(name):
                tasks.setdefault(name, []).append((part, entry))
    return sorted(tasks.items(), key=lambda item: fold(item[0]))


def _position(written: str) -> MeasureKey | None:
    found = re.fullmatch(r"(\d{1,9})\.(\d{1,9})", written)
    return MeasureKey(int(found[1]), int(found[2])) if found else None
