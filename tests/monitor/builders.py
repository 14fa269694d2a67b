"""Values for tests, with defaults for all that a test does not speak of."""

import hashlib
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.model.notice import Clause, Deadline, Notice
from crawler.model.packed_page import PackedPage
from crawler.model.results import Failure, PolledNotice, PollResult
from crawler.model.source import Source
from monitor.alerting.matcher import Matcher
from monitor.config import Config, Settings, Subscription, Topic
from monitor.model import Alert, Event, NewRevision
from monitor.ports import Store
from monitor.store.transaction import SqlStore
from tests.stores import new_store

NOW = datetime(2024, 6, 6, 8, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
URL = "https://gov.example.cn/notices/1.html"
TEXT = "各县区人民政府：为加快培育先进制造业集群，推动产业链上下游协同发展，现将有关事项通知如下。" * 3
OTHER_TEXT = "市直各有关单位：为做好高技能人才的引进、培养和服务工作，经研究，制定以下八项措施。" * 3


def notice(url: str = URL, **fields: Any) -> Notice:
    defaults = {
        "title": "关于培育先进制造业集群的通知",
        "text": TEXT,
        "script": "Hans",
        "published_on": date(2024, 6, 5),
    }
    return Notice(url=url, **defaults | fields)


def page(body: bytes = b"<p>page</p>", url: str = URL) -> PackedPage:
    digest = hashlib.sha256(body).hexdigest()
    return PackedPage.model_construct(
        url=url, fetched_at=NOW, content_type="text/html", sha256=digest, body=zlib.compress(body)
    )


def polled(
    url: str = URL, *, body: bytes | None = None, listed_at: datetime | None = None, **fields: Any
) -> PolledNotice:
    packed = page(body, url) if body is not None else None
    found = PolledNotice(**dict(notice(url, **fields)), listed_at=listed_at)
    return found.model_copy(update={"page": packed})


def revision(url: str = URL, **fields: Any) -> NewRevision:
    return NewRevision(notice(url, **fields), None)


def failure(**fields: Any) -> Failure:
    return Failure(**{"url": "https://gov.example.cn/", "code": "timeout", "detail": "no answer in time"} | fields)


def result(*notices: PolledNotice, source: str = "gov", outcome: str = "ok", **fields: Any) -> PollResult:
    return PollResult(id="1", source=source, outcome=outcome, notices=notices, **fields)


def failed(*failures: Failure, **fields: Any) -> PollResult:
    return result(outcome="failed", failures=failures or (failure(),), **fields)


def source(name: str = "gov", **fields: Any) -> Source:
    return Source(**{"id": name, "url": f"https://{name}.example.cn/", "every": "10m"} | fields)


def subscription(name: str = "team", **fields: Any) -> Subscription:
    defaults = {"topics": ["clusters"], "channels": ["ops"], "scope": "notice", "on": ["new", "revised"]}
    return Subscription(id=name, **defaults | fields)


def config(*subscriptions: Subscription, **queries: str) -> Config:
    topics = tuple(Topic(id=name, query=query) for name, query in ({"clusters": "集群"} | queries).items())
    settings = Settings(channels={"ops": "json://127.0.0.1"})
    return Config(folder=Path(), settings=settings, topics=topics, subscriptions=subscriptions)


def matcher(*subscriptions: Subscription, **queries: str) -> Matcher:
    return Matcher(config(*subscriptions, **queries))


def measure(text: str, **fields: Any) -> Clause:
    return Clause(**{"text": text, "role": "measure"} | fields)


def deadline(day: str, text: str = "请于截止日前报送", **fields: Any) -> Deadline:
    return Deadline(date=date.fromisoformat(day), text=text, **fields)


def alert(number: int = 1, **fields: Any) -> Alert:
    defaults = {"event": "new", "notice": 1, "revision": 1, "subscription": "team", "topics": ("clusters",)}
    return Alert(id=number, **{"terms": ("集群",), **defaults} | fields)


def store_of(*sources: str) -> SqlStore:
    """A store that knows these sources."""
    store = new_store()
    with store.writing() as tx:
        for name in sources:
            tx.sources.register(name, NOW)
    return store


def events(store: Store) -> list[Event]:
    with store.reading() as tx:
        return tx.events.after(0, 1000)


def kinds(store: Store) -> list[str]:
    return [event.kind for event in events(store)]
