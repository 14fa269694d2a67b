"""A made year of notices, played through the functions of the daemon with a set clock, and the lists after each step.

`python -m tests.monitor.lists.year URL` plays the rest of the year on a database; it may be killed at any time.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.model.notice import Reference
from crawler.model.results import PolledNotice, PollResult
from monitor.alerting.matcher import Matcher
from monitor.config import Config, LivingList, Settings
from monitor.ingest.pipeline import Policy
from monitor.lists.keeper import ListKeeper
from monitor.lists.upkeep import ListUpkeep
from monitor.ports import Store
from monitor.store import open_store
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, deadline, polled, result

POSITION = "year"
SUPPORT = LivingList(id="support", query="补贴 OR 奖励", leave={"age": "200d"})
REGION = LivingList(
    id="binzhou", query="补贴 OR 奖励 OR 目录", filters={"regions": ["滨州市"]}, leave={"replaced": True}
)
CONFIG = Config(folder=Path(), settings=Settings(timezone="Asia/Shanghai"), lists=(SUPPORT, REGION))
POLICY = Policy(fresh=30 * DAY)
_BASE = "https://gov.example.cn/"
_WORDS = {
    "a": "为提升企业职工技能，对参加培训并取得证书的职工发放补贴，标准按工种确定，由用人单位统一申领。",
    "b": "为吸引青年来本市就业创业，对符合条件的博士、硕士研究生给予奖励，并提供住房、子女入学、医疗等方面的保障服务。",
    "c": "对购置节能设备、实施绿色化改造的工业项目给予补贴，项目单位应当建立台账，接受审计和绩效评价，按季度报告进展。",
    "d": "根据工作需要，本市人才政策作如下调整：新引进人才的奖励由财政部门直接拨付，原有关规定停止执行。",
    "e": "本办法所称创新券，是指政府向科技型中小企业发放的一种补贴凭证，用于购买检验检测、研发设计、知识产权等服务。",
    "f": "夏季用电高峰期间，对参与需求响应的用户给予补贴，响应容量以计量装置记录为准，费用由电网企业按月结算支付。",
}


@dataclass(frozen=True)
class Step:
    """A day of the year: what happens, the letters of the notices in each list afterwards, and the events."""

    day: date
    act: Callable[[Store, datetime], None]
    support: str
    binzhou: str
    events: tuple[str, ...] = ()
    fields: tuple[str, ...] = field(default=())

    @property
    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 4, tzinfo=UTC)


def url(letter: str) -> str:
    return f"{_BASE}{letter}.html"


def made(letter: str, day: str, *, text: str = "", title: str = "", **fields: object) -> PolledNotice:
    body = (text or _WORDS[letter]) * 4
    defaults = {"title": title or f"{letter}类项目工作的通知", "published_on": date.fromisoformat(day)}
    return polled(url(letter), **defaults | {"text": body, "region": ("CN", "山东省", "滨州市")} | fields)


def taken(*found: PolledNotice, gone: tuple[str, ...] = ()) -> Callable[[Store, datetime], None]:
    """A poll that finds these notices, and no longer finds these URLs."""

    def act(store: Store, now: datetime) -> None:
        poll(store, result(*found, gone=gone), now)

    return act


def poll(store: Store, outcome: PollResult, now: datetime, config: Config = CONFIG) -> None:
    with store.writing() as tx:
        ingest_result(tx, outcome, HOUR, Matcher(config), POLICY, now, lists=ListKeeper(config))


def tick(store: Store, now: datetime) -> None:
    """What the daemon does each minute."""
    ListUpkeep(store, CONFIG).run(now)


def _catalogue(letter: str, day: str, year: int) -> PolledNotice:
    trades = (
        "焊工、数控车工、化工总控工、养老护理员、电子商务师等职业（工种）列入目录，按照紧缺程度分为三类，定期调整。"
    )
    title = f"滨州市人力资源和社会保障局关于发布{year}年度急需紧缺职业目录的通知"
    text = f"现发布{year}年度急需紧缺职业目录，请遵照执行。{trades}"
    return made(letter, day, text=text, title=title, issuers=("滨州市人力资源和社会保障局",))


_A = {"deadlines": [deadline("2024-03-31")]}
_A2 = _A | {"text": _WORDS["a"] + "补贴资金一次性拨付到单位。"}
_A3 = {"text": _WORDS["a"] + "申报时间延长。补贴资金一次性拨付到单位。", "deadlines": [deadline("2024-04-30")]}
_A4 = {"text": _WORDS["a"] + "申报时间再次延长至五月底。补贴资金拨付到单位。", "deadlines": [deadline("2024-05-31")]}
_B = {"title": "滨州市人才奖励办法", "document_number": "滨政发〔2024〕2号", "issuers": ("滨州市人民政府",)}
_D = {
    "document_number": "滨政发〔2024〕9号",
    "issuers": ("滨州市人民政府",),
    "references": [Reference(document_number="滨政发〔2024〕2号", role="repeals")],
}
YEAR = (
    Step(date(2024, 1, 2), taken(), "", ""),
    Step(date(2024, 1, 5), taken(made("a", "2024-01-04", **_A)), "a", "a", ("entered", "entered")),
    Step(date(2024, 1, 20), taken(made("b", "2024-01-19", **_B)), "ab", "ab", ("entered", "entered")),
    Step(date(2024, 2, 1), taken(made("b", "2024-01-19", **_B)), "ab", "ab"),
    Step(
        date(2024, 2, 10),
        taken(made("a", "2024-01-04", title="a类项目补贴的通知", **_A2)),
        "ab",
        "ab",
        ("changed",) * 2,
    ),
    Step(
        date(2024, 3, 25),
        taken(made("a", "2024-01-04", title="a类项目补贴的通知", **_A3)),
        "ab",
        "ab",
        ("changed",) * 2,
    ),
    Step(date(2024, 4, 30), tick, "ab", "ab"),
    Step(date(2024, 5, 1), tick, "b", "b", ("left",) * 2),
    Step(
        date(2024, 5, 3), taken(made("a", "2024-01-04", title="a类项目补贴的通知", **_A4)), "ab", "ab", ("entered",) * 2
    ),
    Step(
        date(2024, 5, 10),
        taken(made("c", "2024-05-10", region=("CN", "浙江省", "宁波市"))),
        "abc",
        "ab",
        ("entered",),
    ),
    Step(date(2024, 5, 12), taken(gone=(url("c"),)), "ab", "ab", ("left",)),
    Step(
        date(2024, 5, 14),
        taken(made("c", "2024-05-10", region=("CN", "浙江省", "宁波市"))),
        "abc",
        "ab",
        ("entered",),
    ),
    Step(date(2024, 6, 1), tick, "bc", "b", ("left",) * 2),
    Step(date(2024, 6, 20), taken(_catalogue("g", "2023-06-20", 2023)), "bc", "bg", ("entered",)),
    Step(date(2024, 6, 25), taken(_catalogue("h", "2024-06-24", 2024)), "bc", "bh", ("left", "entered")),
    Step(date(2024, 7, 1), taken(made("d", "2024-07-01", **_D)), "cd", "dh", ("entered",) * 2 + ("left",) * 2),
    Step(
        date(2024, 8, 1),
        taken(made("e", "2024-08-01", expires_on=date(2024, 8, 31))),
        "cde",
        "deh",
        ("entered",) * 2,
    ),
    Step(date(2024, 8, 5), tick, "cde", "deh"),
    Step(date(2024, 9, 1), tick, "cd", "dh", ("left",) * 2),
    Step(date(2024, 9, 2), taken(made("f", "2024-09-02")), "cdf", "dfh", ("entered",) * 2),
    Step(
        date(2024, 9, 20),
        taken(made("f", "2024-09-02", text=_WORDS["f"].replace("给予补贴", "依法补偿") + "本通知自发布之日起施行。")),
        "cd",
        "dh",
        ("left",) * 2,
    ),
    Step(date(2024, 11, 26), tick, "d", "dh", ("left",)),
    Step(date(2024, 12, 31), tick, "d", "dh"),
)


def listed(store: Store, name: str) -> str:
    """The letters of the notices in a list, in alphabetical order."""
    with store.reading() as tx:
        entries = tx.lists.entries(name, 100)
    return "".join(sorted(entry.values["url"].removeprefix(_BASE)[0] for entry in entries))


def played(store: Store) -> int:
    with store.reading() as tx:
        return tx.events.position(POSITION) or 0


def play(store: Store, place: int) -> None:
    """Play a step and remember that it was played; a kill in between makes the step be played again."""
    step = YEAR[place]
    step.act(store, step.now)
    with store.writing() as tx:
        tx.events.put_position(POSITION, place + 1)


if __name__ == "__main__":
    database = open_store(sys.argv[1])
    for number in range(played(database), len(YEAR)):
        time.sleep(0.03)
        play(database, number)
