"""Polling: claim what is due, ask a child, take the result in."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from crawler.model.requests import DEPTH, PollRequest, ReadRequest, Revisit
from crawler.model.results import AnyResult, PollResult, ReadResult, RefusedResult, failed_result
from crawler.model.source import Source
from monitor.alerting.matcher import Matcher
from monitor.errors import ChildError
from monitor.ingest.pipeline import IngestResult, Policy, ingest_result
from monitor.model import SourceRecord
from monitor.ports import Store
from monitor.runtime.batching import Batcher
from monitor.runtime.lease_owner import dead_owners
from monitor.schedule.intervals import PollInterval, PollPlan, even_plan
from monitor.schedule.revisits import AT_ONCE, to_revisit

logger = logging.getLogger(__name__)
PATIENT = 60
"""The part of its source's interval that a result waits at most."""
LEASE = timedelta(minutes=10)
"""How long a claimed source is left alone when nobody says what became of it."""
MAX_PAGES = 50
T = TypeVar("T")


class Crawler(Protocol):
    """What answers requests: `monitor.polling.crawler_pool.Children`, or the fake."""

    async def ask(self, request: PollRequest | ReadRequest) -> AnyResult:
        """The one result of a request."""


class SourcePoller:
    """Polls sources with crawler children and takes their results in, the store's work in one thread of its own."""

    def __init__(
        self,
        store: Store,
        crawler: Crawler,
        matcher: Matcher,
        policy: Policy,
        clock: Callable[[], datetime],
        owner: str,
        deadline_s: float = 120.0,
        sources: Sequence[Source] = (),
        patience_s: float = 0.0,
    ) -> None:
        """`patience_s`: how long a result in which nothing was found waits for others at most, to be taken in with
        them; never longer than a small part of its source's interval."""
        self.store = store
        self._crawler = crawler
        self._matcher = matcher
        self._policy = policy
        self.clock = clock
        self.owner = owner
        self._deadline_s = deadline_s
        self._sources = {source.id: source for source in sources}
        self._pace = even_plan(sources, None)
        self._owed: dict[str, datetime] = {}
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._quiet = Batcher(self.in_store, self._take_in)
        self._patience_s = patience_s
        self._looks = Batcher(self.in_store, self._with_looks)

    async def in_store(self, step: Callable[[], T]) -> T:
        """Runs a step on the store without holding up the loop; steps run one after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, step)

    def tempo(self, source: str) -> PollInterval:
        """How often a source is polled; an hour for one that is not configured."""
        known = self._sources.get(source)
        return self._pace.tempo(known) if known else PollInterval(timedelta(hours=1))

    def tempo_of(self, source: Source) -> PollInterval:
        """How often a source is polled, as it is configured now."""
        return self._pace.tempo(self._sources.get(source.id, source))

    async def use(self, matcher: Matcher, policy: Policy, sources: Sequence[Source]) -> None:
        """Takes in by these from now on: between two results, never amid one."""

        def step() -> None:
            self._matcher = matcher
            self._policy = policy
            self._sources = {source.id: source for source in sources}

        await self.in_store(step)

    async def keep_pace(self, pace: PollPlan) -> None:
        """Polls by this plan from now on."""
        self._pace = pace

    async def bring_forward(self, sources: Sequence[Source]) -> None:
        """Makes sources whose interval became shorter due as that says; one in flight is due all the while."""
        now = self.clock()

        def due(record: SourceRecord) -> datetime | None:
            if record.failures or not (record.last_poll_at and record.due_at):
                return None
            at = max(now, record.last_poll_at + self.tempo(record.id).delay(record.last_poll_at))
            return at if at < record.due_at else None

        def step() -> None:
            names = {source.id for source in sources}
            with self.store.reading() as tx:
                early = {one.id: at for one in tx.sources.all() if one.id in names and (at := due(one))}
            if early:
                with self.store.writing() as tx:
                    for name, at in early.items():
                        tx.sources.release(name, at)

        await self.in_store(step)

    async def register(self, sources: Sequence[Source]) -> None:
        """Makes the sources known; new ones are due now."""

        def step() -> None:
            with self.store.writing() as tx:
                for source in sources:
                    tx.sources.register(source.id, self.clock())

        await self.in_store(step)

    async def record(self, source: Source) -> SourceRecord:
        """What is known of a source; an empty record of one that is new."""

        def step() -> SourceRecord:
            with self.store.reading() as tx:
                return tx.sources.get(source.id) or SourceRecord(source.id)

        return await self.in_store(step)

    async def claim(self, sources: Sequence[Source], limit: int) -> list[SourceRecord]:
        """Leases at most `limit` of the sources that are due."""
        now = self.clock()
        names = {source.id for source in sources}
        await self._settle()

        def step() -> list[SourceRecord]:
            # Looking first spares the write lock in the many moments when nothing is due.
            with self.store.reading() as tx:
                due = [name for name in tx.sources.due(now) if name in names][:limit]
            if not due:
                return []
            with self.store.writing() as tx:
                return tx.sources.claim(due, now, now + LEASE, self.owner)

        return await self.in_store(step) if limit > 0 else []

    async def release(self, source: Source) -> None:
        """Gives a lease back after a failure of our own; the source is due after its interval. When not even that can
        be recorded, it is done before the next claim."""
        now = self.clock()
        self._owed[source.id] = now + self.tempo_of(source).delay(now)
        await self._settle()

    async def _settle(self) -> None:
        """Gives back the leases that are owed."""

        def step() -> None:
            owed = dict(self._owed)
            with self.store.writing() as tx:
                for name, due_at in owed.items():
                    tx.sources.release(name, due_at)
            for name in owed:
                del self._owed[name]

        if self._owed:
            await self.in_store(step)

    async def take_over(self) -> None:
        """Frees what processes of this host that are gone were at."""

        def step() -> None:
            with self.store.writing() as tx:
                tx.leases.release(dead_owners(tx.leases.owners()))
                tx.heartbeats.drop(dead_owners(beat.owner for beat in tx.heartbeats.all()))

        await self.in_store(step)

    async def give_back(self) -> None:
        """Frees what this process was at, as its last step."""

        def step() -> None:
            with self.store.writing() as tx:
                tx.leases.release([self.owner])
                tx.heartbeats.drop([self.owner])

        await self.in_store(step)
        self._thread.shutdown()

    async def poll(
        self, source: Source, record: SourceRecord, since: date | None = None, depth: int = DEPTH
    ) -> IngestResult:
        """Polls one source and takes the result in. With `since`, it walks back a stretch, at most `depth` pages."""
        start = time.monotonic()
        result = await self.ask(source, record, since, depth)
        seconds = time.monotonic() - start
        if result.notices:
            [taken] = await self.in_store(lambda: self._take_in([(source, result)]))
        else:
            part_s = self.tempo_of(source).usual.total_seconds() / PATIENT
            taken = await self._quiet.ask((source, result), min(self._patience_s, part_s))
        self._log(taken, result, seconds)
        return taken

    async def ask(
        self, source: Source, record: SourceRecord, since: date | None = None, depth: int = DEPTH
    ) -> PollResult:
        """The result of polling a source, not taken in."""
        # A walk back has enough to fetch.
        revisit = () if since else await self._due_looks(source)
        request = PollRequest(
            id=source.id,
            source=source,
            state=record.state,
            since=since,
            depth=depth,
            revisit=revisit,
            max_pages=MAX_PAGES,
            deadline_s=self._deadline_s,
        )
        result = await self._crawler.ask(request)
        if isinstance(result, PollResult):
            return result
        reason = result.detail if isinstance(result, RefusedResult) else "the answer is not a poll's"
        refused = failed_result(request, "refused", reason)
        assert isinstance(refused, PollResult)
        return refused

    async def _due_looks(self, source: Source) -> tuple[Revisit, ...]:
        rhythm = self._policy.revisit if source.revisit is None else source.revisit
        now = self.clock()
        if not rhythm:
            return ()

        if not await self._looks.ask((source.id, now)):
            return ()

        def step() -> tuple[Revisit, ...]:
            with self.store.reading() as tx:
                return to_revisit(tx.revisits.due(source.id, now, AT_ONCE), now)

        return await self.in_store(step)

    def _with_looks(self, asked: Sequence[tuple[str, datetime]]) -> list[bool]:
        """Whether each of the sources has a look that is due then."""
        with self.store.reading() as tx:
            found = tx.revisits.sources_with_due([source for source, _ in asked], max(now for _, now in asked))
        return [source in found for source, _ in asked]

    async def read(self, request: ReadRequest) -> ReadResult:
        """One page as read by a child."""
        result = await self._crawler.ask(request)
        if not isinstance(result, ReadResult):
            raise ChildError(f"the crawler child answered a read with {result!r}")
        return result

    def _take_in(self, results: Sequence[tuple[Source, PollResult]]) -> list[IngestResult]:
        """Takes results in, all of them or none."""
        with self.store.writing() as tx:
            if len(results) > 1:
                tx.sources.preload([source.id for source, _ in results])
            return [
                ingest_result(
                    tx, result, self.tempo_of(source), self._matcher, self._policy, self.clock(), source.revisit
                )
                for source, result in results
            ]

    def _log(self, taken: IngestResult, result: PollResult, seconds: float) -> None:
        kinds = Counter(one.verdict.kind for one in taken.decisions)
        counts = {
            "links": result.links_seen,
            "new": kinds["new"],
            "copies": kinds["copy"],
            "revisions": kinds["revision"],
            "failures": len(taken.failures),
        }
        extra = {
            "action": "poll",
            "source": taken.source,
            "outcome": result.outcome,
            **counts,
            "seconds": round(seconds, 3),
        }
        logger.info("polled %s: %s", taken.source, result.outcome, extra=extra)
        for failure in taken.failures:
            logger.warning(
                "%s: %s: %s",
                failure.url,
                failure.code,
                failure.detail,
                extra={"action": "poll", "source": taken.source},
            )
        if taken.ended:
            logger.warning("%s can be read again", taken.source, extra={"action": "recover", "source": taken.source})
