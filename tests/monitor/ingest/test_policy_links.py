"""Alerts of the parts of one policy, and of editions of one document."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from crawler.model.notice import Clause
from monitor.alerting.documents import Document
from monitor.alerting.matcher import Matcher
from monitor.alerting.timing import alert_of
from monitor.config import Config
from monitor.ingest.pipeline import Policy, ingest_notice, prepare_notice
from monitor.model import ReminderKey
from monitor.ports import Store
from tests.monitor import builders
from tests.stores import new_store

NAME = "云溪市专利资助管理办法"
ANNOUNCED = f"云溪市知识产权局关于印发《{NAME}》的通知"
MEASURE = "对集群内企业的发明专利，每件给予一次性资助五千元，由市财政局在年底前拨付。"
OTHER = "支持集群内企业建设专利导航服务基地，每家给予十万元补助。"
POLICY = Policy(timedelta(30))


def matcher(*on: str) -> Matcher:
    config = Config(
        folder=builders.Path(),
        settings=builders.Settings(channels={"app": "json://127.0.0.1:9/"}),
        topics=(builders.Topic(id="clusters", name="集群", query="集群 OR 专利"),),
        subscriptions=(builders.Subscription(id="team", topics=("clusters",), channels=("app",), on=on or ("new",)),),
    )
    return Matcher(config)


def take(store: Store, number: int, title: str, text: str, wanted: Matcher, **fields: Any) -> tuple[int, list[str]]:
    """Ingest a notice; return its id and the events of which the team is alerted."""
    found = builders.polled(f"https://www.yunxi.gov.cn/{number}.html", title=title, text=text, **fields)
    with store.writing() as tx:
        decision = ingest_notice(tx, prepare_notice(found, "gov", builders.NOW), wanted, POLICY, builders.NOW)
        return decision.notice, [alert.event for alert in tx.alerts.sent_to(decision.notice, "team")]


def measure(text: str) -> dict[str, Any]:
    return {"clauses": (Clause(path=("一",), headings=(), heading=None, text=text, role="measure"),)}


def test_an_interpretation_of_a_policy_that_was_told_is_held_back_and_linked():
    store = new_store()
    policy, told = take(store, 1, ANNOUNCED, f"各单位：\n{MEASURE}", matcher(), **measure(MEASURE))
    assert told == ["new"]
    page, told = take(store, 2, f"一图读懂《{NAME}》", "图中说明了专利资助的对象和条件。" * 5, matcher())
    assert told == []
    with store.reading() as tx:
        assert [(link.notice, link.other, link.relation) for link in tx.identity.links(page)] == [
            (page, policy, "interprets")
        ]


def test_an_interpretation_is_told_where_its_policy_was_not():
    store = new_store()
    take(store, 1, ANNOUNCED, "各单位请遵照执行。" * 9, builders.matcher())
    _, told = take(store, 2, f"《{NAME}》政策解读", "说明了专利资助的对象和条件。" * 5, matcher())
    assert told == ["new"]


def test_who_asks_for_interpretations_gets_them_although_the_policy_was_told():
    store = new_store()
    both = matcher("new", "interpretation")
    take(store, 1, ANNOUNCED, f"各单位：\n{MEASURE}", both, **measure(MEASURE))
    _, told = take(store, 2, f"《{NAME}》政策解读", "说明了专利资助的对象和条件。" * 5, both)
    assert told == ["interpretation"]


def test_a_later_part_with_a_measure_that_matches_first_is_told():
    store = new_store()
    _, told = take(store, 1, ANNOUNCED, "现将办法印发给你们，请遵照执行，全文见附件。" * 5, matcher())
    assert told == ["new"]
    _, told = take(store, 2, NAME, f"第一条 {OTHER}\n第二条 {MEASURE}" * 2, matcher(), **measure(OTHER))
    assert told == ["new"]


def test_an_edition_with_the_same_number_alerts_like_a_revision():
    store = new_store()
    wanted = matcher("new", "revised")
    fields = {"document_number": "云知发〔2024〕3号", "issuers": ("云溪市知识产权局",)}
    text = "\n".join(f"第{number}条 集群内第{number}类企业按照规定申请专利资助。" for number in "一二三四五六七八九")
    _, told = take(store, 1, ANNOUNCED, text, wanted, **fields)
    assert told == ["new"]
    changed = text.replace("第七类企业按照规定", "第七类企业可以")
    _, told = take(store, 2, f"{ANNOUNCED}（网站版）", changed, wanted, **fields)
    assert told == ["revised"]


@pytest.mark.parametrize("event", ["deadline", "target", "expected", "overdue"])
def test_a_reminder_of_a_date_does_not_hold_back_the_alert_of_another_part(event: str):
    store = new_store()
    policy, told = take(store, 1, ANNOUNCED, f"各单位：\n{MEASURE}", matcher("deadline"), **measure(MEASURE))
    assert told == []
    with store.writing() as tx:
        record = tx.notices.get(policy)
        assert record is not None
        [match] = matcher().match(Document(record.notice), "gov", "new")
        occasion = ReminderKey(builders.NOW.date(), 7)
        tx.alerts.add([alert_of(tx, match, event, policy, 1, builders.NOW, occasion, together=True)])
    _, told = take(store, 2, f"《{NAME}》政策解读", "说明了专利资助的对象和条件。" * 5, matcher())
    assert told == ["new"]


def test_pages_of_a_policy_in_the_same_role_are_not_loaded():
    store = new_store()
    said = []
    event.listen(store.engine, "before_cursor_execute", lambda _connection, _cursor, sql, *_: said.append(sql))
    counts = []
    for number, district in enumerate("东西南北中"):
        said.clear()
        title = f"{district}区人民政府关于印发《{NAME}》的通知"
        take(store, number, title, f"{district}区的规定：" + MEASURE * 3, builders.matcher())
        counts.append(sum("WHERE notice.id = " in sql for sql in said))
    assert counts == [0] * 5
