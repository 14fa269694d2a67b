"""The pages of the web interface over many notices: wall time and processor time of each request.

`python -m tests.benchmarks web [--notices N] [--database URL] [--rounds N] [--intake N] [--keep FILE]
[--profile PAGE]`: the arguments are those of the benchmark `search`. `--database postgresql` starts a server for the
benchmark. Requests are passed to the application within the process: the times include the middleware, the page's
queries and its template, but no network. Processor time excludes the server of PostgreSQL.
"""

import cProfile
import gc
import pstats
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from starlette.testclient import TestClient

from monitor.cli import OBJECTS_PER_COLLECTION
from monitor.config import Config, Settings, Topic
from monitor.config.web import Web
from monitor.store import open_store
from monitor.web.app import create_app
from monitor.web.serving import exempt_from_collection
from monitor.web.site import WebSite
from tests.benchmarks.search import BAR_MS, intake, opened, parser_of, sizes

TOPICS = (
    Topic(id="clusters", name="集群", query="集群 AND 培育"),
    Topic(id="training", name="职业培训", query="职业技能培训 OR 培训补贴"),
    Topic(id="digital", name="数字化", query='"中小企业 改造"~10 NOT 养老'),
)
PAGES = {
    "inbox": "/",
    "inbox, unread": "/?view=unread",
    "inbox, a topic": "/?topic=clusters",
    "inbox, a topic with a distance": "/?topic=digital",
    "inbox, a source": "/?source=source-7",
    "notice": "/notices/{last}",
    "search, two-character word": "/search?q=集群",
    "search, rare word": "/search?q=丰州",
    "search, one character": "/search?q=税",
    "search, phrase": "/search?q=产业链配套清单",
    "search, boolean": "/search?q=(集群 OR 数字化改造) AND (培训 OR 知识产权) NOT 养老",
    "search, near": '/search?q="集群 补贴"~20',
    "search, word and facets": "/search?q=集群&kind=通知&region=中国",
    "search, a topic": "/search?topic=clusters",
}


def main(arguments: Sequence[str]) -> None:
    """Print the median and the 95th percentile of each page, and its processor time."""
    parser = parser_of("web", notices=10_000)
    parser.add_argument("--profile", metavar="PAGE", help="also profile this page")
    given = parser.parse_args(arguments)
    with opened(given.database, given.notices, given.keep) as url:
        sizes(url)
        with intake(url, given.notices, given.intake):
            measure(url, given.rounds, given.profile)


def measure(url: str, rounds: int, profiled: str | None) -> None:
    """Print the times of all pages."""
    store = open_store(url)
    with store.reading() as tx:
        last = tx.notices.count()
    config = Config(folder=Path(), settings=Settings(), topics=TOPICS)
    site = WebSite(store, lambda: config, Web())
    headers = {"sec-fetch-site": "same-origin", "accept-language": "en"}
    with TestClient(create_app(site), base_url="http://127.0.0.1", headers=headers) as client:
        client.get("/search?q=集群")
        # As in the program itself.
        gc.set_threshold(OBJECTS_PER_COLLECTION)
        exempt_from_collection()
        for name, path in PAGES.items():
            _measure_page(client, name, path.format(last=last - 3), rounds)
        if profiled:
            _profile(client, PAGES[profiled].format(last=last - 3), rounds)
    store.close()


def _measure_page(client: TestClient, name: str, path: str, rounds: int) -> None:
    began = time.perf_counter()
    response = client.get(path)
    first = (time.perf_counter() - began) * 1000
    assert response.status_code == 200, response.text
    times = []
    worked = time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    worked = (time.process_time() - worked) * 1000 / rounds
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    print(
        f"{name:32} first {first:7.1f} ms  median {statistics.median(times):7.1f} ms  p95 {p95:7.1f} ms  "
        f"CPU {worked:6.1f} ms  {len(response.content) / 1000:.0f} kB{'' if p95 <= BAR_MS else '  over the bar'}",
        flush=True,
    )


def _profile(client: TestClient, path: str, rounds: int) -> None:
    # The page's function runs in a thread of its own, which a profiler of this thread does not see.
    import anyio.to_thread

    profiler = cProfile.Profile()
    run_sync = anyio.to_thread.run_sync

    async def profiled(function, *arguments, **options):
        return await run_sync(lambda: profiler.runcall(function, *arguments), **options)

    anyio.to_thread.run_sync = profiled
    try:
        for _ in range(rounds):
            client.get(path)
    finally:
        anyio.to_thread.run_sync = run_sync
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
