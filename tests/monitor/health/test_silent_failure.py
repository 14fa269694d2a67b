"""Histories of sources: what they showed day by day, and what is thought of them."""

from datetime import date, timedelta

import pytest

from crawler.model.notice import TEXT_NOT_FOUND, Attachment, ReadingWarning
from monitor.health.silent_failure import (
    DAYS,
    SHELL,
    TEXTS,
    detect_silent_failure,
    history_after,
    sample_of,
    silence_limit,
)
from monitor.identity.verdict import Verdict
from monitor.model import RecentHistory, SourceRecord, TextSample, Trouble
from monitor.model.ingest import Decision
from tests.monitor.builders import DAY, NOW, notice

START = NOW - 400 * DAY
TODAY = NOW.date()


def days(*gaps, last=TODAY):
    """The days of a history, from the gaps between them, in days, the latest on `last`."""
    found = [last]
    for gap in reversed(gaps):
        found.append(found[-1] - timedelta(days=gap))
    return tuple(reversed(found))


def texts(written):
    """Texts of a history: `.` one of its own, `s` a short one of its own, `-` none, any other letter one they share."""
    kinds = {
        ".": lambda place: TextSample(900, f"own {place}"),
        "s": lambda place: TextSample(SHELL - 1, f"short {place}"),
        "-": lambda _: TextSample(0, ""),
    }
    return tuple(
        kinds.get(kind, lambda _, kind=kind: TextSample(900, kind))(place) for place, kind in enumerate(written)
    )


def decision(kind="new", **fields):
    return Decision(1, 1, Verdict(kind, None if kind == "new" else 1, ""), notice(**fields))


@pytest.mark.parametrize(
    ("gaps", "limit"),
    [
        ([1] * 20, 14),
        ([1] * 9, 14),
        ([1] * 8, None),
        ([], None),
        ([1, 1, 3] * 8, 18),
        ([7] * 12, 42),
        ([7] * 19 + [40], 42),  # one long pause is not the rhythm
        ([30] * 10, 180),
    ],
)
def test_how_long_a_source_may_be_silent_follows_from_its_gaps(gaps, limit):
    expected = None if limit is None else timedelta(days=limit)
    assert silence_limit(days(*gaps)) == expected


@pytest.mark.parametrize(
    ("gaps", "silent_for", "code"),
    [
        ([1] * 20, 14, None),
        ([1] * 20, 15, "dates_stopped"),
        ([7] * 12, 42, None),
        ([7] * 12, 43, "dates_stopped"),
        ([1] * 5, 300, None),  # too little is known
    ],
)
def test_dates_that_stop(gaps, silent_for, code):
    seen = RecentHistory(days=days(*gaps, last=TODAY - silent_for * DAY), last=START.date())
    found = detect_silent_failure(seen, START, NOW)
    assert (found and found[0]) == code


def test_a_source_that_was_silent_before_it_was_watched_has_its_time():
    seen = RecentHistory(days=days(*[1] * 20, last=date(2020, 1, 1)), last=TODAY)
    assert detect_silent_failure(seen, NOW, NOW + 14 * DAY) is None
    assert detect_silent_failure(seen, NOW, NOW + 15 * DAY) is not None
    assert detect_silent_failure(seen, None, NOW + 15 * DAY) is None


def test_old_notices_at_new_addresses_are_no_silence():
    seen = RecentHistory(days=days(*[1] * 20, last=TODAY - 100 * DAY), last=TODAY - 2 * DAY)
    assert detect_silent_failure(seen, START, NOW) is None


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ("..........", None),
        (".....ssss", None),  # too little before
        (".....sssss", "texts_too_short"),
        (".....-----", "texts_too_short"),
        (".....ss.ss", "texts_too_short"),
        (".....ss..s", None),
        ("----", "texts_too_short"),  # it was never otherwise
        ("...-.----", "texts_too_short"),
        ("---", None),
        ("sssssssssssss", None),  # it has always been so
        ("s.s.s.s.sssss", None),
        ("..........s....sssss", "texts_too_short"),
        (".....aaaaa", "same_text"),
        (".....aa.aa", "same_text"),
        (".....aa.ba", None),
        ("aaaa", "same_text"),
        ("aaa", None),
        ("aaaaa.....", None),
        ("aaaaaaaaaa..", None),
    ],
)
def test_texts_that_say_nothing_or_the_same(history, code):
    found = detect_silent_failure(RecentHistory(texts=texts(history)), START, NOW)
    assert (found and found[0]) == code


class TestHistory:
    def test_a_baseline_counts_by_its_own_dates(self):
        found = [
            decision(published_on=date(2024, 5, 1)),
            decision(published_on=None),
            decision(published_on=date(2030, 1, 1)),
        ]
        seen = history_after(SourceRecord("gov"), found, NOW)
        assert (seen.days, seen.last, len(seen.texts)) == ((date(2024, 5, 1),), TODAY, 3)

    def test_what_comes_later_without_a_date_counts_by_the_day_it_was_seen(self):
        seen = history_after(SourceRecord("gov", baseline_at=START), [decision(published_on=None)], NOW)
        assert seen.days == (TODAY,)

    def test_only_new_addresses_count(self):
        record = SourceRecord("gov", baseline_at=START, seen=RecentHistory(texts=texts("..")))
        assert history_after(record, [decision("known"), decision("revision")], NOW) == record.seen
        assert len(history_after(record, [decision("copy")], NOW).texts) == 3

    def test_it_is_bounded(self):
        record = SourceRecord("gov", baseline_at=START)
        for day in range(3 * DAYS):
            seen = history_after(record, [decision(published_on=TODAY - timedelta(days=day))] * 5, NOW)
            record = SourceRecord("gov", baseline_at=START, seen=seen)
        assert (len(record.seen.days), len(record.seen.texts), max(record.seen.days)) == (DAYS, TEXTS, TODAY)

    @pytest.mark.parametrize("more", [1, 100])
    def test_what_was_usual_is_not_forgotten_while_texts_are_too_short(self, more):
        trouble = Trouble("texts_too_short", "", NOW)
        record = SourceRecord(
            "gov", baseline_at=START, seen=RecentHistory(texts=texts("." * 20 + "sssss")), trouble=trouble
        )
        record = SourceRecord(
            "gov", baseline_at=START, trouble=trouble, seen=history_after(record, [decision(text="短")] * more, NOW)
        )
        # They have one text, but what matters is that the usual ones are still known.
        assert record.seen.texts[:20] == texts("." * 20)
        again = history_after(record, [decision(text="长" * 200 + str(n)) for n in range(2)], NOW)
        assert detect_silent_failure(again, START, NOW) is None

    def test_a_title_that_stands_for_a_text_is_none(self):
        missing = ReadingWarning(code=TEXT_NOT_FOUND, detail="")
        assert sample_of(notice(text="关于印发方案的通知", warnings=(missing,))).letters == 0
        attached = Attachment(name="a", url="https://a.cn/a.pdf", text="方案全文")
        assert sample_of(notice(text="关于印发方案的通知", warnings=(missing,), attachments=(attached,))).letters == 4

    def test_a_text_is_what_it_says_wherever_its_spaces_are(self):
        one, other, none = (sample_of(notice(text=text)) for text in ("甲 乙\n丙", "甲乙丙", " \n"))
        assert one == other
        assert none == TextSample(0, "")
