"""Alerts that become due at a certain time: before deadlines, targets and expected notices of series."""

from typing import Any

from monitor.alerting.due_alerts import DueAlerts
from monitor.alerting.expected import ExpectedAlerts
from monitor.alerting.reminders import DeadlineReminders
from monitor.alerting.targets import TargetAlerts
from monitor.config import Config
from monitor.ports import Store

KINDS: tuple[type[DueAlerts[Any]], ...] = (DeadlineReminders, TargetAlerts, ExpectedAlerts)
"""All kinds of alerts that become due by the clock. The daemon, the workers and `crawl` queue each of them."""


def clock_alerts(store: Store, config: Config) -> tuple[DueAlerts[Any], ...]:
    """Return the `DueAlerts` objects for the time-dependent alerts of a configuration, one for each kind of alert."""
    return tuple(kind(store, config) for kind in KINDS)
