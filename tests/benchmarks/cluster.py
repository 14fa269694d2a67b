"""Measure the cluster: claiming due sources, the share of the write lock, a worker's memory, and polls by many workers.

`python -m tests.benchmarks cluster [claim|lock|memory|workers ...] [--sources N] [--seconds N] [--workers 1,2,4,8]
[--in-flight N] [--answer SECONDS] [--subscriptions N]`. A PostgreSQL server is started for the benchmark.

`lock` has N subscriptions, and a tenth of the notices matches a tenth of them. `workers` shows that polls grow with
workers only as long as the processor is not the limit; on few cores, use fewer requests in flight and slower answers.
It also prints the processor time per poll.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, event

from monitor.cluster.fenced_store import FencedStore
from monitor.ingest.pipeline import Policy, ingest_results, prepare_result
from monitor.schedule.intervals import PollInterval
from monitor.schedule.shards import shard_of_site
from monitor.schedule.turns import CLAIM
from monitor.store.cluster.opening import open_worker_store
from monitor.store.cluster.write_lock import lock_use
from monitor.store.transaction import SqlStore
from monitor.store.writing import deferred
from tests import postgres
from tests.benchmarks.processes import spent
from tests.monitor.builders import matcher, polled, result, subscription

MINUTE = timedelta(minutes=1)
PARTS = ("claim", "lock", "memory", "workers")
HOSTS_A_WORKER = 40
SOURCES_A_HOST = 18
POLLED = """
UPDATE source SET state = (SELECT json_object_agg('k' || n, md5(n::text || id)) FROM generate_series(1, 60) n),
    last_poll_at = now(), baseline_at = now(), due_at = now() + interval '1 day',
    lease_owner = NULL, leased_until = NULL
