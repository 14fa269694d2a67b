"""A crawler for one turn, whose polls end before the lease of the turn does."""

from collections.abc import Callable
from datetime import timedelta

from crawler.model.requests import PollRequest, ReadRequest
from crawler.model.results import AnyResult
from monitor.cluster.turns import HeldTurn
from monitor.errors import MonitorError
from monitor.polling.poller import Crawler
from monitor.polling.slots import PollSlotQueue
from monitor.schedule.turns import TurnLimits


class TurnOverError(MonitorError):
    """The turn ended before the poll began."""


class LeasedCrawler:
    """A crawler that shortens the deadline of each request, so that the request ends before the lease of the turn.

    The crawler process itself enforces the deadline. Therefore, no request is sent to a host when another worker may
    already poll this host, even if this process is stopped or cannot reach the database. `slots` limits the number of
    concurrent polls in all turns. `begun` is called with the id of each request when it is sent.
    """

    def __init__(
        self,
        crawler: Crawler,
        held: HeldTurn,
        limits: TurnLimits,
        slots: PollSlotQueue,
        is_over: Callable[[], bool],
        begun: Callable[[str], None],
    ) -> None:
        self._crawler = crawler
        self._held = held
        self._limits = limits
        self._slots = slots
        self._is_over = is_over
        self._begun = begun

    async def ask(self, request: PollRequest | ReadRequest) -> AnyResult:
        """Return the result of a request.

        Raises TurnOverError if the turn is over, and StaleEpochError if too little of the lease is left.
        """
        url = request.source.url if isinstance(request, PollRequest) else request.url
        async with self._slots.slot(request.id, url):
            if self._is_over():
                raise TurnOverError
            time = self._limits.poll_time(self._held.remaining(), timedelta(seconds=request.deadline_s))
            if time is None:
                raise self._held.stale()
            self._begun(request.id)
            return await self._crawler.ask(request.model_copy(update={"deadline_s": time.total_seconds()}))
