"""A function that builds the objects with which a one-off command polls sources. No delivery code is imported."""

from dataclasses import dataclass

from monitor.polling.leases import SourceLeases
from monitor.polling.poller import Crawler, SourcePoller
from monitor.polling.setup import PollSetup
from monitor.ports import Store
from monitor.runtime.clock import utc_now
from monitor.runtime.lease_owner import lease_owner
from monitor.runtime.store_executor import StoreExecutor


@dataclass(frozen=True)
class Polling:
    """The objects that poll sources in a one-off command."""

    executor: StoreExecutor[Store]
    leases: SourceLeases
    poller: SourcePoller


def build_polling(store: Store, crawler: Crawler, setup: PollSetup, *, in_parts: bool = True) -> Polling:
    """Build the objects with which a one-off command polls sources. Their configuration never changes.

    `in_parts` states whether large results are ingested in several transactions (see `SourcePoller`).
    """
    executor = StoreExecutor(store)
    leases = SourceLeases(executor, lambda: setup, utc_now, lease_owner())
    return Polling(executor, leases, SourcePoller(executor, crawler, lambda: setup, utc_now, in_parts=in_parts))
