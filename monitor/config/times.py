"""Delivery times in the configuration: cron expressions, digests, quiet hours and time zones.

This is the only module that imports cronsim.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from crawler.model.types import Frozen, is_zone_name
from monitor.text.i18n import N_, gettext

FORM = N_("a cron expression of five fields, such as 0 8 * * mon-fri")


def check_cron(written: str) -> str:
    """Return the cron expression with single spaces between its fields.

    Raises ValueError if the expression is invalid or never matches a time.
    """
    expression = " ".join(written.split())
    if len(expression.split()) != 5:
        raise ValueError(gettext("{form}, not {given}", form=gettext(FORM), given=repr(written[:100])))
    try:
        next(CronSim(expression, datetime(2024, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        detail = f"{written!r}: {str(error).lower()}"
        raise ValueError(gettext("{form}; {detail}", form=gettext(FORM), detail=detail)) from error
    except StopIteration:
        message = gettext(
            "a cron expression that matches a date; {given} matches no date in the next 50 years", given=repr(written)
        )
        raise ValueError(message) from None
    return expression


def next_time(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first time after `after`, in UTC, that the cron expression matches in the time zone.

    As in Debian's cron, a local time that is skipped by a clock change is replaced by the first minute after the gap,
    and a local time that occurs twice counts once.
    """
    return next(
        moment
        for local in CronSim(cron, after.astimezone(zone))
        # When the clock is set back, the found local time may be the earlier of two occurrences.
        if (moment := local.astimezone(UTC)) > after
    )


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _zone(name: str) -> str:
    if not is_zone_name(name):
        raise ValueError(gettext("an IANA time zone such as Asia/Shanghai, not {given}", given=repr(name)))
    return name


def _clock(written: object) -> time:
    if isinstance(written, time):
        return written
    match = _CLOCK.fullmatch(str(written).strip())
    if match is None:
        raise ValueError(gettext("a time of day such as 22:00, not {given}", given=repr(str(written)[:40])))
    return time(int(match[1]), int(match[2]))


ZoneName = Annotated[str, AfterValidator(_zone)]
Cron = Annotated[
    Annotated[str, Field(max_length=200, pattern=r"^\s*(\S+\s+){4}\S+\s*$", title="cron expression")],
    BeforeValidator(lambda written: check_cron(str(written)[:200])),
]
_Clock = Annotated[str, Field(title="time of day", pattern=rf"^{_CLOCK.pattern}$", examples=["22:00"])]
ClockTime = Annotated[
    time,
    BeforeValidator(_clock, json_schema_input_type=_Clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
]


class Digest(Frozen):
    """Combined delivery: alerts are sent as one message at set times."""

    cron: Cron
    """Minute, hour, day of the month, month, day of the week: `0 8 * * mon-fri`."""
    timezone: ZoneName | None = None
    """The time zone of these times; by default the subscription's."""


class QuietHours(Frozen):
    """Hours in which no messages are sent."""

    from_: Annotated[ClockTime, Field(alias="from")]
    """The start time."""
    to: ClockTime
    """The end time; on the next day if it is not after the start time."""
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    """The days of the week on which the hours start."""
    timezone: ZoneName | None = None
    """The time zone of these hours; by default the subscription's."""

    @model_validator(mode="after")
    def _ends(self) -> "QuietHours":
        if self.from_ == self.to and set(self.days) == set(WEEKDAYS):
            raise ValueError(gettext("quiet hours that do not cover the whole week"))
        return self


def zone_of(*names: str | None) -> ZoneInfo:
    """Return the time zone with the first of the names that is not None, or UTC if all are None."""
    return ZoneInfo(next(filter(None, names), "UTC"))


def _day(written: object) -> object:
    if isinstance(written, date):
        return written
    fault = gettext("a date such as 2026-12-01, not {given}", given=repr(str(written)[:40]))
    if not _DAY.fullmatch(str(written)):
        raise ValueError(fault)
    try:
        return date.fromisoformat(str(written))
    except ValueError as error:
        raise ValueError(fault) from error


def _digest(written: object) -> object:
    if written == "now":
        return None
    if isinstance(written, str):
        try:
            return Digest(cron=check_cron(written[:200]))
        except ValueError as error:
            raise ValueError(gettext("`now`, or {form}", form=error)) from error
    if written is None or not isinstance(written, Digest | Mapping):
        raise ValueError(gettext("`now`, or {form}", form=gettext(FORM)))
    return written


def _one_or_more(written: Any) -> Any:
    return (written,) if isinstance(written, int) and not isinstance(written, bool) else written


Deliver = Annotated[
    Digest | None,
    BeforeValidator(_digest, json_schema_input_type=Literal["now"] | Cron | Digest),
    PlainSerializer(lambda value: "now" if value is None else value.model_dump(mode="json", exclude_none=True)),
    Field(json_schema_extra={"default": "now"}),
]
"""The type of `deliver`. None means that messages are sent at once."""
Lead = Annotated[int, Field(ge=0, le=365)]
_Leads = Annotated[tuple[Lead, ...], Field(min_length=1, max_length=10)]
Leads = Annotated[_Leads, BeforeValidator(_one_or_more, json_schema_input_type=Lead | _Leads)]
_Day = Annotated[str, Field(title="day", pattern=rf"^{_DAY.pattern}$", examples=["2026-12-01"])]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=_Day)]


def start_of(day: date, zone: ZoneInfo, at: time = time()) -> datetime:
    """Return the local time `at` on `day` as a datetime in the time zone. By default, this is the start of the day."""
    return datetime.combine(day, at, tzinfo=zone)
