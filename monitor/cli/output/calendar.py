"""Deadlines as iCalendar (RFC 5545), one all-day event each."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from monitor.cli.output.columns import Row
from monitor.text.i18n import gettext
from monitor.text.sanitize import plain

_STAMP = datetime(2020, 1, 1, tzinfo=UTC)
"""Constant DTSTAMP of all events, so that a calendar's bytes change only when its deadlines do."""


def calendar_bytes(rows: Iterable[Row]) -> bytes:
    """Return deadlines as an iCalendar file; a deadline has the same UID in every export."""
    calendar = Calendar()
    calendar.add("prodid", "-//noticewatch//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("Deadlines"))
    for row in rows:
        calendar.add_component(_event(row))
    return bytes(calendar.to_ical())


def _event(row: Row) -> Event:
    day = date.fromisoformat(row["date"])
    text = plain(row["text"])
    event = Event()
    digest = hashlib.sha256(f"{row['for']}\n{text}".encode()).hexdigest()[:12]
    event.add("uid", f"{row['notice']}-{day:%Y%m%d}-{digest}@noticewatch")
    event.add("dtstamp", _STAMP)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", plain(row["title"] or row["url"]))
    event.add("description", "\n".join([text, plain(row["url"])]))
    if row["url"].startswith(("http://", "https://")):
        event.add("url", plain(row["url"]))
    event.add("categories", [row["for"]])
    event.add("transp", "TRANSPARENT")
    return event
