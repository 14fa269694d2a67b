"""Measure living lists in processor time: `python -m tests.benchmarks lists [--notices 100000] [--url DATABASE]`.

The figures are the times of a list's page and of its exports among all notices, and the additional time per recorded
notice with 50 lists.
"""

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from sqlalchemy import insert
from starlette.testclient import TestClient

from crawler.model.notice import Clause, Deadline, Notice
from monitor.alerting.matcher import Matcher
from monitor.cli import OBJECTS_PER_COLLECTION
from monitor.cli.lists.living_lists import list_columns
from monitor.cli.output.printing import list_text, workbook
from monitor.config import Config, LivingList, Settings
from monitor.config.web import Web
from monitor.ingest.pipeline import Policy, ingest_notice, prepare_notice
from monitor.lists.keeper import ListKeeper
from monitor.lists.upkeep import ListUpkeep
from monitor.store import open_store
from monitor.store.tables import NoticeRow, RevisionRow
from monitor.store.transaction import SqlStore
from monitor.views.living_lists import list_row
from monitor.web.app import create_app
from monitor.web.site import WebSite
from tests.monitor.builders import polled

NOW = datetime(2024, 6, 6, 8, tzinfo=UTC)
BULK = 5_000
ROUNDS = 300
_WORDS = (
    "补贴 奖励 培训 人才 企业 产业 集群 科技 项目 申报 资金 创新 就业 毕业生 学校 专利 检测 环保 节能 住房 交通 农业 "
    "粮食 水利 医疗 养老 旅游 文化 体育 食品 药品 安全 应急 消防 统计 审计 税收 海关 外贸 投资 金融 保险 能源 电力 "
    "煤炭 钢铁 汽车 船舶 航空 数据"
).split()


def text_of(chance: random.Random) -> str:
    """Return a text of some 1,200 characters."""
    return "。".join("".join(chance.choices(_WORDS, k=12)) for _ in range(50))


def made(number: int, chance: random.Random) -> Notice:
    """Return a notice with a deadline and measures, as a page would be read."""
    text = text_of(chance)
    day = date(2024, 1, 1) + timedelta(number % 150)
    clause = Clause(path=("一",), text=text[:100], role="measure", responsible_units=("市科技局", "市财政局"))
    return Notice(
        url=f"https://gov.example.cn/{number}.html",
        title=f"关于{chance.choice(_WORDS)}{chance.choice(_WORDS)}工作的通知{number}",
        text=text,
        issuers=(f"某市{chance.choice(_WORDS)}局",),
        region=("CN", "山东省", "滨州市"),
        published_on=day,
        clauses=(clause,),
        deadlines=(Deadline(date=NOW.date() + timedelta(number % 300), text="请于截止日前申报"),),
    )


def fill(store: SqlStore, count: int) -> None:
    """Record notices without what only verdicts need."""
    chance = random.Random(1)
    for start in range(1, count + 1, BULK):
        numbers = range(start, min(start + BULK, count + 1))
        documents = [made(number, chance).model_dump(mode="json") for number in numbers]
        with store.engine.begin() as connection:
            notices = [{"id": n, "source_id": "gov", "first_seen_at": NOW, "revision": 1} for n in numbers]
            connection.execute(insert(NoticeRow), notices)
            revisions = [
                {"notice_id": n, "number": 1, "seen_at": NOW, "document": document, "source_id": "gov"}
                for n, document in zip(numbers, documents, strict=True)
            ]
            connection.execute(insert(RevisionRow), revisions)


def lists_of(count: int) -> tuple[LivingList, ...]:
    """Return lists with queries of several words."""
    chance = random.Random(2)
    queries = (f"title:{chance.choice(_WORDS)} AND ({' OR '.join(chance.sample(_WORDS, 3))})" for _ in range(count))
    return tuple(LivingList(id=f"list{n}", query=query, order="deadline") for n, query in enumerate(queries))


