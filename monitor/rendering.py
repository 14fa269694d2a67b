"""The text of a message. Pure: values in, title and body out."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.notice import Notice
from monitor.folding import fold
from monitor.records import Alert, Place
from monitor.topics import Term

BODY_LIMIT = 3000
"""Characters of a message's body; chat services take some 4,000."""
_EXCERPTS, _EXCERPT_LIMIT = 3, 120
_LABELS = {
    "zh": {"new": "新", "revised": "修订", "issuer": "发文机关", "number": "文号", "date": "发布日期", "where": "地区",
           "link": "原文", "copies": "另见", "files": "附件", "words": "命中", "told": "订阅"},
    "en": {"new": "New", "revised": "Revised", "issuer": "Issuer", "number": "Number", "date": "Published",
           "where": "Region", "link": "Link", "copies": "Also at", "files": "Attachments", "words": "Matched",
           "told": "Subscription"},
}  # fmt: skip
_FACT_LIMIT, _WORDS_LIMIT = 300, 400


@dataclass(frozen=True)
class Message:
    """A message in plain text."""

    title: str
    body: str


def render(notice: Notice, alerts: Sequence[Alert], places: Sequence[Place], before: Notice | None = None) -> Message:
    """The one message that serves all alerts of an event of a notice, in Chinese for Chinese notices.

    It quotes the lines that hold most of the words found; of a revision (`before` is what it revises) the changed ones.
    """
    labels = _LABELS["zh" if notice.script in ("Hans", "Hant") else "en"]
    terms = sorted({term for alert in alerts for term in alert.terms})
    facts = [(labels[name], value) for name, value in _facts(notice, places)]
    head = [f"{label}: {_cut(plain(value), _FACT_LIMIT)}" for label, value in facts if value]
    subscriptions = sorted({alert.subscription for alert in alerts})
    foot = [
        f"{labels['words']}: {_cut(', '.join(terms), _WORDS_LIMIT)}",
        f"{labels['told']}: {_cut(', '.join(subscriptions), _WORDS_LIMIT)}",
        f"noticewatch {_cut('+'.join(str(alert.id) for alert in alerts), _WORDS_LIMIT)}",
    ]
    # Of a text that was pruned nobody can tell what changed.
    quotes = changes(_said(before), _said(notice)) if before and before.text else _quotes(notice, terms)
    room = BODY_LIMIT - len("\n".join(head + foot)) - 10
    parts = [part for part in (head, _within([f"▸{quote}" for quote in quotes], room), foot) if part]
    body = "\n\n".join("\n".join(part) for part in parts)
    event = labels[alerts[0].event if alerts else "new"]
    return Message(f"[{event}] {_cut(plain(notice.title or '') or notice.url, 120)}", body)


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
        quotes += [f"[{_cut(plain(one.name), 60)}] {quote}" for quote in excerpts(one.text or "", terms)]
    return quotes[:_EXCERPTS]


def excerpts(text: str, terms: Sequence[str]) -> list[str]:
    """The lines of a text that hold most of the terms, in the text's order, each cut around the first term in it."""
    patterns = [Term(term).pattern for term in terms]
    found = []
    for number, line in enumerate(map(plain, text.splitlines())):
        folded = fold(line)
        hits = [hit.start() for pattern in patterns if (hit := pattern.search(folded))]
        if hits:
            found.append((-len(hits), number, _around(line, _unfolded(line, min(hits)))))
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
    cut = line[start : start + _EXCERPT_LIMIT]
    return ("…" if start else "") + cut + ("…" if start + _EXCERPT_LIMIT < len(line) else "")


def _within(lines: list[str], room: int) -> list[str]:
    kept = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _unfolded(line: str, place: int) -> int:
    """Where a place in the folded line lies in the line itself: folding may turn one character into several."""
    length = 0
    for number, char in enumerate(line):
        length += len(unicodedata.normalize("NFKC", char))
        if length > place:
            return number
    return len(line)


def plain(text: str) -> str:
    """One line without characters that control, reorder or hide the text around them (Unicode's categories C)."""
    spaced = " ".join(text.split())
    return " ".join("".join(char for char in spaced if unicodedata.category(char)[0] != "C").split())


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
