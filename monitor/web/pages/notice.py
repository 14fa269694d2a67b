"""The pages for a notice: its data, the comparison of its revisions, and its stored original page."""

import zlib

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crawler.model.encoding import decode
from crawler.model.packed_page import PageTooLargeError, unpack
from monitor.messages.diff import clause_changes, summary
from monitor.model import NoticeRecord, Revision
from monitor.ports import Transaction
from monitor.text.i18n import N_, gettext
from monitor.topics import Matchable
from monitor.views.facts import fact_rows, facts, warning_rows
from monitor.views.history import history_rows, pruned_rows, revision_words
from monitor.views.margins import text_rows
from monitor.views.origins import Origins
from monitor.views.series import forecast_words
from monitor.web.entries import list_entries
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

router = APIRouter()
_ELSEWHERE = N_("taken from the page or the listing")
_PAGE_LIMIT = 8 * 1024 * 1024
_SANDBOX = "default-src 'none'; sandbox"


@router.get("/notices/{notice}")
def show(request: Request, notice: int) -> Response:
    """Show a notice: facts, text, measures, deadlines, locations, revisions, relations and matched topics."""
    site = site_of(request)
    with site.store.reading() as tx:
        record = _record(tx, notice)
        places = tx.locations.of_notice(notice)
        revisions = tx.notices.revisions(notice)
        links = tx.identity.links(notice)
        entry = list_entries(tx, request.state.owner, [notice])[0]
        topics = _topics(site, tx.search.matchables([notice]).get(notice))
        series = tx.series.of_notice(notice)
        has_page = tx.notices.kept_page(notice, record.revision) is not None
    found = facts(record.notice, Origins(record.notice.text, (), gettext(_ELSEWHERE)))
    return render(
        request,
        "notice.html",
        record=record,
        notice=record.notice,
        entry=entry,
        topics=topics,
        history=list(history_rows(record, revisions, places, links, _source_names(site))),
        facts=[*fact_rows(found), *warning_rows(record.notice)],
        lines=[*pruned_rows(record), *text_rows(record.notice, found)],
        links=[(link.other if link.notice == notice else link.notice, link.relation) for link in links],
        measures=[clause for clause in record.notice.clauses if clause.role in ("measure", "safeguard")],
        revisions=[(revision.number, revision_words(revision, _source_names(site))) for revision in revisions],
        has_page=has_page,
        series=series,
        forecast=forecast_words(series, site.today) if series else "",
    )


def _source_names(site: WebSite) -> dict[str, str]:
    return {source: name for source, name in site.config.source_names.items() if name}


def _record(tx: Transaction, notice: int) -> NoticeRecord:
    record = tx.notices.get(notice) if 0 < notice < 1 << 31 else None
    if record is None:
        raise HTTPException(404, gettext("there is no notice {id}", id=notice))
    return record


def _topics(site: WebSite, matchable: Matchable | None) -> list[tuple[str, str, list[str]]]:
    """Return the topics that a notice matches, each with its id, its name and the matched terms.

    The result is empty if `matchable` is None.
    """
    found = []
    for topic in site.config.topics if matchable else ():
        query = site.topic_query(topic.id)
        words = query.match(matchable) if query and matchable else None
        if words is not None:
            found.append((topic.id, topic.name, sorted(words)))
    return found


@router.get("/notices/{notice}/diff")
def diff(request: Request, notice: int, old: int | None = None, new: int | None = None) -> Response:
    """Show the changes between two revisions, clause by clause. By default, they are the last two revisions."""
    site = site_of(request)
    with site.store.reading() as tx:
        record = _record(tx, notice)
        revisions = {revision.number: revision for revision in tx.notices.revisions(notice)}
    last = _revision(revisions, record.revision if new is None else new)
    first = _revision(revisions, max(1, last.number - 1) if old is None else old)
    changes = clause_changes(first.notice.text, last.notice.text)
    return render(
        request,
        "diff.html",
        record=record,
        old=first,
        new=last,
        words=tuple(revision_words(revision, _source_names(site)) for revision in (first, last)),
        changes=changes,
        summary=summary(changes),
        has_changes=any(change.sign in "+-<>" for change in changes),
        numbers=sorted(revisions),
    )


def _revision(revisions: dict[int, Revision], number: int) -> Revision:
    if number not in revisions:
        raise HTTPException(404, gettext("there is no such revision"))
    return revisions[number]


@router.get("/notices/{notice}/page")
def page(request: Request, notice: int, revision: int | None = None) -> Response:
    """Return the stored page of a revision (by default the newest) as plain text.

    The browser shows it in a sandbox, in which nothing is executed.
    """
    site = site_of(request)
    with site.store.reading() as tx:
        record = _record(tx, notice)
        number = record.revision if revision is None else revision
        kept = tx.notices.kept_page(notice, number) if 0 < number < 1 << 31 else None
    try:
        text = decode(unpack(kept.body, _PAGE_LIMIT), kept.content_type) if kept else None
    except (zlib.error, PageTooLargeError):
        text = None
    if text is None:
        raise HTTPException(404, gettext("no page is stored for this revision"))
    headers = {"Content-Security-Policy": _SANDBOX, "Content-Disposition": "inline; filename=page.txt"}
    return Response(text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8", headers=headers)
