"""Deadlines as iCalendar (RFC 5545), one all-day event each. Pure functions; no I/O."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from monitor.text.sanitize import plain
from monitor.web.pages.deadlines import DeadlineEntry
from monitor.web.security.addresses import outside_link

_STAMP = datetime(2020, 1, 1, tzinfo=UTC)
"""Constant DTSTAMP of all events, so that a calendar's bytes change only when its deadlines do."""


def deadline_calendar(title: str, entries: Sequence[DeadlineEntry], notices: str) -> bytes:
    """Return deadlines as an iCalendar file. `notices`: the URL prefix to which a notice's id is appended."""
    calendar = Calendar()
    calendar.add("prodid", "-//noticewatch//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(title))
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.notice}-{entry.day:%Y%m%d}@noticewatch")
        event.add("dtstamp", _STAMP)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", plain(entry.title))
        texts = [plain(deadline.text) for deadline in entry.deadlines]
        event.add("description", "\n".join([*texts, outside_link(entry.url) or "", f"{notices}{entry.notice}"]))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
