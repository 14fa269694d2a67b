"""The text of a message. Pure: values in, title and body out."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.notice import Notice
from monitor.folding import fold
from monitor.measures import MARK, measure_lines, outside, tell_changed, tell_matched
from monitor.plaintext import cut, plain, unfolded
from monitor.records import Alert, Place
from monitor.topics import Term

BODY_LIMIT = 3000
"""Characters of a message's body; chat services take some 4,000."""
_EXCERPTS, _EXCERPT_LIMIT = 3, 120
_LABELS = {
    "zh": {"new": "新", "revised": "修订", "issuer": "发文机关", "number": "文号", "date": "发布日期", "where": "地区",
           "link": "原文", "copies": "另见", "files": "附件", "words": "命中", "told": "订阅",
           "deadline": "截止", "about": "约", "units": "责任单位", "target": "目标", "by": "至",
           "more": "另有 {} 条措施"},
    "en": {"new": "New", "revised": "Revised", "issuer": "Issuer", "number": "Number", "date": "Published",
           "where": "Region", "link": "Link", "copies": "Also at", "files": "Attachments", "words": "Matched",
           "told": "Subscription", "deadline": "Deadline", "about": "about", "units": "Responsible",
           "target": "Target", "by": "by", "more": "{} more measures"},
}  # fmt: skip
_FACT_LIMIT, _WORDS_LIMIT = 300, 400
_DEADLINES, _DEADLINE_LIMIT = 5, 120


@dataclass(frozen=True)
class Message:
    """A message in plain text."""

    title: str
    body: str


def render(notice: Notice, alerts: Sequence[Alert], places: Sequence[Place], before: Notice | None = None) -> Message:
    """The one message that serves all alerts of an event of a notice, in Chinese for Chinese notices.

    It tells the measures in which the words were found, with units and targets; of a notice without clauses it quotes
    the lines that hold most of the words. Of a revision (`before` is what it revises) it tells what changed.
    """
    labels = _LABELS["zh" if notice.script in ("Hans", "Hant") else "en"]
    terms = sorted({term for alert in alerts for term in alert.terms})
    facts = [(labels[name], value) for name, value in _facts(notice, places)]
    head = [f"{label}: {cut(plain(value), _FACT_LIMIT)}" for label, value in facts if value]
    subscriptions = sorted({alert.subscription for alert in alerts})
    foot = [
        f"{labels['words']}: {cut(', '.join(terms), _WORDS_LIMIT)}",
        f"{labels['told']}: {cut(', '.join(subscriptions), _WORDS_LIMIT)}",
        f"noticewatch {cut('+'.join(str(alert.id) for alert in alerts), _WORDS_LIMIT)}",
    ]
    head += _within(_deadlines(notice, labels), BODY_LIMIT - len("\n".join(head + foot)) - 10)
    room = BODY_LIMIT - len("\n".join(head + foot)) - 10
    parts = [part for part in (head, _told(notice, terms, before, labels, room), foot) if part]
    body = "\n\n".join("\n".join(part) for part in parts)
    event = labels[alerts[0].event if alerts else "new"]
    return Message(f"[{event}] {cut(plain(notice.title or '') or notice.url, 120)}", body)


def _told(notice: Notice, terms: Sequence[str], before: Notice | None, labels: dict[str, str], room: int) -> list[str]:
    """What a message tells of the text, in at most `room` characters."""
    # Of a text that was pruned nobody can tell what changed.
    if before and before.text:
        tellings = tell_changed(notice, before)
        quotes = changes(outside(before), outside(notice)) if tellings else changes(_said(before), _said(notice))
    else:
        tellings = tell_matched(notice, terms)
        quotes = [] if tellings else _quotes(notice, terms)
    lines = _within([f"{MARK}{quote}" for quote in quotes], room)
    return lines + (measure_lines(tellings, labels, room - len("\n".join(lines)) - 1) if tellings else [])


def _deadlines(notice: Notice, labels: dict[str, str]) -> list[str]:
    """The deadlines for the reader, the first of them: the day and the words."""
    return [
        f"{labels['deadline']}: {labels['about'] + ' ' if one.approximate else ''}{one.date} "
        f"{cut(plain(one.text), _DEADLINE_LIMIT)}"
        for one in notice.deadlines[:_DEADLINES]
    ]


def _facts(notice: Notice, places: Sequence[Place]) -> list[tuple[str, str]]:
    copies = [place.url for place in places if place.url != notice.url and not place.gone_at]
    return [
        ("issuer", ", ".join(notice.issuers)),
        ("number", notice.document_number or ""),
        ("date", notice.published_on.isoformat() if notice.published_on else ""),
        ("where", " ".join(notice.region)),
        ("link", notice.url),
        *(("copies", url) for url in copies[:3]),
        ("files", "; ".join(one.name + (f" ({one.fault})" if one.fault else "") for one in notice.attachments)),
    ]


def _said(notice: Notice) -> str:
    return "\n".join([notice.text, *(one.text for one in notice.attachments if one.text)])


def _quotes(notice: Notice, terms: Sequence[str]) -> list[str]:
    """The lines that hold most of the terms: those of the page, and then those of its attachments, each under the
    attachment's name."""
    quotes = excerpts(notice.text, terms)
    for one in notice.attachments:
        quotes += [f"[{cut(plain(one.name), 60)}] {quote}" for quote in excerpts(one.text or "", terms)]
    return quotes[:_EXCERPTS]


def excerpts(text: str, terms: Sequence[str]) -> list[str]:
    """The lines of a text that hold most of the terms, in the text's order, each cut around the first term in it."""
    patterns = [Term(term).pattern for term in terms]
    found = []
    for number, line in enumerate(map(plain, text.splitlines())):
        folded = fold(line)
        hits = [hit.start() for pattern in patterns if (hit := pattern.search(folded))]
        if hits:
            found.append((-len(hits), number, _around(line, unfolded(line, min(hits)))))
    return [line for _, _, line in sorted(sorted(found)[:_EXCERPTS], key=lambda one: one[1])]


def changes(before: str, after: str) -> list[str]:
    """The first lines of a text that were not in the text before it, each cut around where it changed."""
    old = [plain(line) for line in before.splitlines()]
    known, found = set(old), []
    for line in (plain(line) for line in after.splitlines()):
        if line and line not in known:
            # The line it was is the one that begins most alike.
            found.append(_around(line, max((_common_start(line, one) for one in old), default=0)))
        if len(found) == _EXCERPTS:
            break
    return found


def _common_start(a: str, b: str) -> int:
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _around(line: str, place: int) -> str:
    if len(line) <= _EXCERPT_LIMIT:
        return line
    start = max(0, min(place - _EXCERPT_LIMIT // 3, len(line) - _EXCERPT_LIMIT))
    shown = line[start : start + _EXCERPT_LIMIT]
    return ("…" if start else "") + shown + ("…" if start + _EXCERPT_LIMIT < len(line) else "")


def _within(lines: list[str], room: int) -> list[str]:
    kept = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept
