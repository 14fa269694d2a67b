"""The page with the daemon's state, and the health check `/healthz` for process supervisors."""

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from crawler import VERSION
from monitor.errors import StoreError
from monitor.views.cluster import cluster_words, turn_words, worker_words
from monitor.views.overview import STATE_ORDER, collect_overview, state_word
from monitor.web.html import render
from monitor.web.site import site_of

router = APIRouter()


@router.get("/status")
def status(request: Request) -> Response:
    """Show the state of the daemon or of the workers, and the numbers of sources, notices and queued messages."""
    site = site_of(request)
    now = site.clock()
    with site.store.reading() as tx:
        overview = collect_overview(tx, site.config, now)
        unindexed = tx.search.count_unindexed()
    counts = Counter(state for state, *_ in overview.sources)
    states = [(state, state_word(state), counts[state]) for state in STATE_ORDER if counts[state]]
    return render(
        request,
        "status.html",
        overview=overview,
        states=states,
        unindexed=unindexed,
        version=VERSION,
        cluster_words=cluster_words,
        worker_words=worker_words,
        turn_words=turn_words,
    )


@router.get("/healthz")
def healthz(request: Request) -> Response:
    """Report whether the web server can read its database: status 200 if it can, or 503 if it cannot."""
    try:
        with site_of(request).store.reading() as tx:
            tx.events.last_id()
    except StoreError:
        return JSONResponse({"status": "failing", "reason": "database"}, 503)
    return JSONResponse({"status": "ok"})
