"""Detect whether a source that answers has gone blind all the same, by its history. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2s
from itertools import pairwise
from math import ceil

from crawler.model.notice import TEXT_NOT_FOUND, Notice
from crawler.model.reason import Reason
from monitor.model import RecentHistory, SourceRecord, TextSample
from monitor.model.ingest import Decision
from monitor.model.reasons import TroubleCode

SILENT = TroubleCode.DATES_STOPPED
SHORT = TroubleCode.TEXTS_TOO_SHORT
SAME = TroubleCode.SAME_TEXT
HISTORY: frozenset[str] = frozenset({SILENT, SHORT, SAME})
"""Codes of the troubles that only a source's history tells."""
DAYS = 40
TEXTS = 30
"""Latest days with something new, and latest texts, that are remembered of a source."""
RHYTHM_DAYS = 10
SILENT_LEAST = timedelta(days=14)
SILENT_GAPS = 6
USUAL = 0.9
"""A source with so many days on which it published has a rhythm; it is silent when nothing has come for so long, and
for so many times the gap that this share of its gaps does not exceed."""
RECENT = 5
MOST = 4
"""Of so many texts that came last, so many must be short, or the same."""
SHELL = 60
SHELLS_BEFORE = 0.2
BEFORE_LEAST = 5
"""Letters below which a text says nothing; the share of such texts that was usual before, at most, and the number of
earlier texts by which that can be told."""


def history_after(record: SourceRecord, decisions: Sequence[Decision], now: datetime) -> RecentHistory:
    """Return the history of a source, with the findings of the latest poll added: texts at new addresses."""
    found = [decision.document for decision in decisions if decision.verdict.kind in ("new", "copy")]
    if not found:
        return record.seen
    # Of a baseline only its own dates count: all of it is first seen in one moment.
    today = now.date()
    is_watched = record.baseline_at is not None
    days = {day for document in found if (day := _day(document, today, is_watched)) is not None}
    return RecentHistory(
        days=tuple(sorted({*record.seen.days, *days}))[-DAYS:],
        texts=_texts(record, tuple(map(sample_of, found))),
        last=today,
    )


def _day(document: Notice, today: date, is_watched: bool) -> date | None:
    published = document.published_on
    if published and published <= today:
        return published
    return today if is_watched else None


def _texts(record: SourceRecord, found: tuple[TextSample, ...]) -> tuple[TextSample, ...]:
    before = record.seen.texts
    if record.trouble and record.trouble.code == SHORT:
        # What was usual before must not be forgotten for the many that came since.
        return before[:-RECENT] + (before[-RECENT:] + found)[-RECENT:]
    return (before + found)[-TEXTS:]


def sample_of(document: Notice) -> TextSample:
    """Return the text of a notice that is used for its source's health, with the texts of its attachments.

    It is empty where the page showed no text, so that its title is used instead.
    """
    attached = "".join(attachment.text or "" for attachment in document.attachments)
    is_missing = any(warning.code == TEXT_NOT_FOUND for warning in document.warnings)
    text = "".join((attached if is_missing else document.all_text).split())
    return TextSample(len(text), blake2s(text.encode("utf-8", "replace"), digest_size=8).hexdigest() if text else "")


def detect_silent_failure(seen: RecentHistory, baseline_at: datetime | None, now: datetime) -> Reason | None:
    """Return the trouble of a source that answers; None when everything is as before."""
    return _shared(seen.texts) or _missing(seen.texts) or _short(seen.texts) or _silent(seen, baseline_at, now)


def _shared(texts: Sequence[TextSample]) -> Reason | None:
    recent = texts[-RECENT:]
    [(_, count)] = Counter(sample.digest for sample in recent if sample.digest).most_common(1) or [("", 0)]
    if count < MOST:
        return None
    return Reason.of(SAME, count=count, of=len(recent))


def _missing(texts: Sequence[TextSample]) -> Reason | None:
    recent = texts[-RECENT:]
    missing = sum(sample.letters == 0 for sample in recent)
    return Reason.of(SHORT, count=missing, of=len(recent)) if missing >= MOST else None


def _short(texts: Sequence[TextSample]) -> Reason | None:
    before = texts[:-RECENT]
    recent = texts[-RECENT:]
    shells = sum(sample.letters < SHELL for sample in recent)
    if shells < MOST or len(before) < BEFORE_LEAST:
        return None
    if sum(sample.letters < SHELL for sample in before) > SHELLS_BEFORE * len(before):
        return None
    return Reason.of(SHORT, count=shells, of=len(recent))


def _silent(seen: RecentHistory, baseline_at: datetime | None, now: datetime) -> Reason | None:
    limit = silence_limit(seen.days)
    if limit is None or baseline_at is None or seen.last is None:
        return None
    # What was silent before it was watched has its time as well.
    waited = now.date() - max(seen.days[-1], seen.last, baseline_at.date())
    if waited <= limit:
        return None
    return Reason.of(SILENT, days=waited.days, last=seen.days[-1].isoformat())


def silence_limit(days: Sequence[date]) -> timedelta | None:
    """Return how long a source that published on these days, in order, may be silent; None when it has no rhythm."""
    if len(days) < RHYTHM_DAYS:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    usual = gaps[ceil(USUAL * len(gaps)) - 1]
    return max(SILENT_LEAST, SILENT_GAPS * usual)
