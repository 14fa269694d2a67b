"""The queue of turns, which all workers of a database share. This is the only module that imports Procrastinate.

A turn has a kind (polling, delivery or housekeeping) and a key, such as the number of a shard or the name of a channel.
Each job of Procrastinate is a turn. Two turns of the same kind with the same key never run at the same time, and at
most one of them waits; Procrastinate's locks ensure this. For each kind of turns, there is a queue from which any
worker may take a turn. In addition, each worker has its own queue for each kind.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from psycopg_pool import PoolTimeout

from monitor.errors import StoreError
from monitor.model.turns import TurnKind
from monitor.schedule.turns import Successor
from monitor.store.cluster.opening import NETWORK_LIMITS
from monitor.text.i18n import gettext

logger = logging.getLogger(__name__)
# At lower levels, the libraries log every job and every lost connection; errors are logged here, once.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
TASK = "noticewatch.turn"
SCHEMA_KEY = 0x6E77_0003
"""The key of the PostgreSQL advisory lock under which Procrastinate's tables are created."""
FETCH_S = 1.0
"""The interval in seconds at which the queue is checked."""
HEARTBEATS = 6
"""The number of heartbeats of a worker within the time after which its jobs are given to others."""
FINISH_S = 90.0
AGAIN_S = 1.0
Key = tuple[TurnKind, str]
TakeTurn = Callable[[TurnKind, str, bool], Awaitable[Successor | None]]
"""A function that takes a turn, and returns its successor, if any. The last argument is true if the turn was deferred
for this worker."""


class TurnQueue:
    """The queue of turns, as used by the worker `owner`.

    `conninfo` is the URL of the database in the form that libpq accepts. If a worker has written no heartbeat for
    `stalled_s` seconds, its turns are given to other workers.
    """

    def __init__(self, conninfo: str, owner: str, stalled_s: float, take_turn: TakeTurn) -> None:
        self._owner = owner
        self._stalled_s = stalled_s
        self._take_turn = take_turn
        connector = PsycopgConnector(conninfo=conninfo, kwargs=NETWORK_LIMITS, min_size=1, max_size=4, timeout=10.0)
        self._app = App(connector=connector)
        self._app.task(name=TASK, pass_context=True)(self._run)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connect to the database within the context, and create Procrastinate's tables if they are missing."""
        try:
            async with self._app.open_async():
                await self._create_tables()
                yield
        except (ConnectorException, PoolTimeout) as error:
            raise _store_error(error) from error

    async def _create_tables(self) -> None:
        if await self._app.check_connection_async():
            return
        connector = self._app.connector
        assert isinstance(connector, PsycopgConnector)
        async with connector.pool.connection() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_KEY,))
            # Not `to_regclass`: it may be answered from a cache that is older than the lock.
            found = await connection.execute(
                "SELECT 1 FROM pg_tables"
                " WHERE tablename = 'procrastinate_jobs' AND schemaname = ANY(current_schemas(false))"
            )
            if await found.fetchone() is None:
                await connection.execute(self._app.schema_manager.get_schema())

    async def _run(self, context: JobContext, kind: TurnKind, key: str) -> None:
        is_own = context.job.queue != kind
        successor = await self._take_turn(kind, key, is_own)
        if successor:
            await self.defer(kind, key, successor)

    async def defer(self, kind: TurnKind, key: str, successor: Successor) -> None:
        """Add a turn to the queue, unless a turn of this kind with this key is already waiting.

        `successor` states when the turn is due, and whether only this worker may take it.
        """
        lock = f"{kind}/{key}"
        queue = f"{kind}/{self._owner}" if successor.keeps_owner else kind
        configured = self._app.configure_task(
            TASK, queue=queue, lock=lock, queueing_lock=lock, schedule_at=successor.due_at
        )
        with contextlib.suppress(AlreadyEnqueued):
            await configured.defer_async(kind=kind, key=key)

    async def serve(self, slots: Mapping[TurnKind, int], stopping: asyncio.Event) -> None:
        """Carry out turns until `stopping` is set.

        `slots` contains the maximum number of concurrent turns of each kind.
        """
        asyncio.get_running_loop().set_exception_handler(_log_lost_job)
        await asyncio.gather(*(self._serve(kind, count, stopping) for kind, count in slots.items()))

    async def _serve(self, kind: TurnKind, count: int, stopping: asyncio.Event) -> None:
        failing = False
        while not stopping.is_set():
            task = asyncio.create_task(self._work(kind, count))
            stopped = asyncio.create_task(stopping.wait())
            await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            task.cancel()
            try:
                await task
                failing = False
            except asyncio.CancelledError:
                continue
            except (ConnectorException, PoolTimeout) as error:
                if not failing:
                    logger.error("%s; trying again", _store_error(error), extra={"action": "queue"})
                failing = True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S):
                    await stopping.wait()

    async def _work(self, kind: TurnKind, count: int) -> None:
        await self._app.run_worker_async(
            queues=[kind, f"{kind}/{self._owner}"],
            name=kind,
            concurrency=count,
            install_signal_handlers=False,
            listen_notify=False,
            delete_jobs="always",
            fetch_job_polling_interval=FETCH_S,
            abort_job_polling_interval=FINISH_S,
            shutdown_graceful_timeout=FINISH_S,
            update_heartbeat_interval=self._stalled_s / HEARTBEATS,
            stalled_worker_timeout=self._stalled_s,
        )

    async def repair(self, wanted: Collection[Key], alive: Collection[str], now: datetime) -> list[Key]:
        """Add the missing turns to the queue, and return their keys.

        `wanted` contains the keys of all turns that must exist. A turn is missing if it was never added, or if its
        worker exited during the turn. Turns that wait in the queue of a worker that is not in `alive` are also added
        anew, for any worker.
        """
        for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled_s):
            await self._delete(job)
        present: set[Key] = set()
        for job in await self._app.job_manager.list_jobs_async(task=TASK):
            _, _, owner = job.queue.partition("/")
            if job.status == Status.TODO.value and owner and owner not in alive:
                await self._delete(job)
            elif job.status in (Status.TODO.value, Status.DOING.value):
                present.add((job.task_kwargs["kind"], job.task_kwargs["key"]))  # type: ignore[arg-type]
        missing = [key for key in wanted if key not in present]
        for kind, key in missing:
            await self.defer(kind, key, Successor(now))
        return missing

    async def _delete(self, job: Job) -> None:
        # Another worker may have deleted the job at the same time.
        with contextlib.suppress(ConnectorException):
            await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    async def defer_all(self, keys: Iterable[Key], now: datetime) -> None:
        """Add turns that are due now, unless turns of these keys are waiting."""
        for kind, key in keys:
            await self.defer(kind, key, Successor(now))


def _log_lost_job(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an exception of the event loop.

    If the exception means that the end of a turn could not be recorded in the database, only one line is logged. Other
    workers find this turn because its heartbeat is missing.
    """
    error = context.get("exception")
    if isinstance(error, ConnectorException | PoolTimeout):
        logger.warning("the end of a turn could not be recorded: %s", _store_error(error), extra={"action": "queue"})
    else:
        loop.default_exception_handler(context)


def _store_error(error: Exception) -> StoreError:
    reason = " ".join(str(error.__cause__ or error).split())
    return StoreError(gettext("the database failed: {reason}", reason=reason))
