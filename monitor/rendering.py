"""The text of a message. Pure: values in, title and body out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.notice import Notice
from monitor.folding import fold
from monitor.records import Alert, Place
from monitor.topics import Term

BODY_LIMIT = 3000
"""Characters of a message's body; chat services take some 4,000."""
_EXCERPTS, _EXCERPT_LIMIT = 3, 240
_LABELS = {
    "zh": {"new": "新", "revised": "修订", "issuer": "发文机关", "number": "文号", "date": "发布日期", "where": "地区",
           "link": "原文", "copies": "另见", "words": "命中", "told": "订阅"},
    "en": {"new": "New", "revised": "Revised", "issuer": "Issuer", "number": "Number", "date": "Published",
           "where": "Region", "link": "Link", "copies": "Also at", "words": "Matched", "told": "Subscription"},
}  # fmt: skip
# Characters that reorder or hide text around them, and controls other than line ends.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Message:
    """A message in plain text."""

    title: str
    body: str


def render(notice: Notice, alerts: Sequence[Alert], places: Sequence[Place]) -> Message:
    """The one message that serves all alerts of an event of a notice, in Chinese for Chinese notices."""
    labels = _LABELS["zh" if notice.script in ("Hans", "Hant") else "en"]
    title = _plain(notice.title or notice.url)
    terms = sorted({term for alert in alerts for term in alert.terms})
    copies = [place.url for place in places if place.url != notice.url and not place.gone_at]
    facts = [
        ("issuer", ", ".join(notice.issuers)),
        ("number", notice.document_number or ""),
        ("date", notice.published_on.isoformat() if notice.published_on else ""),
        ("where", " ".join(notice.region)),
        ("link", notice.url),
        *(("copies", url) for url in copies[:3]),
    ]
    head = [f"{labels[name]}: {_plain(value)}" for name, value in facts if value]
    foot = [
        f"{labels['words']}: {', '.join(terms)}",
        f"{labels['told']}: {', '.join(sorted({alert.subscription for alert in alerts}))}",
        f"noticewatch {'+'.join(str(alert.id) for alert in alerts)}",
    ]
    room = BODY_LIMIT - len("\n".join(head + foot)) - 20
    quotes = _within([f"> {quote}" for quote in excerpts(notice.text, terms)], room)
    parts = [head, quotes, foot] if quotes else [head, foot]
    body = "\n\n".join("\n".join(part) for part in parts)
    return Message(f"[{labels[alerts[0].event if alerts else 'new']}] {_cut(title, 120)}", body)


def excerpts(text: str, terms: Sequence[str]) -> list[str]:
    """The first lines of a text that hold one of the terms, each cut around the first term in it."""
    patterns = [Term(term).pattern for term in terms]
    found = []
    for line in text.splitlines():
        folded = fold(line)
        hits = [hit.start() for pattern in patterns if (hit := pattern.search(folded))]
        if hits:
            found.append(_around(_plain(line), min(hits)))
        if len(found) == _EXCERPTS:
            break
    return found


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


def _plain(text: str) -> str:
    return " ".join(_UNSAFE.sub("", text).split())


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