def timed(what: str, work: Callable[[], object]) -> None:
    """Print how long some work takes: the median of three runs."""
    spans = []
    for _ in range(3):
        start = time.process_time()
        work()
        spans.append(time.process_time() - start)
    typer.echo(f"{what}: {statistics.median(spans):.3f} s")


def show(store: SqlStore, config: Config) -> None:
    """Time the page and the exports of the largest list."""
    with store.reading() as tx:
        name, size = max(tx.lists.counts().items(), key=lambda item: item[1])
    listed = config.living_list(name)
    assert listed is not None
    columns = list_columns(listed, left=False)

    def rows() -> list[dict]:
        with store.reading() as tx:
            return [list_row(entry) for entry in tx.lists.entries(name, 1_000_000)]

    typer.echo(f"list of {size} entries")
    site = WebSite(store, lambda: config, Web(), lambda: NOW)
    headers = {"sec-fetch-site": "same-origin"}
    with TestClient(create_app(site), base_url="http://127.0.0.1", headers=headers) as client:
        timed("page", lambda: client.get(f"/lists/{name}").raise_for_status())
        timed("last page", lambda: client.get(f"/lists/{name}?page={size // 100}").raise_for_status())
        timed("search in the list", lambda: client.get(f"/lists/{name}?q=科技").raise_for_status())
    timed("export as CSV", lambda: list_text(columns, rows(), "csv", excel=False))
    timed("export as JSON Lines", lambda: list_text(columns, rows(), "jsonl", excel=False))
    timed("export as XLSX", lambda: workbook(columns, rows()))


def cost(store: SqlStore, lists: tuple[LivingList, ...]) -> None:
    """Print what a new notice costs with and without lists, in turn."""
    policy = Policy(timedelta(days=30))
    bare = Config(folder=Path(), settings=Settings())
    matcher = Matcher(bare)
    keeper = ListKeeper(bare.model_copy(update={"lists": lists}))
    chance = random.Random(3)
    spans: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * ROUNDS):
        found = made(10_000_000 + number, chance)
        notice = polled(found.url, **{name: getattr(found, name) for name in ("title", "text", "issuers", "deadlines")})
        with_lists = bool(number % 2)
        with store.writing() as tx:
            start = time.process_time()
            prepared = prepare_notice(notice, "gov", NOW, store.prepare)
            ingest_notice(tx, prepared, matcher, policy, NOW, lists=keeper if with_lists else None)
            spans[with_lists].append(time.process_time() - start)
    without, with_them = (statistics.mean(spans[key]) * 1000 for key in (False, True))
    with store.reading() as tx:
        entries = sum(len(tx.lists.of_notice(notice.id)) for notice in tx.notices.latest(ROUNDS, None, None))
    typer.echo(f"a notice enters {2 * entries / ROUNDS:.1f} of the {len(lists)} lists")
    typer.echo(f"a new notice: {without:.2f} ms without lists, {with_them:.2f} ms with {len(lists)} lists")
    medians = [statistics.median(spans[key]) * 1000 for key in (False, True)]
    typer.echo(f"medians: {medians[0]:.2f} and {medians[1]:.2f} ms; more by {medians[1] - medians[0]:.2f} ms")


def main(arguments: list[str]) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--url", help="the database (a SQLite file of its own)")
    options = parser.parse_args(arguments)
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    lists = lists_of(50)
    # The first list holds about a tenth of all notices.
    wide = LivingList(id="wide", query=f"title:({' OR '.join(_WORDS[:3])})", order="deadline")
    config = Config(folder=Path(), lists=(wide, *lists[:4]))
    with TemporaryDirectory() as folder:
        store = open_store(options.url or f"sqlite:///{folder}/lists.db")
        fill(store, options.notices)
        start = time.process_time()
        ListUpkeep(store, config).run(NOW)
        typer.echo(f"{options.notices} notices, 5 lists filled in {time.process_time() - start:.0f} s")
        show(store, config)
        cost(store, lists)
        store.close()
