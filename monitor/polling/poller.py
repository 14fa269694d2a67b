"""The poller, which requests the poll of a source from a crawler child and ingests the result."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from crawler.model.codes import FailureCode
from crawler.model.details.pages import RequestDetail
from crawler.model.requests import DEPTH, PollRequest, ReadRequest, Revisit
from crawler.model.results import AnyResult, PollResult, ReadResult, RefusedResult, failed_result
from crawler.model.source import Source
from monitor.errors import ChildError
from monitor.health.trouble_names import failure_words
from monitor.ingest.page_quota import PageQuota
from monitor.ingest.pipeline import IngestResult
from monitor.model import SourceRecord
from monitor.polling.result_ingester import ResultIngester
from monitor.polling.setup import PollSetup
from monitor.ports import Store
from monitor.runtime.batching import Batcher
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.revisits import AT_ONCE, to_revisit
from monitor.text.i18n import gettext

logger = logging.getLogger(__name__)
MAX_WAIT_DIVISOR = 60
"""An empty result waits for other results for at most the source's interval divided by this number."""
MAX_PAGES = 50
DEADLINE_S = 120.0
"""The maximum number of seconds that a child may spend on a poll."""


class Crawler(Protocol):
    """An object that answers crawler requests, such as `monitor.polling.crawler_pool.CrawlerPool`."""

    async def ask(self, request: PollRequest | ReadRequest) -> AnyResult:
        """Return the result of a request."""


class SourcePoller:
    """A service that polls sources with crawler children and ingests the results.

    `setup` returns the current settings. It is called for each request and each transaction, so that changes to the
    configuration take effect and each transaction uses one configuration only. A result without notices may wait for
    other results, so that they are ingested together in one transaction. `max_wait_s` is the maximum waiting time in
    seconds. A result with much text is ingested in several transactions (see `ResultIngester`). If `in_parts` is false,
    each result is ingested in one transaction, as is necessary if the store rolls its transactions back.
    """

    def __init__(
        self,
        executor: StoreExecutor[Store],
        crawler: Crawler,
        setup: Callable[[], PollSetup],
        clock: Callable[[], datetime],
        max_wait_s: float = 0.0,
        quota: PageQuota | None = None,
        *,
        in_parts: bool = True,
    ) -> None:
        self._executor = executor
        self._store = executor.store
        self._crawler = crawler
        self._setup = setup
        self._clock = clock
        self._max_wait_s = max_wait_s
        self._results = ResultIngester(executor, setup, clock, quota or PageQuota(), in_parts=in_parts)
        self._empty_results = Batcher(executor.run, self._results.ingest_together)
        self._revisit_checks = Batcher(executor.run, self._have_due_revisits)

    async def poll(
        self, source: Source, record: SourceRecord, since: date | None = None, depth: int = DEPTH
    ) -> IngestResult:
        """Poll one source and ingest the result.

        If `since` is given, older pages of the listing are read as well, back to that date but at most `depth` pages.
        """
        start = time.monotonic()
        result = await self.fetch(source, record, since, depth)
        seconds = time.monotonic() - start
        if result.notices:
            ingested = await self._results.ingest(source, result)
        else:
            share_s = self._setup().interval_of(source).usual.total_seconds() / MAX_WAIT_DIVISOR
            ingested = await self._empty_results.submit((source, result), min(self._max_wait_s, share_s))
        _log(ingested, result, seconds)
        return ingested

    async def fetch(
        self, source: Source, record: SourceRecord, since: date | None = None, depth: int = DEPTH
    ) -> PollResult:
        """Poll a source, and return the result without ingesting it. The parameters are the same as for `poll`."""
        # A backfill makes many requests, so it includes no revisits.
        revisit = () if since else await self._due_revisits(source, record)
        request = PollRequest(
            id=source.id,
            source=source,
            state=record.state,
            since=since,
            depth=depth,
            revisit=revisit,
            max_pages=MAX_PAGES,
            deadline_s=DEADLINE_S,
        )
        result = await self._crawler.ask(request)
        if isinstance(result, PollResult):
            return result
        detail = RequestDetail.REJECTED.of(reason=result.detail) if isinstance(result, RefusedResult) else None
        refused = failed_result(request, FailureCode.REFUSED, detail)
        assert isinstance(refused, PollResult)
        return refused

    async def read(self, request: ReadRequest) -> ReadResult:
        """Have a crawler child read one page, and return the result.

        Raises ChildError if the child's answer is not the result of reading a page.
        """
        result = await self._crawler.ask(request)
        if not isinstance(result, ReadResult):
            raise ChildError(f"the crawler child answered a read with {result!r}")
        return result

    async def _due_revisits(self, source: Source, record: SourceRecord) -> tuple[Revisit, ...]:
        rhythm = self._setup().policy.revisit if source.revisit is None else source.revisit
        now = self._clock()
        has_due = record.has_due_revisits if rhythm else False
        if has_due is None:
            has_due = await self._revisit_checks.submit((source.id, now))
        if not has_due:
            return ()

        def step() -> tuple[Revisit, ...]:
            with self._store.reading() as tx:
                return to_revisit(tx.revisits.due(source.id, now, AT_ONCE), now)

        return await self._executor.run(step)

    def _have_due_revisits(self, checks: Sequence[tuple[str, datetime]]) -> list[bool]:
        """Return whether each source has pages that are due for a revisit, in the order of `checks`.

        `checks` contains pairs of a source id and the time of the check. The times hardly differ, so the latest of them
        is used for all sources.
        """
        names = [name for name, _ in checks]
        with self._store.reading() as tx:
            due = tx.revisits.sources_with_due(names, max(now for _, now in checks))
        return [name in due for name in names]


def _log(ingested: IngestResult, result: PollResult, seconds: float) -> None:
    source = ingested.source
    kinds = Counter(decision.verdict.kind for decision in ingested.decisions)
    extra = {
        "action": "poll",
        "source": source,
        "outcome": result.outcome,
        "links": result.links_seen,
        "new": kinds["new"],
        "copies": kinds["copy"],
        "revisions": kinds["revision"],
        "failures": len(ingested.failures),
        "seconds": round(seconds, 3),
    }
    logger.info("polled %s: %s", source, result.outcome, extra=extra)
    named = {"action": "poll", "source": source}
    level = logging.INFO if ingested.repeated else logging.WARNING
    for failure in ingested.failures:
        words = failure_words(failure)
        logger.log(level, "%s%s%s", failure.url, gettext(": "), words, extra=named)
    if ingested.ended:
        message = gettext("{source} can be read again", source=source)
        logger.warning("%s", message, extra={"action": "recover", "source": source})
