"""The text of a digest: several alerts in one message. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.notice import Notice
from monitor.plaintext import cut, plain
from monitor.records import Alert
from monitor.rendering import Message

FULL_LIMIT, SHORT_LIMIT = 3000, 20_000
"""Characters up to which each notice is told with its facts, and up to which notices are named at all."""
_TITLE_LIMIT, _FACT_LIMIT, _WORDS_LIMIT, _IDS_LIMIT = 120, 200, 120, 400
_LABELS = {
    "zh": {"digest": "摘要", "count": "{} 项", "new": "新", "revised": "修订", "deadline": "截止", "about": "约",
           "moved": "已变更", "by": "截止", "issuer": "发文机关", "number": "文号", "date": "发布日期",
           "words": "命中", "told": "订阅", "more": "另有 {} 项; `noticewatch subscriptions test` 可列出全部"},
    "en": {"digest": "Digest", "count": "{}", "new": "New", "revised": "Revised", "deadline": "Deadline",
           "about": "about", "moved": "no longer named", "by": "Deadline", "issuer": "Issuer", "number": "Number",
           "date": "Published", "words": "Matched", "told": "Subscription",
           "more": "{} more; `noticewatch subscriptions test` lists all"},
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing that a digest tells: an event of a notice, with the alerts that it serves."""

    notice: Notice
    alerts: tuple[Alert, ...]

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """Who is told."""
        return tuple(sorted({alert.subscription for alert in self.alerts}))

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that it is about."""
        return tuple(dict.fromkeys(topic for alert in self.alerts for topic in alert.topics))


def render_digest(items: Sequence[Item]) -> Message:
    """One message that names all items, those of the same subscriptions and topics under one heading, in Chinese when
    most of them are.

    Each is told with its facts while there is room for all, else by its title and link.
    """
    chinese = sum(item.notice.script in ("Hans", "Hant") for item in items) * 2 >= len(items)
    labels = _LABELS["zh" if chinese else "en"]
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Item]] = {}
    for item in items:
        groups.setdefault((item.subscriptions, item.topics), []).append(item)
    body = "\n\n".join(_lines(groups, labels, full=True))
    if len(body) > FULL_LIMIT:
        body = "\n\n".join(_within(_lines(groups, labels, full=False), labels))
    ids = "+".join(str(alert.id) for item in items for alert in item.alerts)
    return Message(_title(items, labels), f"{body}\n\nnoticewatch {cut(ids, _IDS_LIMIT)}")


def _title(items: Sequence[Item], labels: dict[str, str]) -> str:
    if len(items) == 1:
        return f"[{labels['digest']}] {cut(_name(items[0], labels), _TITLE_LIMIT)}"
    events = [item.alerts[0].event for item in items]
    counts = ", ".join(f"{labels[event]} {events.count(event)}" for event in dict.fromkeys(events))
    return f"[{labels['digest']}] {labels['count'].format(len(items))}: {counts}"


def _lines(groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Item]], labels: dict[str, str],
           *, full: bool) -> list[str]:  # fmt: skip
    """A paragraph for each heading and each item, which are numbered through."""
    lines, number = [], 0
    for (subscriptions, topics), items in groups.items():
        lines.append(f"== {', '.join(topics)} ({labels['told']}: {', '.join(subscriptions)})")
        for item in items:
            number += 1
            facts = [*_facts(item, labels), plain(item.notice.url)] if full else [plain(item.notice.url)]
            lines.append("\n   ".join([f"{number}. {cut(_name(item, labels), _TITLE_LIMIT)}", *facts]))
    return lines


def _name(item: Item, labels: dict[str, str]) -> str:
    alert = item.alerts[0]
    event = labels[alert.event]
    if alert.occasion:
        days = [one for one in item.notice.deadlines if one.date == alert.occasion.deadline]
        about = f"{labels['about']} " if any(one.approximate for one in days) else ""
        event = f"{event} {about}{alert.occasion.deadline}{'' if days else ', ' + labels['moved']}"
    return f"[{event}] {plain(item.notice.title or '') or plain(item.notice.url)}"


def _facts(item: Item, labels: dict[str, str]) -> Iterable[str]:
    notice = item.notice
    terms = sorted({term for alert in item.alerts for term in alert.terms})
    deadlines = [f"{labels['about'] + ' ' if one.approximate else ''}{one.date}" for one in notice.deadlines[:5]]
    told = {
        "issuer": ", ".join(notice.issuers),
        "number": notice.document_number or "",
        "date": notice.published_on.isoformat() if notice.published_on else "",
        "by": ", ".join(deadlines),
    }
    said = [f"{labels[name]}: {cut(plain(value), _FACT_LIMIT)}" for name, value in told.items() if value]
    if said:
        yield " | ".join(said)
    if terms:
        yield f"{labels['words']}: {cut(plain(', '.join(terms)), _WORDS_LIMIT)}"


def _within(lines: Sequence[str], labels: dict[str, str]) -> list[str]:
    """The lines there is room for, and how many items are left out."""
    kept, room = [], SHORT_LIMIT
    for line in lines:
        room -= len(line) + 2
        if room < 0:
            break
        kept.append(line)
    missing = sum(not line.startswith("== ") for line in lines[len(kept) :])
    return [*kept, labels["more"].format(missing)] if missing else kept