"""
CHARACTERS = [chr(code) for code in range(0x4E00, 0x9FA5)]


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="cluster")
    parser.add_argument("parts", nargs="*", default=PARTS)
    parser.add_argument("--sources", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", default="1,2,4,8")
    parser.add_argument("--in-flight", type=int, default=20, help="requests in flight of a worker")
    parser.add_argument("--answer", type=float, default=0.3, help="seconds until a site answers")
    parser.add_argument("--subscriptions", type=int, default=100)
    given = parser.parse_args(arguments)
    for part in given.parts:
        with postgres.database() as url:
            if part == "claim":
                claim(url, given.sources)
            elif part == "lock":
                lock(url, given.seconds, given.subscriptions)
            elif part == "memory":
                memory(url, given.sources)
            else:
                for count in map(int, given.workers.split(",")):
                    with postgres.database() as own:
                        workers(own, count, given.seconds, given.in_flight, given.answer)


def registered(store: SqlStore, sources: int) -> datetime:
    """Registers sources of a twentieth as many sites; the time at which all are due."""
    now = datetime.now(UTC)
    shards = {f"s{number}": shard_of_site(f"site{number % (sources // 20 or 1)}.cn") for number in range(sources)}
    began = time.monotonic()
    with store.writing() as tx:
        tx.shards.assign(shards, now)
    print(f"{sources} sources registered in {time.monotonic() - began:.1f} s")
    return now


def claim(url: str, sources: int) -> None:
    """The time to claim 50 of the due sources of a shard."""
    store = open_worker_store(url)
    now = registered(store, sources)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE source")
    times = []
    for number in range(200):
        with store.updating() as tx:
            lease = tx.turns.take("crawl", str(number * 5), "bench", MINUTE)
        assert lease is not None
        began = time.monotonic()
        with FencedStore(store, lease).claiming() as tx:
            found = tx.shards.claim(lease, now + MINUTE, now + MINUTE * 10, CLAIM)
        if len(found) == CLAIM:
            times.append((time.monotonic() - began) * 1000)
    store.close()
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    figures = f"best {times[0]:.1f} ms, median {times[len(times) // 2]:.1f} ms, 95 % {p95:.1f} ms"
    print(f"claiming {CLAIM} of {sources} sources, {len(times)} times: {figures}")


def lock(url: str, seconds: float, subscriptions: int, a_second: int = 50) -> None:
    """The share of time for which the write lock is held while prepared results with a new notice each come in."""
    store = open_worker_store(url)
    chance = random.Random(1)
    now = registered(store, 200)
    words = ["".join(chance.choices(CHARACTERS, k=4)) for _ in range(10)]
    ready = matcher(
        *(subscription(f"team{number}", topics=[f"topic{number % 10}"]) for number in range(subscriptions)),
        **{f"topic{number}": word for number, word in enumerate(words)},
    )
    policy = Policy(timedelta(days=30), "always")
    with store.updating() as tx:
        lease = tx.turns.take("crawl", "1", "bench", MINUTE * 60)
    assert lease is not None
    fenced = FencedStore(store, lease)
    results = [
        result(_new(chance, number, words[number // 10 % 10] if number % 10 == 0 else ""), source=f"s{number % 200}")
        for number in range(int(seconds * a_second))
    ]
    every = PollInterval(MINUTE)
    prepared = [prepare_result(found, every, None, now, store.prepare) for found in results]
    in_lock = _processor_time_in_lock(store)
    began = time.monotonic()
    behind = 0.0
    for number, found in enumerate(prepared):
        wait = began + number / a_second - time.monotonic()
        behind = max(behind, -wait)
        time.sleep(max(0.0, wait))
        fenced.write(lambda tx, found=found: ingest_results(tx, [found], ready, policy, now))
    elapsed = time.monotonic() - began
    use = lock_use(store.engine)
    with store.reading() as tx:
        alerts = sum(stats.alerts for stats in tx.alerts.subscription_stats())
    store.close()
    print(
        f"{len(prepared) / elapsed:.0f} new notices/s: lock held {use.held_s / elapsed:.1%} of the time, "
        f"{use.held_s / len(prepared) * 1000:.1f} ms a notice; processor time in it: "
        f"{statistics.mean(own for own, _ in in_lock):.2f} ms of the worker, "
        f"{statistics.mean(other for _, other in in_lock):.2f} ms of the database; at most {behind:.1f} s behind; "
        f"{alerts} alerts of {subscriptions} subscriptions"
    )


def _processor_time_in_lock(store: SqlStore) -> list[tuple[float, float]]:
    """The milliseconds of this thread and of the database's process, from the request of the lock to its release."""
    times: list[tuple[float, float]] = []
    began: list[tuple[float, float]] = []

    def now(connection: Any) -> tuple[float, float]:
        spent_ns = Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text().split()[0]
        return time.thread_time() * 1000, int(spent_ns) / 1e6

    class Watched(deferred.LockAndRepeat):
        def __init__(self, connection: Connection, reads: Any) -> None:
            began[:] = [now(connection.connection.driver_connection)]
            super().__init__(connection, reads)

    def released(connection: Any, _record: object) -> None:
        if began and connection is not None:
            (own, other), (own_before, other_before) = now(connection), began.pop()
            times.append((own - own_before, other - other_before))

    deferred.LockAndRepeat = Watched
    event.listen(store.engine, "checkin", released)
    return times


def _new(chance: random.Random, number: int, word: str):
    text = "。".join("".join(chance.choices(CHARACTERS, k=24)) for _ in range(20)) + word
    return polled(f"https://www.example.cn/{number}.html", title=f"关于{text[:12]}的通知", text=text)


def memory(url: str, sources: int) -> None:
    """The resident memory of a worker with many sources that are not due: at its first start, and at another start
    after all sources were polled.
    """
    with tempfile.TemporaryDirectory() as folder:
        entries = [
            {"id": f"s{number}", "type": "html", "url": f"https://site{number // 20}.cn/{number}/", "every": "1d"}
            for number in range(sources)
        ]
        _configure(Path(folder), url, entries)
        with psycopg.connect(url, autocommit=True) as connection:
            _memory_of_start(folder, connection, f"a worker with {sources} sources")
            connection.execute(POLLED)
            _memory_of_start(folder, connection, "restarted when each source has 2.5 KB of state")


