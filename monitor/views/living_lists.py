"""Functions that convert entries of living lists to rows for the command line, the web page and programs.

Each row is a JSON object. Pure functions; no I/O.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.messages.reasons import reason_object, render_reason
from monitor.model import Event
from monitor.model.living_lists import ListedNotice
from monitor.model.reasons import read_event_reason
from monitor.text.i18n import N_, comma, gettext
from monitor.text.regions import region_names
from monitor.text.zone import local_day
from monitor.views.facts import kind_name
from monitor.views.syndication import FeedItem

LIST_HEADINGS: Mapping[str, str] = {
    "title": N_("title"),
    "number": N_("document number"),
    "issuer": N_("issuers"),
    "region": N_("region"),
    "kind": N_("kind"),
    "units": N_("responsible units"),
    "deadline": N_("deadline"),
    "amounts": N_("amounts"),
    "published": N_("published"),
    "since": N_("in the list since"),
    "changed": N_("last changed"),
    "source": N_("source"),
    "url": N_("URL"),
}
"""The headings of the columns that a list can have."""
LIST_ACTIONS: Mapping[str, str] = {
    "list.entered": N_("added"),
    "list.changed": N_("changed"),
    "list.left": N_("removed"),
}
_AMOUNTS = 3


def list_row(entry: ListedNotice) -> dict[str, Any]:
    """Return an entry of a living list as a JSON object with the data of its notice and of its last change."""
    values = entry.values
    return {
        "list": entry.list,
        "notice": entry.notice,
        "revision": entry.revision,
        "title": values.get("title"),
        "document_number": values.get("number"),
        "issuers": values.get("issuer", []),
        "region": values.get("region", []),
        "kind": values.get("kind"),
        "units": values.get("units", []),
        "deadline": values.get("deadline"),
        "amounts": values.get("amounts", []),
        "published_on": values.get("published"),
        "since": entry.entered_at.isoformat(),
        "changed": entry.changed_at.isoformat(),
        "left": entry.left_at.isoformat() if entry.left_at else None,
        **reason_object(entry.reason),
        "source": values.get("source"),
        "url": values.get("url"),
    }


def list_cell(row: Mapping[str, Any], column: str) -> str:
    """Return the value that a row has in a column, as readable text."""
    match column:
        case "issuer" | "units":
            return "; ".join(row["issuers" if column == "issuer" else column])
        case "region":
            return " ".join(region_names(row["region"]))
        case "amounts":
            return amounts_text(row["amounts"])
        case "since" | "changed":
            return str(local_day(datetime.fromisoformat(row[column])))
        case "number":
            return row["document_number"] or ""
        case "published":
            return row["published_on"] or ""
        case "kind":
            return kind_name(row["kind"])
        case _:
            return row[column] or ""


def amounts_text(amounts: list[Mapping[str, Any]]) -> str:
    """Return the first few amounts as written in the notice, followed by the number of further amounts, if any."""
    texts = list(dict.fromkeys(str(amount["text"]) for amount in amounts))
    shown = "; ".join(texts[:_AMOUNTS])
    return gettext("{shown} and {count} more", shown=shown, count=len(texts) - _AMOUNTS) if texts[_AMOUNTS:] else shown


def change_sentence(event: Event) -> str:
    """Return a sentence that states how a list changed, and why. `event` is the event that records the change."""
    reason = read_event_reason(event.detail)
    action = gettext(LIST_ACTIONS[event.kind])
    fields = [gettext(LIST_HEADINGS[name]) for name in event.detail.get("fields", ()) if name in LIST_HEADINGS]
    about = comma(*fields)
    words = [action, *([about] if about else []), *([render_reason(reason)] if reason else [])]
    return gettext(": ").join(words)


def change_items(events: Sequence[Event]) -> list[FeedItem]:
    """Return the changes to a list as feed items. `events` are the events that record the changes."""
    return [
        FeedItem(
            f"urn:noticewatch:event:{event.id}",
            event.notice or 0,
            str(event.detail.get("title") or event.detail.get("url") or ""),
            str(event.detail.get("url") or ""),
            event.at,
            event.at,
            (change_sentence(event),),
        )
        for event in events
    ]
