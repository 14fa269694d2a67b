"""The one-off crawl, which polls the given sources, records and matches their notices, and delivers the alerts."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from crawler.model.requests import DEPTH
from crawler.model.results import Failure
from crawler.model.source import Source
from monitor.errors import UnknownError
from monitor.health.network import NETWORK
from monitor.ingest.pipeline import Decision, IngestResult
from monitor.model import Backlog, ChannelBacklog
from monitor.polling.leases import SourceLeases
from monitor.polling.poller import SourcePoller
from monitor.polling.slots import PollSlotQueue
from monitor.ports import Store
from monitor.text.fault_phrases import localized_expectation
from monitor.text.i18n import gettext
from monitor.text.phrases import did_you_mean

if TYPE_CHECKING:
    # These imports load the templates of messages, which a crawl without deliveries does not need.
    from monitor.delivery.attempts import Attempt
    from monitor.delivery.worker import DeliveryWorker

ROUNDS = 100
WALK_ROUNDS = 5000
"""Maximum number of times that a crawl polls a source: `ROUNDS`, or `WALK_ROUNDS` for a backfill.

A source is polled again while it has more pages to fetch. A backfill is already limited by its depth.
"""

PATIENCE = timedelta(minutes=2)
"""Maximum time that a crawl waits for channels delayed by their rate limits."""


@dataclass
class Report:
    """The result of a crawl.

    `decisions` contains a pair of the source id and the decision for each notice. `failures` contains the failures of
    sources and pages. `attempts` contains the attempts to send messages. `backlog` contains the numbers of messages by
    state, and `waiting` the channels with queued messages.
    """

    decisions: list[tuple[str, Decision]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    attempts: "list[Attempt]" = field(default_factory=list)
    backlog: Backlog = Backlog()
    waiting: list[ChannelBacklog] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Return whether any source, page or delivery failed."""
        return bool(self.failures) or any(attempt.error for attempt in self.attempts)

    def is_cut_off(self, sources: int) -> bool:
        """Return whether none of several sources could be reached, probably because there is no network.

        `sources` is the number of sources that were polled. If it is 1, the result is False.
        """
        unreachable = [failure for failure in self.failures if failure.code in NETWORK]
        return sources > 1 and not self.decisions and len(unreachable) == len(self.failures) >= sources

    def count(self, kind: str) -> int:
        """Return the number of notices with the verdict `kind`."""
        return sum(1 for _, decision in self.decisions if decision.verdict.kind == kind)


def choose_sources(configured: Sequence[Source], names: Sequence[str], trusted: bool = False) -> list[Source]:
    """Return the sources with the ids or URLs `names`, or all enabled sources if `names` is empty.

    A URL that is not configured becomes an ad-hoc source, which is trusted if `trusted` is true. Raises UnknownError if
    a name is neither the id of a source nor an HTTP or HTTPS URL.
    """
    if not names:
        return [source for source in configured if source.enabled]
    known = {source.id: source for source in configured}
    at = {source.url: source for source in configured}
    chosen = []
    for name in names:
        if source := known.get(name) or at.get(name):
            chosen.append(source)
        elif name.startswith(("http://", "https://")):
            chosen.append(_at(name, trusted))
        else:
            raise UnknownError(_unknown(name, known))
    return list({source.id: source for source in chosen}.values())


def _unknown(name: str, known: Collection[str]) -> str:
    """Return the message about a name that is neither the id of a source nor a URL that can be polled.

    The message suggests the most similar of the ids in `known` or, for a URL, the most similar scheme that can be
    polled.
    """
    scheme, mark, rest = name.partition("://")
    if mark:
        return gettext("{name}: only http and https URLs can be polled", name=repr(name)) + did_you_mean(
            [f"{similar}://{rest}" for similar in get_close_matches(scheme.lower(), ("http", "https"), 1)]
        )
    message = gettext("there is no source {name}; `noticewatch sources list` shows all", name=repr(name))
    return message + did_you_mean(get_close_matches(name, known, 1, 0.75))


def _at(url: str, trusted: bool) -> Source:
    try:
        return Source.at(url, trusted)
    except ValueError as error:
        raise UnknownError(
            gettext("{url}: expected {what}", url=url, what=localized_expectation(str(error)))
        ) from error


async def crawl(
    poller: SourcePoller,
    leases: SourceLeases,
    sources: Sequence[Source],
    since: date | None,
    progress: Callable[[IngestResult], None],
    *,
    at_once: int,
    rounds: int | None = None,
    depth: int = DEPTH,
) -> Report:
    """Poll each source until no pages are left, and ingest each result as it arrives.

    There are `at_once` slots for the polls of slow sources, and another `at_once` slots for the polls of other sources.
    Each source is polled at most `rounds` times, or a default number of times if `rounds` is None.

    If `since` is given, older pages of each listing are read as well, back to that date but at most `depth` pages.
    `progress` is called with each result.
    """
    rounds = rounds or (WALK_ROUNDS if since else ROUNDS)
    await leases.take_over()
    await leases.correct_times(sources)
    slots = PollSlotQueue(at_once)
    await leases.register(sources)
    report = Report()

    async def poll(source: Source) -> None:
        for _ in range(rounds):
            async with slots.slot(source.id, source.url):
                record = await leases.record(source)
                ingested = await poller.poll(source, record, since, depth)
            _note(report, ingested)
            progress(ingested)
            if not ingested.again:
                break

    await asyncio.gather(*(poll(source) for source in sources))
    return report


def _note(report: Report, ingested: IngestResult) -> None:
    report.decisions += [(ingested.source, decision) for decision in ingested.decisions]
    report.failures += ingested.failures


def deliver(worker: "DeliveryWorker", report: Report) -> None:
    """Send all due messages, and add the attempts to `report`.

    If a channel is delayed by its rate limits, the function waits for it, but at most for `PATIENCE`. Messages that
    failed or exceed the rate limits stay queued.
    """
    from monitor.delivery.dispatcher import deliver_all

    report.attempts += deliver_all(worker, PATIENCE)


def note_backlog(store: Store, report: Report) -> None:
    """Set `backlog` and `waiting` of the report according to the messages that are now in the store."""
    with store.reading() as tx:
        report.backlog = tx.deliveries.backlog()
        report.waiting = tx.deliveries.backlog_by_channel()
