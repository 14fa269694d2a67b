"""Functions that write deadlines and expected notices as iCalendar (RFC 5545), each as an all-day event.

Pure functions; no I/O.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from monitor.model.series import Series
from monitor.text.i18n import gettext
from monitor.text.sanitize import plain

_STAMP = datetime(2020, 1, 1, tzinfo=UTC)
"""Constant DTSTAMP of all events, so that the bytes of a calendar change only if its deadlines change."""


@dataclass(frozen=True)
class AllDayEvent:
    """An all-day event of a calendar on the date `day`.

    `key` identifies the event in every export. `lines` are the lines of its description. `url` is an http or https URL.
    Texts may be untrusted.
    """

    key: str
    day: date
    summary: str
    lines: tuple[str, ...]
    url: str | None = None
    category: str | None = None


def expected_event(series: Series, lines: tuple[str, ...] = ()) -> AllDayEvent:
    """Return the event for the date on which the next notice of a series is expected.

    `lines` are added to the event's description. The event's key depends only on the series and its last notice, so
    that a changed forecast moves the event in a calendar.
    """
    made = series.forecast
    assert made.expected is not None
    summary = gettext("Expected: the next notice after {title}", title=series.title)
    window = gettext(
        "The next notice will be published between {earliest} and {latest} with 80% probability.",
        earliest=made.earliest,
        latest=made.latest,
    )
    key = f"series-{series.id}-{series.notice}"
    return AllDayEvent(key, made.expected, summary, (window, *lines), category="expected")


def calendar_bytes(name: str, events: Iterable[AllDayEvent]) -> bytes:
    """Return an iCalendar file that contains the calendar `name` with these events."""
    calendar = Calendar()
    calendar.add("prodid", "-//noticewatch//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(name))
    for event in events:
        calendar.add_component(_component(event))
    return bytes(calendar.to_ical())


def _component(event: AllDayEvent) -> Event:
    component = Event()
    component.add("uid", f"{event.key}@noticewatch")
    component.add("dtstamp", _STAMP)
    component.add("dtstart", event.day)
    component.add("dtend", event.day + timedelta(days=1))
    component.add("summary", plain(event.summary))
    component.add("description", "\n".join(map(plain, event.lines)))
    if event.url:
        component.add("url", plain(event.url))
    if event.category:
        component.add("categories", [event.category])
    component.add("transp", "TRANSPARENT")
    return component
