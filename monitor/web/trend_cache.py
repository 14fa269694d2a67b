"""An in-memory cache of the trends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.config import Config
from monitor.ports import Transaction
from monitor.trends.report import TrendReport

RENEWED = timedelta(minutes=10)
"""Maximum age of a cached report. Notices that an older version recorded are indexed in the background, without an
event."""


@dataclass(frozen=True)
class _Known:
    config: Config
    today: date
    event: int
    made_at: datetime
    report: TrendReport

    def is_valid(self, config: Config, today: date, event: int, now: datetime) -> bool:
        is_same = self.config is config and (self.today, self.event) == (today, event)
        return is_same and timedelta() <= now - self.made_at < RENEWED


class TrendCache:
    """A cache of the latest report on trends.

    The report is replaced when an event was recorded, the configuration or the date has changed, or it is too old.
    """

    def __init__(self) -> None:
        self._known: _Known | None = None

    def of(
        self, tx: Transaction, config: Config, today: date, now: datetime, make: Callable[[], TrendReport]
    ) -> TrendReport:
        """Return the report for the configuration `config` and the date `today`.

        If no valid report is cached, `make` is called to make one.
        """
        event = tx.events.last_id()
        known = self._known
        if known is None or not known.is_valid(config, today, event, now):
            known = self._known = _Known(config, today, event, now, make())
        return known.report
