"""Functions that state in words how long ago or how soon something is, and how long a source has been in trouble.

Pure functions; no I/O.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from monitor.text.i18n import N_, gettext, ngettext

if TYPE_CHECKING:
    from monitor.model import SourceRecord, Trouble

_UNITS = ((N_("{count} d"), 86400), (N_("{count} h"), 3600), (N_("{count} min"), 60), (N_("{count} s"), 1))
"""The units of time spans, with their lengths in seconds, in descending order."""


def time_since(moment: datetime | None, now: datetime) -> str:
    """Return how long ago `moment` was, in the largest suitable unit, or “never” if it is None."""
    if moment is None:
        return gettext("never")
    return gettext("{span} ago", span=_span(now - moment))


def trouble_since(trouble: "Trouble", now: datetime) -> str:
    """Return the trouble of a source in words, including how long it has lasted."""
    from monitor.health.trouble_names import trouble_name
    from monitor.messages.reasons import render_reason

    return gettext(
        "{trouble} for {time}: {detail}",
        trouble=trouble_name(trouble.code),
        time=_span(now - trouble.since),
        detail=render_reason(trouble.reason),
    )


def time_until(moment: datetime | None, now: datetime) -> str:
    """Return how soon `moment` is, in the largest suitable unit, or “now” if it is past or None."""
    if moment is None or moment <= now:
        return gettext("now")
    return gettext("in {span}", span=_span(moment - now))


def later_words(record: "SourceRecord", now: datetime) -> str:
    """Return a remark that states how many polls of a source failed in a row, and the time of its next poll.

    The result is an empty string unless at least two polls failed and the next poll is not due yet.
    """
    if record.failures < 2 or record.due_at is None or record.due_at <= now:
        return ""
    return ngettext(
        "{count} poll failed; next poll: {time}",
        "{count} polls in a row failed; next poll: {time}",
        record.failures,
        time=time_until(record.due_at, now),
    )


def interval_words(every: "timedelta | Literal['auto']") -> str:
    """Return a polling interval in words, in the largest unit of which it is a multiple."""
    if every == "auto":
        return gettext("automatic")
    seconds = every / timedelta(seconds=1)
    unit, size = next((unit for unit in _UNITS if seconds % unit[1] == 0), _UNITS[-1])
    return gettext(unit, count=f"{seconds / size:g}")


def _span(span: timedelta) -> str:
    """Return a time span in words, in the largest suitable unit."""
    seconds = max(0, span // timedelta(seconds=1))
    unit, size = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    return gettext(unit, count=seconds // size)
