"""Search and the lists of the web page over many notices: time of each request and size of the index.

`python -m tests.benchmarks search [--notices N] [--database URL] [--rounds N] [--intake N] [--keep FILE]
[--recording]`: notices are made, or taken from the SQLite file that an earlier run kept. `--database postgresql` starts
a server for the benchmark. With `--intake`, so many notices a second are recorded meanwhile, by another process.
`--recording` compares the time in which notices are recorded, with the index and without it.
"""

import argparse
import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import text

from crawler.model.notice import Clause, Notice
from monitor.model import NewRevision
from monitor.model.search import SearchFilters, SearchRequest
from monitor.store import open_store
from monitor.topics import parse_query
from tests import postgres
from tests.made_notices import KINDS

BAR_MS = 100
PAGE = 25
QUERIES = {
    "two-character word, frequent": "集群",
    "two-character word, rare": "丰州",
    "one character": "税",
    "phrase": "产业链配套清单",
    "long phrase": "加快建设产业链配套清单",
    "boolean": "(集群 OR 数字化改造) AND (培训 OR 知识产权) NOT 养老",
    "near": '"集群 补贴"~20',
    "dates and words": "published:[2015 TO 2018] AND 集群",
    "field": "issuer:青山市 AND 集群",
    "Latin word": "cluster",
}
START = datetime(2020, 1, 1, tzinfo=UTC)


def main(arguments: Sequence[str]) -> None:
    """Print the median and the 95th percentile of each request, and the sizes."""
    parser = parser_of("search", notices=100_000)
    parser.add_argument("--recording", action="store_true", help="only compare recording with and without the index")
    given = parser.parse_args(arguments)
    if given.recording:
        compare_recording(given.database, given.notices)
        return
    with opened(given.database, given.notices, given.keep) as url:
        sizes(url)
        with intake(url, given.notices, given.intake):
            measure(url, given.rounds)


