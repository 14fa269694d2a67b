"""A site of the web page on a filled store, for tests: what strangers write in it is hostile."""

from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from crawler.model.notice import Attachment, Clause, Reference, Target
from crawler.model.source import Source
from monitor.config import Config, LivingList, Settings, Subscription, Topic
from monitor.config.web import Web
from monitor.ingest.pipeline import Policy
from monitor.lists.keeper import ListKeeper
from monitor.model import PollRecord
from monitor.store import open_store
from monitor.web.app import create_app
from monitor.web.site import WebSite
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, deadline, matcher, polled, result, subscription
from tests.stores import template

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e{{7*7}}"
TEXTS = [
    "各县区人民政府：为加快培育先进制造业集群，推动产业链上下游协同发展。\n一、建设{}平台。（责任单位：市经信局）",
    "市直各有关单位：做好高技能人才的引进、培养和服务。\n一、{}补贴五万元。请于2024年7月1日前申报。",
    "各有关企业：开展节能诊断服务，推进绿色工厂建设。\n一、{}诊断一百家。",
]
TOPICS = (
    Topic(id="clusters", name="先进制造业集群", query="集群 OR 产业链"),
    Topic(id="talent", name="人才", query="人才 AND 补贴"),
)
LIST = LivingList(id="support", name="补贴清单", query="补贴 OR 集群", columns=("title", "issuer", "deadline", "url"))
BASE = "http://127.0.0.1"


def config(tmp_path: Path, *, hostile: bool = False, **web) -> Config:
    bad = HOSTILE if hostile else ""
    settings = Settings(channels={"ops": "json://127.0.0.1:9/"}, web=Web(**web))
    return Config(
        folder=tmp_path,
        settings=settings,
        sources=(
            Source(id="gov", name="市政府" + bad, url="https://gov.example.cn/"),
            Source(id="mirror", url="https://m.example.cn/?page=1&token=t0ps3cr3t"),
        ),
        topics=tuple(topic.model_copy(update={"name": topic.name + bad}) for topic in TOPICS),
        lists=(LIST.model_copy(update={"name": LIST.name + bad}),),
        subscriptions=(Subscription.model_validate({"id": "team", "topics": ["clusters"], "channels": ["ops"]}),),
    )


def fill(store, *, hostile: bool = False, count: int = 6) -> None:
    """Record notices with all that the pages show: measures, deadlines, attachments, revisions, alerts, pages."""
    bad = HOSTILE if hostile else ""
    wants = matcher(subscription("team", topics=["clusters"]), clusters="集群")
    policy = Policy(DAY * 30, alert="always")
    lists = ListKeeper(Config(folder=Path(), lists=(LIST,)))
    with store.writing() as tx:
        tx.sources.register("gov", NOW)
        for number in range(count):
            ingest_result(tx, result(_found(number, bad)), HOUR, wants, policy, NOW + number * MINUTE, lists=lists)
        changed = _found(0, bad, more="\n二、新增一条：扩大培育范围，完善服务体系。")
        ingest_result(tx, result(changed), HOUR, wants, policy, NOW + HOUR, lists=lists)
        tx.polls.add(PollRecord("gov", NOW, "failed", 3, failures=({"code": "timeout" + bad, "url": "x"},)))
        queued = tx.deliveries.latest(1)
        if queued:
            tx.deliveries.mark_failed(queued[0].delivery.id, "no answer" + bad, None, NOW)


def _found(number: int, bad: str, more: str = ""):
    text = TEXTS[number % 3].format(f"第{number}号") + bad + more
    lines = text.splitlines()
    clause = Clause(
        path=("一",),
        heading=lines[1][:8] + bad,
        text=lines[1],
        role="measure",
        responsible_units=("市经信局" + bad,),
        targets=(Target(text="到2027年达到100家" + bad, by="2027"),),
    )
    return polled(
        f"https://gov.example.cn/{number}.html",
        body=f"<h1>{text}</h1>".encode(),
        title=f"关于第{number}号工作的通知{bad}",
        text=text,
        kind="通知",
        document_number=f"云政发〔2024〕{number}号{bad}",
        issuers=("云溪市人民政府" + bad,),
        region=("中国", "浙江省" + bad),
        published_on=date(2024, 6, 1),
        clauses=(clause,),
        deadlines=[deadline((NOW.date() + timedelta(days=number)).isoformat(), "请于截止日前报送" + bad)],
        references=(Reference(title="某办法" + bad),),
        attachments=[Attachment(name="附件" + bad, url="javascript:alert(1)", text="附件正文" + bad)],
    )


def site(tmp_path: Path, *, hostile: bool = False, count: int = 6, **web) -> WebSite:
    (tmp_path / "noticewatch.db").write_bytes(template())
    store = open_store(f"sqlite:///{tmp_path}/noticewatch.db")
    fill(store, hostile=hostile, count=count)
    loaded = config(tmp_path, hostile=hostile, **web)
    return WebSite(store, lambda: loaded, loaded.settings.web, lambda: NOW + HOUR * 2)


@contextmanager
def client(of: WebSite, **headers):
    """A browser of this machine: its requests come from the page itself."""
    given = {"sec-fetch-site": "same-origin", "accept-language": "en"} | headers
    with TestClient(create_app(of), base_url=BASE, headers=given, follow_redirects=False) as opened:
        yield opened
