"""A class that ingests the results of polls, large ones in several transactions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from crawler.model.results import PolledNotice, PollResult
from crawler.model.source import Source
from monitor.ingest.page_quota import PageQuota
from monitor.ingest.pipeline import Decision, IngestResult, PolledSource, ingest_part, ingest_results, prepare_result
from monitor.ingest.prepare import PreparedNotice, is_large, prepare_notices, split_by_size
from monitor.polling.setup import PollSetup
from monitor.ports import Store, Transaction
from monitor.runtime.store_executor import StoreExecutor

T = TypeVar("T")


class ResultIngester:
    """A service that ingests the results of polls. The parameters are the same as for `SourcePoller`.

    The notices of a large result are ingested in several transactions, and the steps of others run between them. The
    last transaction records the poll itself. If it is not reached, the next poll finds the same notices again, and
    those already recorded are known.
    """

    def __init__(
        self,
        executor: StoreExecutor[Store],
        setup: Callable[[], PollSetup],
        clock: Callable[[], datetime],
        quota: PageQuota,
        *,
        in_parts: bool,
    ) -> None:
        self._executor = executor
        self._store = executor.store
        self._setup = setup
        self._clock = clock
        self._quota = quota
        self._in_parts = in_parts

    async def ingest(self, source: Source, result: PollResult) -> IngestResult:
        """Ingest a result with notices, in as many transactions as its texts need."""
        if not self._in_parts or not is_large(result.notices):
            [ingested] = await self._executor.run(lambda: self.ingest_together([(source, result)]))
            return ingested
        *first, last = split_by_size(result.notices)
        recorded: list[Decision] = []
        for part in first:
            prepared = await self._prepare(source, part)
            recorded += await self._executor.run(partial(self._ingest_part, source, result, prepared))
        prepared = await self._prepare(source, last)
        return await self._executor.run(lambda: self._ingest_last(source, result, prepared, recorded))

    async def _prepare(self, source: Source, part: Sequence[PolledNotice]) -> tuple[PreparedNotice, ...]:
        """Prepare some notices while the store runs other steps, because this takes longer than recording them."""
        now = self._clock()
        return await self._executor.compute(lambda: prepare_notices(part, source.id, now, self._store.prepare))

    def _ingest_part(self, source: Source, result: PollResult, prepared: Sequence[PreparedNotice]) -> list[Decision]:
        """Ingest some of the notices of a result in one transaction, without recording the poll."""
        setup = self._setup()
        polled = _polled(setup, source, result, prepared)
        now = self._clock()
        return self._write(
            lambda tx: ingest_part(tx, polled, setup.matcher, setup.policy, now, self._quota, setup.lists)
        )

    def _ingest_last(
        self,
        source: Source,
        result: PollResult,
        prepared: Sequence[PreparedNotice],
        recorded: Sequence[Decision],
    ) -> IngestResult:
        """Ingest the last notices of a result, and the poll. `recorded` contains the decisions on the other notices."""
        setup = self._setup()
        polled = _polled(setup, source, result, prepared, recorded)
        now = self._clock()
        [ingested] = self._write(
            lambda tx: ingest_results(tx, [polled], setup.matcher, setup.policy, now, self._quota, setup.lists)
        )
        return ingested

    def ingest_together(self, results: Sequence[tuple[Source, PollResult]]) -> list[IngestResult]:
        """Ingest all results in one transaction."""
        setup = self._setup()
        now = self._clock()
        renamed = [_renamed(setup, source, result) for source, result in results]
        polled = [
            prepare_result(result, setup.interval_of(source), source.revisit, now, self._store.prepare)
            for source, result in renamed
        ]
        # Results without notices change only their sources, so they need not wait for other writers.
        has_notices = any(result.notices or result.gone for _, result in results)
        return self._write(
            lambda tx: ingest_results(tx, polled, setup.matcher, setup.policy, now, self._quota, setup.lists),
            waits=has_notices,
        )

    def _write(self, step: Callable[[Transaction], T], *, waits: bool = True) -> T:
        """Run a step in a transaction, and return its result. If `waits` is false, it does not wait for other writers.

        The pages that the step stores count towards the daily limits only if the transaction is committed.
        """

        def counted(tx: Transaction) -> T:
            self._quota.withdraw()
            return step(tx)

        if waits:
            done = self._store.write(counted)
        else:
            with self._store.updating() as tx:
                done = counted(tx)
        self._quota.confirm()
        return done


def _polled(
    setup: PollSetup,
    source: Source,
    result: PollResult,
    prepared: Sequence[PreparedNotice],
    recorded: Sequence[Decision] = (),
) -> PolledSource:
    """Return some notices of a result with the present settings of the source, which may have been renamed."""
    source, result = _renamed(setup, source, result)
    notices = tuple(found.of_source(result.source) for found in prepared)
    return PolledSource(result, setup.interval_of(source), source.revisit, notices, tuple(recorded))


def _renamed(setup: PollSetup, source: Source, result: PollResult) -> tuple[Source, PollResult]:
    """Return the source and the result of its poll, under the new id if the source was renamed in the meantime."""
    name = setup.renamed.get(source.id)
    if name is None:
        return source, result
    return setup.sources.get(name, source), result.model_copy(update={"source": name})