def _memory_of_start(folder: str, connection: psycopg.Connection, name: str) -> None:
    process = _start(folder, "--role", "deliver,housekeep")
    _wait(lambda: connection.execute("SELECT count(*) FROM beat").fetchone()[0], 540)
    # All periodic tasks have run once.
    time.sleep(20)
    status = Path(f"/proc/{process.pid}/status").read_text()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    figures = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status.splitlines() if "kB" in line}
    print(f"{name}: {figures['VmRSS']:.0f} MiB resident, {figures['VmHWM']:.0f} MiB at most", flush=True)


def workers(url: str, count: int, seconds: float, in_flight: int, answer_s: float) -> None:
    """Polls by workers of sites that answer after `answer_s` seconds, with `in_flight` requests in flight of each."""
    # At most two requests are in flight per host. The limit of a worker is its number of hosts if it is below 20.
    hosts_a_worker = HOSTS_A_WORKER if in_flight >= 20 else max(1, in_flight // 2)
    hosts = [f"127.0.{number // 250 + 1}.{number % 250 + 1}" for number in range(count * hosts_a_worker)]
    with tempfile.TemporaryDirectory() as folder, _site(answer_s) as port:
        entries = [
            {
                "id": f"{host}-{number}",
                "type": "html",
                "url": f"http://{host}:{port}/{number}/",
                "every": "1s",
                "trusted": True,
                "obey_robots": False,
                "select": {"link": "ul.list a"},
            }
            for host in hosts
            for number in range(SOURCES_A_HOST)
        ]
        _configure(Path(folder), url, entries)
        processes = [_start(folder, "--role", "crawl,housekeep") for _ in range(count)]
        with psycopg.connect(url, autocommit=True) as connection:

            def polls() -> int:
                return connection.execute("SELECT count(*) FROM poll").fetchone()[0]

            def outcomes() -> dict[str, int]:
                return dict(connection.execute("SELECT outcome, count(*) FROM poll GROUP BY 1").fetchall())

            _wait(lambda: polls() >= len(entries), 300)
            before = polls()
            used = sum(spent(process.pid) for process in processes)
            began = time.monotonic()
            time.sleep(seconds)
            done = polls() - before
            elapsed = time.monotonic() - began
            cpu = sum(spent(process.pid) for process in processes) - used
            assert "failed" not in outcomes(), outcomes()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(60)
    ideal = count * in_flight / answer_s
    print(
        f"{count} workers: {done / elapsed:.1f} polls/s ({done / elapsed / ideal:.0%} of {in_flight} in flight each), "
        f"{cpu / max(1, done) * 1000:.1f} ms of processor time a poll, {cpu / elapsed:.2f} of {os.cpu_count()} cores"
    )


def _configure(folder: Path, url: str, entries: list[dict[str, object]]) -> None:
    (folder / "sources").mkdir()
    (folder / "noticewatch.yaml").write_text(f"database: {url}\ndelay: 0s\nchildren: 1\n")
    # Several files, because the size of one is limited.
    for number, start in enumerate(range(0, len(entries), 10_000)):
        (folder / "sources" / f"{number}.yaml").write_text(json.dumps(entries[start : start + 10_000]))


def _start(folder: str, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-P", "-m", "monitor", "work", *options]
    environment = {**os.environ, "NOTICEWATCH_CONFIG": folder}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=Path.cwd())


def _wait(condition, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("the workers did not come up in time")
        time.sleep(0.2)


@contextmanager
def _site(answer_s: float) -> Iterator[int]:
    """A server on all loopback addresses that answers each request after `answer_s` seconds."""
    title = "关于开展项目申报工作的通知"
    listing = f"<meta charset='utf-8'><ul class='list'><li><a href='/1.html'>{title}</a> 2024-06-05</li></ul>".encode()
    words = "请各有关单位于规定期限内提交申报材料，逾期不予受理。" * 8
    notice = f"<meta charset='utf-8'><title>{title}</title><h1>{title}</h1><p>{words}</p>".encode()
    head = b'HTTP/1.1 %s\r\nETag: "1"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s'

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(answer_s)
                body = notice if b".html " in request else listing
                unchanged = b"if-none-match" in request.lower()
                writer.write(head % ((b"304 Not Modified", 0, b"") if unchanged else (b"200 OK", len(body), body)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    ready: list[int] = []

    async def serve() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
        ready.append(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    _wait(lambda: ready, 10)
    yield ready[0]
