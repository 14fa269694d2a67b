import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.messages.content import content_of
from monitor.messages.render import DIGEST_LIMIT, render_digest
from monitor.model import ReminderKey
from tests.crawler.builders import unhurried
from tests.monitor.builders import alert, deadline, notice


def item(number=1, script="Hans", event="new", occasion=None, topics=("clusters",), by=("team",), **fields):
    fields = {"title": f"关于集群的通知{number}", "script": script} | fields
    alerts = [
        alert(number * 10 + place, subscription=name, event=event, occasion=occasion, topics=topics)
        for place, name in enumerate(by)
    ]
    return content_of(notice(f"https://gov.example.cn/{number}", **fields), alerts, ())


def test_it_tells_each_notice_with_its_facts():
    full = item(1, issuers=["市政府"], document_number="滨政办字〔2024〕18号", deadlines=[deadline("2024-06-20")])
    message = render_digest([full, item(2, event="revised")])
    assert message.title == "[摘要] 2 项：新 1，修订 1"
    assert message.body.splitlines() == [
        "== clusters（订阅：team）",
        "1. [新] 关于集群的通知1",
        "   市政府 · 滨政办字〔2024〕18号 · 2024-06-05",
        "   截止：2024-06-20",
        "   命中：集群",
        "   https://gov.example.cn/1",
        "2. [修订] 关于集群的通知2",
        "   2024-06-05",
        "   命中：集群",
        "   https://gov.example.cn/2",
        "",
        "noticewatch",
    ]


def test_one_thing_is_the_title():
    assert render_digest([item(3)]).title == "[摘要] [新] 关于集群的通知3"


def test_it_is_in_english_when_most_of_it_is():
    english = item(
        2,
        script="Latn",
        title="Call",
        event="deadline",
        occasion=ReminderKey(date(2024, 6, 20), 7),
        deadlines=[deadline("2024-06-20", approximate=True)],
    )
    message = render_digest([item(1), english, english])
    assert message.title == "[Digest] 3: New 1, Deadline 2"
    assert "2. [Deadline about 2024-06-20] Call" in message.body
    assert render_digest([item(1), english]).title.startswith("[摘要]")


def test_what_is_on_the_same_topics_for_the_same_people_stands_together():
    items = [item(1), item(2, topics=("talent",)), item(3, by=("team", "other")), item(4)]
    heads = [line for line in render_digest(items).body.splitlines() if line.startswith(("==", "1.", "2.", "3.", "4."))]
    assert heads == [
        "== clusters（订阅：team）",
        "1. [新] 关于集群的通知1",
        "2. [新] 关于集群的通知4",
        "== talent（订阅：team）",
        "3. [新] 关于集群的通知2",
        "== clusters（订阅：other、team）",
        "4. [新] 关于集群的通知3",
    ]


def test_a_deadline_that_was_moved_is_said_to_be():
    moved = item(1, event="deadline", occasion=ReminderKey(date(2024, 6, 20), 7), deadlines=[deadline("2024-06-25")])
    message = render_digest([moved, item(2)])
    assert "1. [截止 2024-06-20，已变更] 关于集群的通知1" in message.body
    assert "截止：2024-06-25" in message.body
    assert render_digest([moved]).title == "[摘要] [截止 2024-06-20，已变更] 关于集群的通知1"


def test_many_are_named_by_title_and_link():
    items = [item(number, issuers=["一个很长的发文机关名称" * 9]) for number in range(300)]
    body = render_digest(items).body
    assert all(content.url in body for content in items)
    assert "发文机关" not in body


def test_more_than_can_be_named_are_counted():
    items = [item(number, title="长" * 100) for number in range(1, 600)]
    body = render_digest(items).body
    shown = sum(line.split(".")[0].isdigit() for line in body.splitlines())
    assert 0 < shown < 599
    assert f"另有 {599 - shown} 项" in body
    assert len(body) <= DIGEST_LIMIT


@given(st.lists(st.text(max_size=300), min_size=1, max_size=30))
@unhurried
def test_whatever_pages_say_every_notice_has_one_line_and_no_control_characters(titles):
    items = [item(number, title=title) for number, title in enumerate(titles)]
    message = render_digest(items)
    numbered = [line for line in message.body.splitlines() if line.split(". [")[0].isdigit()]
    assert len(numbered) == len(titles)
    # By category, for what a newer Unicode has assigned is a text as any other; emoji are joined by a Cf.
    shown = (message.title + message.body).replace("\n", "").replace("\u200d", "")
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
