"""The page with an overview of all sources, and a page per source with its latest polls and publication history."""

from collections import Counter
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crawler.model.codes import FailureCode
from crawler.model.poll_state import rows_held
from monitor.config.source_secrets import shown_url
from monitor.health.trouble_names import trouble_name
from monitor.text.i18n import gettext
from monitor.views.cluster import cluster_words
from monitor.views.overview import collect_overview, source_remarks, state_word
from monitor.views.times import interval_words, later_words, trouble_since
from monitor.views.verdicts import outcome_word
from monitor.web.editing.forms import editor_state
from monitor.web.html import render
from monitor.web.site import site_of

POLLS = 30
DAYS = 60
"""Number of days that the plot of daily notices covers."""
_HEIGHT = 40
_FAILURES = 3
_CHANGED = FailureCode.LISTING_CHANGED
router = APIRouter()


@router.get("/sources")
def sources(request: Request, view: str = "") -> Response:
    """Show the sources, those in trouble first. Disabled sources are shown only if `view` is `all`."""
    site = site_of(request)
    now = site.clock()
    with site.store.reading() as tx:
        overview = collect_overview(tx, site.config, now)
        counts = tx.listings.notices_by_source()
    rows = [
        (
            state,
            state_word(state),
            source,
            record,
            "; ".join(source_remarks(record, overview.flapping.get(source.id, ()), now)),
            counts.get(source.id, 0),
        )
        for state, source, record in overview.sources
        if view == "all" or state != "off"
    ]
    off = len(overview.sources) - len(rows)
    cluster = cluster_words(overview.cluster) if overview.cluster else ""
    return render(request, "sources.html", rows=rows, off=off, interval_words=interval_words, cluster=cluster)


@router.get("/sources/{name:path}")
def source(request: Request, name: str) -> Response:
    """Show one source: its state, its latest polls, and the number of notices it published per day."""
    site = site_of(request)
    edited = editor_state(site, "source")
    found = edited.config.source(name)
    if found is None:
        raise HTTPException(404, gettext("there is no source {id}", id=name))
    now = site.clock()
    with site.store.reading() as tx:
        overview = collect_overview(tx, edited.config, now)
        polls = tx.polls.latest(name, POLLS)
    state, record = next((state, record) for state, known, record in overview.sources if known.id == name)
    days = Counter(record.seen.days)
    first = site.today - timedelta(days=DAYS - 1)
    plotted = [(first + timedelta(days=at), days[first + timedelta(days=at)]) for at in range(DAYS)]
    most = max((count for _, count in plotted), default=0) or 1
    bars = [(at, day, count, round(_HEIGHT * count / most)) for at, (day, count) in enumerate(plotted)]
    return render(
        request,
        "source.html",
        source=found,
        shown_url=shown_url(found),
        record=record,
        state=state,
        state_word=state_word(state),
        version=edited.file.version if edited.is_editable(name) else None,
        enabled=found.enabled,
        changed_rows=rows_held(record.state) > 0 or (record.trouble and record.trouble.reason.code == _CHANGED),
        trouble=trouble_since(record.trouble, now) if record.trouble else "",
        later=later_words(record, now),
        polls=polls,
        outcome=outcome_word,
        failures=lambda poll: [trouble_name(failure["code"]) for failure in poll.failures[:_FAILURES]],
        bars=bars,
        height=_HEIGHT,
        interval=gettext("polled every {interval}", interval=interval_words(found.every))
        if found.every != "auto"
        else gettext("automatic polling interval"),
    )
