"""Times by cron expressions. The only importer of cronsim; pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

FORM = "a cron expression of five fields, such as 0 8 * * mon-fri"


def check_cron(written: str) -> str:
    """The expression with single spaces. Raises ValueError for what is none, and for times that never come."""
    expression = " ".join(written.split())
    if len(expression.split()) != 5:
        raise ValueError(f"{FORM}, not {written[:100]!r}")
    try:
        next(CronSim(expression, datetime(2024, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise ValueError(f"{FORM}; {written!r}: {str(error).lower()}") from error
    except StopIteration:
        raise ValueError(f"a cron expression of times that come; {written!r} has none in 50 years") from None
    return expression


def next_time(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first instant of the expression later than `after`, in UTC.

    As Debian's cron does: of a time of day that the clock leaves out, it is the first minute behind the gap; a time of
    day that comes twice counts once.
    """
    return next(
        moment
        for local in CronSim(cron, after.astimezone(zone))
        # In an hour that comes twice, the local time may lie in its first half again.
        if (moment := local.astimezone(UTC)) > after
    )
