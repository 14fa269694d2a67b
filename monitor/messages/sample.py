"""Sample contents of messages, for testing templates and channels. Pure functions; no I/O."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.messages.diff import Alteration
from monitor.messages.model import (
    ClauseContent,
    Content,
    DeadlineContent,
    ExpectedContent,
    FileContent,
    Language,
    ReminderContent,
    TargetContent,
)

_ZH = Content(
    language="zh",
    event="new",
    title="示例市人民政府关于培育先进制造业集群的通知(noticewatch 测试消息)",
    url="https://www.example.org/notices/1.html",
    issuers=("示例市人民政府",),
    number="示政发〔2024〕1号",
    region=("中国", "示例省", "示例市"),
    kind="通知",
    issued_on=date(2024, 6, 3),
    published_on=date(2024, 6, 5),
    effective_on=date(2024, 7, 1),
    expires_on=date(2029, 6, 30),
    copies=("https://mirror.example.org/1.html",),
    files=(FileContent("申报表.docx"), FileContent("名单.pdf", "scan")),
    deadlines=(
        DeadlineContent(date(2024, 7, 15), "请于7月15日前报送"),
        DeadlineContent(date(2024, 6, 28), "20个工作日内", approximate=True),
    ),
    measures=(
        ClauseContent(
            "二·1",
            ("重点任务", "培育产业集群"),
            "支持龙头企业牵头组建先进制造业集群,建设公共服务平台。",
            ("市工业和信息化局", "市科技局"),
            (TargetContent("到2027年,培育集群10个", "2027"), TargetContent("集群能级明显提升")),
            weight=2,
        ),
        ClauseContent("三·2", ("保障措施", "加强资金支持"), "对入选集群给予一次性奖励。", ("市财政局",)),
    ),
    left=1,
    quotes=("本通知自2024年7月1日起施行。",),
    words=("先进制造业", "集群"),
    topics=("样例主题",),
    subscriptions=("sample-subscription",),
    alerts=(0,),
)
_CHANGES_ZH = (
    Alteration("到2027年,培育集群8个。", "到2027年,培育集群10个。"),
    Alteration("", "增加附件:申报表。"),
)
_EN = Content(
    language="en",
    event="revised",
    title="Notice on manufacturing clusters (a test message of noticewatch)",
    url="https://www.example.org/notices/2.html",
    issuers=("Ministry of Examples",),
    published_on=date(2024, 6, 5),
    changes=(
        Alteration("By 2030, 30 clusters.", "By 2030, 40 clusters."),
        Alteration("", "An annex is added."),
        Alteration("Small firms are exempt.", ""),
    ),
    unshown=2,
    deadlines=(DeadlineContent(date(2024, 7, 15), "comments close on 15 July"),),
    measures=(
        ClauseContent(
            "1",
            ("Clusters",),
            "Clusters of manufacturers are supported.",
            ("Ministry of Examples",),
            (TargetContent("40 clusters", "2030"),),
        ),
    ),
    words=("cluster",),
    topics=("Sample topic",),
    subscriptions=("sample-subscription",),
    alerts=(0,),
)


def sample() -> Content:
    """Return the content of a fictitious notice with measures, as a subscriber would receive it."""
    return _ZH


def sample_events(language: Language | None) -> Iterator[Content]:
    """Yield the content of a message for each event: new, revised, deadline, target, expected, overdue and gone."""
    base = _EN if language == "en" else _ZH
    yield replace(base, event="new", changes=(), unshown=0)
    yield replace(base, event="revised", changes=base.changes or _CHANGES_ZH)
    yield replace(base, event="deadline", reminds=ReminderContent(base.deadlines[0].date), changes=(), unshown=0)
    due = ReminderContent(date(2027, 12, 31))
    goals = tuple(target.text for measure in base.measures for target in measure.targets)
    yield replace(base, event="target", reminds=due, changes=(), unshown=0, deadlines=(), due_targets=goals)
    bare = replace(base, changes=(), unshown=0, measures=(), left=0)
    made = ExpectedContent(date(2025, 6, 6), date(2025, 5, 20), date(2025, 6, 18), editions=6)
    yield replace(bare, event="expected", deadlines=(), expects=made)
    yield replace(bare, event="overdue", deadlines=(), expects=made)
    yield replace(bare, event="gone")


def samples() -> Iterator[Content]:
    """Yield fictitious contents of messages in both languages.

    They include a content with all fields, contents with few fields, and contents of reminders.
    """
    yield from (_ZH, _EN)
    yield Content(language="zh", event="revised", title="", url="javascript:void(0)", left=3)
    yield replace(_ZH, event="deadline", reminds=ReminderContent(date(2024, 6, 28), approximate=True))
    yield replace(_EN, event="deadline", reminds=ReminderContent(date(2024, 7, 1), moved=True))
    yield replace(_ZH, event="expected", expects=ExpectedContent(date(2025, 6, 6), arrived=True))
    yield replace(_EN, event="overdue", expects=ExpectedContent(date(2025, 6, 6)))
    yield replace(_EN, event="target", reminds=ReminderContent(date(2030, 12, 31)))
    yield replace(_EN, event="gone")
    yield Content(language="en", event="new", title="A title", url="https://www.example.org/")