def parser_of(name: str, *, notices: int) -> argparse.ArgumentParser:
    """Return a parser of the arguments that `opened` and `intake` use; `notices` is the default of `--notices`."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("--notices", type=int, default=notices)
    parser.add_argument("--database")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--intake", type=float, default=0)
    parser.add_argument("--keep", type=Path)
    return parser


@contextmanager
def intake(url: str, notices: int, rate: float) -> Iterator[None]:
    """Record `rate` notices per second in another process during the block; none if `rate` is 0."""
    if not rate:
        yield
        return
    process = multiprocessing.get_context("spawn").Process(target=take_in, args=(url, notices, rate), daemon=True)
    process.start()
    time.sleep(3)
    try:
        yield
    finally:
        process.terminate()
        process.join()


@contextmanager
def opened(database: str | None, notices: int, keep: Path | None) -> Iterator[str]:
    """Yield the URL of a database with made notices.

    `database` is a URL, `postgresql` for a server started here, or None for a new SQLite file.
    """
    with ExitStack() as stack:
        if database == "postgresql":
            # The default, 128 MB, is meant for small machines; the manual recommends a quarter of the memory.
            postgres.SETTINGS.append("shared_buffers=512MB")
            url = stack.enter_context(postgres.database())
        elif database:
            url = database
        else:
            parent = Path.home() if keep is None else keep.parent
            file = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=parent))) / "search.db"
            if keep and keep.exists():
                shutil.copy(keep, file)
            url = f"sqlite:///{file}"
        fill(url, notices)
        if keep and not keep.exists() and not database:
            shutil.copy(file, keep)
        yield url


def compare_recording(database: str | None, count: int) -> None:
    """Print the time in which notices are recorded, with the search index and without it."""
    from monitor.store import notices

    for is_indexed in (True, False, True, False):
        with patch.object(notices, "file_for_search", notices.file_for_search if is_indexed else lambda *_, **__: None):
            print("with the index" if is_indexed else "without the index", end=": ", flush=True)
            with opened(database, count, None):
                pass


def made(number: int) -> Notice:
    """A notice with measures, of one of three kinds; policies are most frequent."""
    name = ("policy", "policy", "law", "policy", "gazette")[number % 5]
    found = KINDS[name](number)
    clauses = tuple(Clause(text=line, role="measure") for line in found.text.splitlines() if line.startswith("（"))
    return Notice(
        url=f"https://gov{number % 300}.example.cn/{number}.html",
        title=found.title,
        kind={"policy": "通知", "law": "条例", "gazette": "公告"}[name],
        document_number=found.document_number or None,
        issuers=(found.issuer,) if found.issuer else (),
        region=("中国", f"省{number % 30}", f"市{number % 300}"),
        issued_on=found.issued_on,
        published_on=found.issued_on + timedelta(days=3),
        script="Hans",
        text=found.text,
        clauses=clauses,
        reader="made",
    )


def fill(url: str, count: int) -> None:
    """Record as many notices as are missing."""
    store = open_store(url)
    with store.reading() as tx:
        known = tx.notices.count()
    began = time.perf_counter()
    processor_began = time.process_time()
    for start in range(known, count, 500):
        with store.writing() as tx:
            for number in range(start, min(count, start + 500)):
                record(tx, number)
    if count > known:
        each = (time.perf_counter() - began) * 1000 / (count - known)
        worked = (time.process_time() - processor_began) * 1000 / (count - known)
        print(f"recorded {count - known} notices, {each:.2f} ms each, processor time {worked:.2f} ms", flush=True)
        if store.engine.dialect.name == "postgresql":
            # As the daemon and the server do it.
            store.compact_index(lambda: False)
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
    store.close()


def record(tx, number: int) -> None:
    """Record a made notice."""
    tx.notices.add(f"source-{number % 300}", NewRevision(made(number), None), START + timedelta(minutes=number))


def take_in(url: str, first: int, rate: float) -> None:
    """Record notices at a rate, until the process is ended."""
    store = open_store(url)
    number = first
    while True:
        began = time.monotonic()
        with store.writing() as tx:
            record(tx, number)
        number += 1
        time.sleep(max(0.0, 1 / rate - (time.monotonic() - began)))


def sizes(url: str) -> None:
    """Print the bytes of the texts, and those of the index."""
    store = open_store(url)
    with store.reading() as tx:
        connection = tx.session.connection()
        ids = list(connection.scalars(text("SELECT id FROM notice WHERE id % 47 = 0")))
        total = tx.notices.count()
        sampled = 0
        for start in range(0, len(ids), 500):
            sampled += sum(len(found.text.encode()) for found in tx.search.summaries(ids[start : start + 500]))
        texts = sampled * total / len(ids)
        if connection.dialect.name == "sqlite":
            like = "name LIKE 'search_%' OR name LIKE 'ix_search_%'"
            query = f"SELECT name, sum(pgsize) FROM dbstat WHERE {like} GROUP BY name"
        else:
            query = """SELECT relname, pg_total_relation_size(relid) FROM pg_catalog.pg_statio_user_tables
            WHERE relname LIKE 'search_%'"""
        parts = dict(connection.execute(text(query)).all())
        if connection.dialect.name != "sqlite":
            gin = connection.scalar(text("SELECT pg_relation_size('ix_search_entry_tokens')"))
            print(f"of search_entry, the GIN index {gin / 1e6:.0f} MB")
    size = sum(parts.values())
    print(f"texts {texts / 1e6:.0f} MB, index {size / 1e6:.0f} MB: {size / texts:.2f} times")
    for name, part in sorted(parts.items(), key=lambda item: -item[1])[:6]:
        print(f"    {name:24} {part / 1e6:7.1f} MB")
    store.close()


def measure(url: str, rounds: int) -> None:
    """Print the times of all requests."""
    store = open_store(url)

    def search(written: str, facets: bool) -> Callable[[], str]:
        request = SearchRequest(parse_query(written), (), SearchFilters())

        def run() -> str:
            with store.reading() as tx:
                page = tx.search.find(request, PAGE)
                tx.search.summaries(page.ids)
                if not facets:
                    return f"{len(page.ids)}{'+' if page.more else ''} hits"
                result = tx.search.count(request, page)
            return f"{result.total}{'+' if result.more else ''} hits"

        return run

    def everything() -> str:
        with store.reading() as tx:
            result = tx.search.find(SearchRequest(), PAGE)
            return f"{len(tx.search.summaries(result.ids))} rows"

    steps: dict[str, Callable[[], str]] = {"newest": everything}
    for name, written in QUERIES.items():
        steps[f"{name}"] = search(written, False)
        steps[f"{name}, with facets"] = search(written, True)
    for name, step in steps.items():
        said = step()
        times = []
        worked = time.process_time()
        for _ in range(rounds):
            began = time.perf_counter()
            step()
            times.append((time.perf_counter() - began) * 1000)
        worked = (time.process_time() - worked) * 1000 / rounds
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        mark = "" if p95 <= BAR_MS else "  over the bar"
        print(
            f"{name:45} median {statistics.median(times):7.1f} ms  p95 {p95:7.1f} ms  CPU {worked:7.1f} ms  "
            f"{said}{mark}",
            flush=True,
        )
    store.close()
