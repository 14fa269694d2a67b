"""Header and rows of the published tables: notices, measures, deadlines, sources and deliveries."""

from collections.abc import Sequence

from monitor.config.source_secrets import shown_url
from monitor.lists.columns import is_descending
from monitor.ports import Transaction
from monitor.text.i18n import N_, gettext
from monitor.views.living_lists import LIST_HEADINGS, list_cell, list_row
from monitor.views.overview import collect_overview
from monitor.views.spreadsheets import Cell
from monitor.views.targets import target_state_word
from monitor.web.feeds.selection import AHEAD, LIST_ROWS, TABLE_ROWS, Selection, SelectionError
from monitor.web.pages.deadlines import find_deadlines
from monitor.web.pages.measures import MeasureEntry, find_measures, unit_tasks
from monitor.web.pages.targets import by_date, target_filter, targets_page
from monitor.web.site import WebSite

Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]


def table_of(tx: Transaction, site: WebSite, owner: str, selection: Selection) -> Table:
    """Return the column headings and the rows of the table that a selection publishes.

    Raises QueryError or SelectionError if the selection is no longer valid.
    """
    match selection.content:
        case "list":
            return _listed(tx, site, selection)
        case "measures":
            return _measures(tx, site, selection)
        case "targets":
            return _targets(tx, site, selection)
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


def _listed(tx: Transaction, site: WebSite, selection: Selection) -> Table:
    listed = site.config.living_list(selection.value("list"))
    if listed is None:
        raise SelectionError(gettext("the list no longer exists"))
    entries = tx.lists.entries(listed.id, LIST_ROWS, descending=is_descending(listed))
    rows = [list_row(entry) for entry in entries]
    columns = dict.fromkeys((*listed.columns, "url"))
    cells = [[list_cell(row, column) for column in columns] for row in rows]
    return _named([LIST_HEADINGS[column] for column in columns]), cells


def _measures(tx: Transaction, site: WebSite, selection: Selection) -> Table:
    heads = [
        N_("notice"),
        N_("title"),
        N_("issuer"),
        N_("clause type"),
        N_("clause heading"),
        N_("measure"),
        N_("units"),
        N_("targets"),
        N_("target date"),
    ]
    found = find_measures(
        tx,
        site,
        selection.value("unit"),
        selection.value("by"),
        selection.value("topic"),
        TABLE_ROWS,
        region=selection.value("region"),
    )
    if selection.value("view") == "units":
        return _tasks(found, selection.value("unit"))
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


def _tasks(found: Sequence[MeasureEntry], unit: str) -> Table:
    heads = [
        N_("unit"),
        N_("unit's role"),
        N_("measure"),
        N_("clause heading"),
        N_("targets"),
        N_("target date"),
        N_("notice"),
        N_("title"),
        N_("issuer"),
    ]
    rows: list[list[Cell]] = [
        [
            name,
            part,
            entry.clause.text,
            entry.clause.heading,
            "; ".join(target.text for target in entry.clause.targets),
            "; ".join(target.by for target in entry.clause.targets if target.by),
            entry.key.notice,
            entry.title,
            "; ".join(entry.issuers),
        ]
        for name, tasks in unit_tasks(found, unit)
        for part, entry in tasks
    ]
    return _named(heads), rows


def _targets(tx: Transaction, site: WebSite, selection: Selection) -> Table:
    heads = [N_("due"), N_("state"), N_("target"), N_("responsible units"), N_("notice"), N_("title"), N_("URL")]
    wanted = target_filter(*map(selection.value, ("unit", "year", "state")))
    rows: list[list[Cell]] = [
        [
            row["due"],
            target_state_word(row["state"]),
            row["text"],
            "; ".join(row["units"]),
            row["notice"],
            row["title"],
            row["url"],
        ]
        for row in by_date(targets_page(tx, site, wanted, selection.value("topic"), TABLE_ROWS).rows)
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
    heads = [N_("id"), N_("name"), N_("state"), N_("last success"), N_("last notice"), N_("trouble"), N_("URL")]
    rows = [
        [
            source.id,
            source.name,
            state,
            record.last_success_at,
            record.last_new_at,
            record.trouble.code if record.trouble else "",
            shown_url(source),
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
        N_("scheduled for"),
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
