"""Header and rows of the published tables: notices, measures, deadlines, sources and deliveries."""

from collections.abc import Sequence

from monitor.ports import Transaction
from monitor.text.i18n import N_, gettext
from monitor.views.overview import collect_overview
from monitor.views.spreadsheets import Cell
from monitor.web.feeds.selection import AHEAD, TABLE_ROWS, Selection
from monitor.web.pages.deadlines import find_deadlines
from monitor.web.pages.measures import find_measures
from monitor.web.site import WebSite

Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]


def table_of(tx: Transaction, site: WebSite, owner: str, selection: Selection) -> Table:
    """Return the column headings and the rows of a selection. Raises QueryError or SelectionError."""
    match selection.content:
        case "measures":
            return _measures(tx, site, selection)
        case "deadlines":
            return _deadlines(tx, site, selection)
        case "sources":
            return _sources(tx, site)
        case "deliveries":
            return _deliveries(tx)
        case _:
            return _notices(tx, site, owner, selection)


def _notices(tx: Transaction, site: WebSite, owner: str, selection: Selection) -> Table:
    heads = [
        N_("id"),
        N_("published"),
        N_("issued"),
        N_("title"),
        N_("number"),
        N_("kind"),
        N_("issuer"),
        N_("region"),
        N_("source"),
        N_("URL"),
    ]
    rows = [
        [
            entry.notice.id,
            entry.notice.published_on,
            entry.notice.issued_on,
            entry.title,
            entry.notice.document_number,
            entry.notice.kind,
            "; ".join(entry.notice.issuers),
            "/".join(entry.notice.region),
            entry.notice.source,
            entry.notice.url,
        ]
        for entry in selection.entries(tx, site, owner, TABLE_ROWS)
    ]
    return _named(heads), rows


def _measures(tx: Transaction, site: WebSite, selection: Selection) -> Table:
    heads = [
        N_("notice"),
        N_("title"),
        N_("issuer"),
        N_("role"),
        N_("heading"),
        N_("measure"),
        N_("units"),
        N_("targets"),
        N_("by"),
    ]
    found = find_measures(
        tx, site, selection.value("unit"), selection.value("by"), selection.value("topic"), TABLE_ROWS
    )
    rows = [
        [
            entry.key.notice,
            entry.title,
            "; ".join(entry.issuers),
            entry.clause.role,
            entry.clause.heading,
            entry.clause.text,
            "; ".join(entry.clause.responsible_units),
            "; ".join(target.text for target in entry.clause.targets),
            "; ".join(target.by for target in entry.clause.targets if target.by),
        ]
        for entry in found
    ]
    return _named(heads), rows


def _deadlines(tx: Transaction, site: WebSite, selection: Selection) -> Table:
    heads = [N_("deadline"), N_("notice"), N_("title"), N_("text"), N_("source"), N_("URL")]
    found = find_deadlines(tx, site, site.today, site.today + AHEAD, selection.value("topic"), TABLE_ROWS)
    rows: list[list[Cell]] = [
        [
            entry.day,
            entry.notice,
            entry.title,
            "; ".join(deadline.text for deadline in entry.deadlines),
            entry.source,
            entry.url,
        ]
        for entry in found
    ]
    return _named(heads), rows


def _sources(tx: Transaction, site: WebSite) -> Table:
    heads = [N_("id"), N_("name"), N_("state"), N_("last success"), N_("last new"), N_("trouble"), N_("URL")]
    rows = [
        [
            source.id,
            source.name,
            state,
            record.last_success_at,
            record.last_new_at,
            record.trouble.code if record.trouble else "",
            source.url,
        ]
        for state, source, record in collect_overview(tx, site.config, site.clock()).sources
    ]
    return _named(heads), rows


def _deliveries(tx: Transaction) -> Table:
    heads = [
        N_("id"),
        N_("channel"),
        N_("event"),
        N_("notice"),
        N_("status"),
        N_("attempts"),
        N_("due"),
        N_("ended"),
        N_("error"),
    ]
    rows = [
        [
            queued.delivery.id,
            queued.delivery.channel,
            queued.delivery.event,
            queued.delivery.notice,
            queued.status,
            queued.delivery.attempts,
            queued.due_at,
            queued.ended_at,
            queued.error,
        ]
        for queued in tx.deliveries.latest(TABLE_ROWS)
    ]
    return _named(heads), rows


def _named(heads: Sequence[str]) -> list[str]:
    return [gettext(head) for head in heads]
