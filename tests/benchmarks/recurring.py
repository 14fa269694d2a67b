"""Measure the cost of series and trends over many notices: recording a notice, renewal, and the pages.

`python -m tests.benchmarks recurring [--notices N]`: notices of the last year in a SQLite database, a third of which
state a year, batch or period in their title. The notices have entries in the search index without texts, so that topics
are not measured; the benchmark `web` measures the search for a topic.
"""

import argparse
import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert
from starlette.testclient import TestClient

from crawler.model.notice import Notice
from monitor.config import Config, Settings
from monitor.config.web import Web
from monitor.search.tokens import VERSION
from monitor.series.renewal import renew_all
from monitor.store import open_store
from monitor.store.series.membership import file_in_series
from monitor.store.tables import NoticeRow, RevisionRow, SearchEntryRow
from monitor.store.transaction import SqlStore
from monitor.web.app import create_app
from monitor.web.site import WebSite

NOW = datetime.now(UTC)
ISSUERS = 400
REGIONS = 120
SUBJECTS = 3_000
PAGES = (
    "/series",
    "/series?words=号项目",
    "/series/7",
    "/deadlines",
    "/deadlines?view=month",
    "/trends",
    "/trends.csv",
    "/notices/7",
)
_BATCH = 2_000


def _notice(number: int, chance: random.Random) -> Notice:
    day = NOW.date() - timedelta(chance.randrange(365))
    issuer = f"第{chance.randrange(ISSUERS)}局"
    if chance.random() < 1 / 3:
        day = date(day.year - number % 6, day.month, min(day.day, 28))
        title = f"关于组织申报{day.year}年度创新发展{chance.randrange(SUBJECTS)}号项目的通知"
    else:
        title = f"关于加强事项{number}管理服务的通知"
    region = ("CN", f"省{number % 30}", f"市{number % REGIONS}")
    url = f"https://www.gov.example.cn/{number}.html"
    return Notice(url=url, title=title, issuers=(issuer,), kind="通知", region=region, published_on=day)


def fill(store: SqlStore, count: int) -> list[Notice]:
    """Record notices without the time of their texts."""
    chance = random.Random(1)
    notices = [_notice(number, chance) for number in range(1, count + 1)]
    for start in range(0, count, _BATCH):
        part = list(enumerate(notices[start : start + _BATCH], start + 1))
        with store.writing() as tx:
            session = tx.session
            session.execute(
                insert(NoticeRow),
                [{"id": id_, "source_id": "gov", "first_seen_at": NOW, "revision": 1} for id_, _ in part],
            )
            session.execute(
                insert(RevisionRow),
                [
                    {"notice_id": id_, "number": 1, "seen_at": NOW, "document": notice.model_dump(mode="json")}
                    for id_, notice in part
                ],
            )
            session.execute(insert(SearchEntryRow), [_entry(id_, notice) for id_, notice in part])
    return notices


def _entry(id_: int, notice: Notice) -> dict[str, object]:
    return {
        "notice_id": id_,
        "version": VERSION,
        "source_id": "gov",
        "kind": notice.kind,
        "issuers": "\n".join(notice.issuers),
        "region": "/".join(notice.region),
        "month": f"{notice.published_on:%Y-%m}",
        "first_seen_at": NOW,
        "changed_at": NOW,
        "published_on": notice.published_on,
    }


def main(arguments: Sequence[str]) -> None:
    """Print the cost of a notice, of the renewal of a series, and of each page."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks recurring")
    parser.add_argument("--notices", type=int, default=10_000)
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/store.db")
        notices = fill(store, given.notices)
        began = time.process_time()
        for start in range(0, len(notices), _BATCH):
            with store.writing() as tx:
                for id_, notice in enumerate(notices[start : start + _BATCH], start + 1):
                    file_in_series(tx.session, id_, notice, first=True)
        each = (time.process_time() - began) / len(notices) * 1000
        print(f"{each:.3f} ms of processor time a recorded notice")
        began = time.process_time()
        count = renew_all(store, NOW)
        print(f"{count} series renewed in {(time.process_time() - began) / max(1, count) * 1000:.2f} ms each")
        site = WebSite(store, lambda: Config(folder=Path(), settings=Settings()), Web())
        headers = {"sec-fetch-site": "same-origin", "accept-language": "en"}
        with TestClient(create_app(site), base_url="http://127.0.0.1", headers=headers) as client:
            for path in PAGES:
                _measure(client, path)
        store.close()


def _measure(client: TestClient, path: str) -> None:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        worked = time.process_time()
        response = client.get(path)
        times.append((time.perf_counter() - began, time.process_time() - worked))
        assert response.status_code == 200, response.text
    wall, cpu = (sorted(column)[2] * 1000 for column in zip(*times, strict=True))
    print(f"{path:26} median {wall:7.1f} ms  CPU {cpu:7.1f} ms  {len(response.content) / 1000:.0f} kB", flush=True)
