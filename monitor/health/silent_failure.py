"""Functions that detect sources that still respond but no longer yield usable notices.

They examine the history of a source. Pure functions; no I/O.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2s
from itertools import pairwise
from math import ceil

from crawler.model.codes import FailureCode
from crawler.model.notice import TEXT_NOT_FOUND, Notice
from crawler.model.reason import Reason
from crawler.model.results import PollResult
from monitor.model import RecentHistory, SourceRecord, TextSample
from monitor.model.ingest import Decision
from monitor.model.reasons import TroubleCode

SILENT = TroubleCode.DATES_STOPPED
SHORT = TroubleCode.TEXTS_TOO_SHORT
SAME = TroubleCode.SAME_TEXT
INCOMPLETE = TroubleCode.LISTING_INCOMPLETE
HISTORY: frozenset[str] = frozenset({SILENT, SHORT, SAME})
"""Codes of problems with a source that responds but shows no usable notices. Only its history reveals them."""
DAYS = 40
TEXTS = 30
"""The amount of history that is stored for a source: `DAYS` is the number of latest dates with new notices, and `TEXTS`
is the number of latest texts.
"""
RHYTHM_DAYS = 10
SILENT_LEAST = timedelta(days=14)
SILENT_GAPS = 6
USUAL = 0.9
"""A source has a regular rhythm if it published on at least `RHYTHM_DAYS` dates. It is silent if it has published
nothing for at least `SILENT_LEAST` and for at least `SILENT_GAPS` times its usual gap. The usual gap is the gap that
the proportion `USUAL` of its gaps does not exceed."""
INCOMPLETE_POLLS = 3
"""The number of polls in a row without the later pages of the listing after which the source is in trouble."""
RECENT = 5
MOST = 4
"""A source is in trouble if at least `MOST` of its latest `RECENT` texts are short, or at least `MOST` are
identical."""
SHELL = 60
SHELLS_BEFORE = 0.2
BEFORE_LEAST = 5
"""A text with fewer than `SHELL` letters counts as short. Short texts are a trouble only if there are at least
`BEFORE_LEAST` earlier texts, of which at most the proportion `SHELLS_BEFORE` was short."""


def history_after(
    record: SourceRecord, decisions: Sequence[Decision], now: datetime, result: PollResult | None = None
) -> RecentHistory:
    """Return the history of a source, extended by the findings of its latest poll.

    `decisions` contains the verdicts on the notices that the poll found. The texts of new notices and copies are added
    to the history. `result` is the result of the poll; if it is None, the number of incomplete polls is unchanged.
    """
    found = [decision.document for decision in decisions if decision.verdict.kind in ("new", "copy")]
    incomplete = record.seen.incomplete if result is None else _incomplete_polls(record.seen, result)
    if not found:
        return replace(record.seen, incomplete=incomplete)
    # The baseline is first seen at one moment, so only the dates of its notices count.
    today = now.date()
    is_watched = record.baseline_at is not None
    days = {day for document in found if (day := _day(document, today, is_watched)) is not None}
    return RecentHistory(
        days=tuple(sorted({*record.seen.days, *days}))[-DAYS:],
        texts=_texts(record, tuple(map(sample_of, found))),
        last=today,
        incomplete=incomplete,
    )


def _incomplete_polls(seen: RecentHistory, result: PollResult) -> int:
    if result.outcome != "ok":
        return seen.incomplete
    # A malformed feed lacks entries, although it has only one page.
    is_incomplete = result.cut and not any(failure.code == FailureCode.FEED_BROKEN for failure in result.failures)
    return seen.incomplete + 1 if is_incomplete else 0


def _day(document: Notice, today: date, is_watched: bool) -> date | None:
    published = document.published_on
    if published and published <= today:
        return published
    return today if is_watched else None


def _texts(record: SourceRecord, found: tuple[TextSample, ...]) -> tuple[TextSample, ...]:
    before = record.seen.texts
    if record.trouble and record.trouble.code == SHORT:
        # Keep the earlier texts, so that the many recent ones do not displace them.
        return before[:-RECENT] + (before[-RECENT:] + found)[-RECENT:]
    return (before + found)[-TEXTS:]


def sample_of(document: Notice) -> TextSample:
    """Return the length and the hash of a notice's text, including the texts of its attachments.

    They are used to check the health of the source. If the page had no text and its title is used as the text, only the
    attachments count.
    """
    attached = "".join(attachment.text or "" for attachment in document.attachments)
    is_missing = any(warning.code == TEXT_NOT_FOUND for warning in document.warnings)
    text = "".join((attached if is_missing else document.all_text).split())
    return TextSample(len(text), blake2s(text.encode("utf-8", "replace"), digest_size=8).hexdigest() if text else "")


def detect_silent_failure(seen: RecentHistory, baseline_at: datetime | None, now: datetime) -> Reason | None:
    """Return the trouble of a responding source according to its history `seen`, or None if there is no trouble.

    `baseline_at` is the time of the source's first successful poll.
    """
    silent = _shared(seen.texts) or _missing(seen.texts) or _short(seen.texts) or _silent(seen, baseline_at, now)
    return silent or (Reason.of(INCOMPLETE, count=seen.incomplete) if seen.incomplete >= INCOMPLETE_POLLS else None)


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
    # The time before monitoring began does not count as silence.
    waited = now.date() - max(seen.days[-1], seen.last, baseline_at.date())
    if waited <= limit:
        return None
    return Reason.of(SILENT, days=waited.days, last=seen.days[-1].isoformat())


def silence_limit(days: Sequence[date]) -> timedelta | None:
    """Return how long a source may publish nothing before it counts as silent, or None if it has no regular rhythm.

    `days` are the dates on which the source published, in order.
    """
    if len(days) < RHYTHM_DAYS:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    usual = gaps[ceil(USUAL * len(gaps)) - 1]
    return max(SILENT_LEAST, SILENT_GAPS * usual)
