"""The time zone of the user: times that people read are shown in it. JSON and other formats for programs use UTC.

Like the language, it is a property of the context or, by default, of the process. The zone of a process is UTC until
`set_zone` is called.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

_default: list[tzinfo] = [UTC]
_current: ContextVar[tzinfo | None] = ContextVar("zone", default=None)


def set_zone(name: str) -> None:
    """Set the time zone of the process. It applies to all threads and tasks without a time zone of their own."""
    _default[0] = ZoneInfo(name)


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Use the time zone `name` within the context."""
    token = _current.set(ZoneInfo(name))
    try:
        yield
    finally:
        _current.reset(token)


def local_day(moment: datetime) -> date:
    """Return the date of a time in the current time zone."""
    return moment.astimezone(current_zone()).date()


def local_midnight(day: date) -> datetime:
    """Return the time at which a date begins in the current time zone."""
    return datetime.combine(day, time(), current_zone())


def local_minute(moment: datetime) -> str:
    """Return a time in the current time zone without its offset, for tables that state their time zone elsewhere."""
    return f"{moment.astimezone(current_zone()):%Y-%m-%d %H:%M}"


def local_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return a time in `zone`, or by default in the current one, with its offset: `2024-06-06 16:00 UTC+8`."""
    local = moment.astimezone(zone or current_zone())
    return f"{local:%Y-%m-%d %H:%M} {offset_name(local)}"


def offset_name(moment: datetime) -> str:
    """Return the offset of an aware time from UTC, such as `UTC`, `UTC+8` or `UTC-3:30`."""
    offset = moment.utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def current_zone() -> tzinfo:
    """Return the time zone of the current context or, if the context has none, the time zone of the process."""
    return _current.get() or _default[0]
