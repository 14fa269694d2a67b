from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerting.timing import delivery_slot, due_lead, latest_reminded_deadline
from monitor.model import Slot
from tests.crawler.builders import unhurried
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND, subscription

# NOW is a Thursday, 08:00 in UTC.
NIGHT = {"from": "22:00", "to": "07:00"}


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def placed(now=NOW, already=0, together=False, **fields):
    return delivery_slot(subscription(**fields), now, lambda start, end: already, together=together)


def due(now=NOW, **fields):
    return placed(now, **fields).due_at


def digest(moment):
    return Slot(moment, moment.isoformat())


def test_without_any_wish_it_is_a_message_of_its_own_at_once():
    assert placed() == Slot(NOW, None)


class TestDigest:
    def test_it_waits_for_the_next_time_and_joins_what_is_due_then(self):
        assert placed(deliver="0 9 * * *") == digest(NOW + HOUR)
        assert placed(NOW + MINUTE, deliver="0 9 * * *") == digest(NOW + HOUR)

    def test_two_subscriptions_with_one_time_share_its_digest(self):
        shanghai = {"cron": "0 17 * * mon-fri", "timezone": "Asia/Shanghai"}
        assert placed(deliver=shanghai) == placed(deliver="0 9 * * *")

    def test_a_time_zone_of_the_subscription_holds_for_its_digest_unless_that_names_one(self):
        assert due(deliver="0 17 * * *", timezone="Asia/Shanghai") == NOW + HOUR
        named = {"cron": "0 9 * * *", "timezone": "UTC"}
        assert due(deliver=named, timezone="Asia/Shanghai") == NOW + HOUR

    def test_over_the_weekend_it_waits_for_monday(self):
        assert due(at("2024-06-07T08:00"), deliver="0 8 * * mon-fri") == at("2024-06-10T08:00")

    def test_its_time_waits_for_the_end_of_quiet_hours(self):
        assert placed(deliver="0 23 * * *", quiet=NIGHT) == digest(at("2024-06-07T07:00"))


class TestQuiet:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2024-06-06T21:59", "2024-06-06T21:59"),
            ("2024-06-06T22:00", "2024-06-07T07:00"),
            ("2024-06-06T23:59", "2024-06-07T07:00"),
            ("2024-06-07T06:59", "2024-06-07T07:00"),
            ("2024-06-07T07:00", "2024-06-07T07:00"),
        ],
    )
    def test_what_is_due_in_them_waits_for_their_end(self, moment, expected):
        assert placed(at(moment), quiet=NIGHT) == Slot(at(expected), None)

    def test_they_are_of_their_zone(self):
        quiet = NIGHT | {"timezone": "Asia/Shanghai"}
        assert due(at("2024-06-06T14:00"), quiet=quiet) == at("2024-06-07T07:00", "Asia/Shanghai")

    def test_their_days_are_those_on_which_they_begin(self):
        quiet = NIGHT | {"days": ["fri"]}
        assert due(at("2024-06-07T23:00"), quiet=quiet) == at("2024-06-08T07:00")
        assert due(at("2024-06-08T06:00"), quiet=quiet) == at("2024-06-08T07:00")
        assert due(at("2024-06-08T23:00"), quiet=quiet) == at("2024-06-08T23:00")

    def test_whole_days_may_follow_each_other(self):
        quiet = {"from": "00:00", "to": "00:00", "days": ["sat", "sun"]}
        assert due(at("2024-06-08T05:00"), quiet=quiet) == at("2024-06-10T00:00")

    def test_their_end_is_what_the_clock_shows_when_it_is_put_forward_or_back(self):
        quiet = NIGHT | {"timezone": "Europe/Berlin"}
        spring = at("2024-03-30T23:00", "Europe/Berlin")
        autumn = at("2024-10-26T23:00", "Europe/Berlin")
        assert due(spring, quiet=quiet) - spring == 7 * HOUR
        assert due(autumn, quiet=quiet) - autumn == 9 * HOUR

    def test_an_end_that_the_clock_leaves_out_is_waited_for(self):
        quiet = {"from": "01:00", "to": "02:30", "timezone": "Europe/Berlin"}
        assert due(at("2024-03-31T01:30", "Europe/Berlin"), quiet=quiet) == at("2024-03-31T03:30", "Europe/Berlin")

    @given(
        st.datetimes(datetime(2024, 1, 1), datetime(2025, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.integers(0, 1439),
        st.integers(0, 1439),
        st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, max_size=6),
        st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe"]),
    )
    @unhurried
    def test_nothing_is_sent_earlier_nor_in_them(self, moment, begins, ends, days, zone):
        clock = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (begins, ends)]
        quiet = {"from": clock[0], "to": clock[1], "days": sorted(days), "timezone": zone}
        later = due(moment, quiet=quiet)
        assert moment <= later <= moment + 8 * DAY
        assert due(later, quiet=quiet) == later


class TestCap:
    @pytest.mark.parametrize(("already", "own"), [(0, True), (19, True), (20, False), (500, False)])
    def test_what_is_over_it_is_one_message_at_the_hours_end(self, already, own):
        moment = NOW + 20 * MINUTE
        found = placed(moment, already=already, hourly_cap=20)
        assert found == (Slot(moment) if own else digest(NOW + HOUR))

    def test_the_hour_is_the_one_in_which_the_message_is_due(self):
        asked = []

        def due_between(start, end):
            asked.append((start, end))
            return 20

        found = delivery_slot(subscription(hourly_cap=20, quiet=NIGHT), at("2024-06-06T23:30"), due_between)
        assert asked == [(at("2024-06-07T07:00"), at("2024-06-07T08:00"))]
        assert found == digest(at("2024-06-07T08:00"))

    def test_what_is_over_it_just_before_quiet_hours_waits_for_their_end(self):
        assert placed(at("2024-06-06T21:30"), already=9, hourly_cap=1, quiet=NIGHT) == digest(at("2024-06-07T07:00"))

    def test_a_digest_has_none(self):
        assert placed(already=99, hourly_cap=1, deliver="0 9 * * *") == digest(NOW + HOUR)


class TestSnooze:
    def test_what_comes_before_its_day_is_one_message_on_that_day(self):
        assert placed(snooze="2024-07-01") == digest(at("2024-07-01T00:00"))
        assert placed(snooze="2024-07-01", quiet=NIGHT) == digest(at("2024-07-01T07:00"))
        assert placed(snooze="2024-07-01", timezone="Asia/Shanghai") == digest(at("2024-07-01T00:00", "Asia/Shanghai"))

    def test_a_digest_goes_on_with_the_first_time_after_it(self):
        assert placed(snooze="2024-07-01", deliver="0 8 * * *") == digest(at("2024-07-01T08:00"))

    def test_one_that_is_over_is_none(self):
        assert placed(snooze="2024-06-06") == Slot(NOW, None)


def test_what_is_asked_to_be_together_is_one_message():
    assert placed(together=True) == digest(NOW)


@pytest.mark.parametrize("back", [SECOND, HOUR, 3 * DAY])
def test_a_clock_that_is_put_back_makes_nothing_due_in_its_past(back):
    for fields in ({}, {"deliver": "0 9 * * *"}, {"quiet": NIGHT}, {"snooze": "2024-06-20"}):
        assert due(NOW - back, **fields) >= NOW - back


class TestLead:
    DEADLINE = date(2024, 6, 20)

    @pytest.mark.parametrize(
        ("moment", "lead"),
        [
            ("2024-06-05T12:00", None),
            ("2024-06-06T07:59", None),
            ("2024-06-06T08:00", 14),
            ("2024-06-17T07:59", 14),
            ("2024-06-17T08:00", 3),
            ("2024-06-20T23:59", 3),
            ("2024-06-21T00:00", None),
        ],
    )
    def test_the_nearest_lead_counts_from_the_morning_of_its_day(self, moment, lead):
        assert due_lead(subscription(days_before=[14, 3]), self.DEADLINE, at(moment)) == lead

    def test_the_morning_is_that_of_the_subscription(self):
        reminded = subscription(days_before=14, timezone="Asia/Shanghai")
        assert due_lead(reminded, self.DEADLINE, at("2024-06-05T23:59")) is None
        assert due_lead(reminded, self.DEADLINE, at("2024-06-06T00:00")) == 14

    def test_a_digest_of_every_day_has_it_on_the_day(self):
        reminded = subscription(days_before=7, deliver="0 8 * * *")
        assert due_lead(reminded, self.DEADLINE, at("2024-06-12T07:59")) is None
        assert due_lead(reminded, self.DEADLINE, at("2024-06-12T08:00")) == 7
        assert delivery_slot(reminded, at("2024-06-12T08:00"), lambda *_: 0).due_at == at("2024-06-13T08:00")

    def test_a_digest_of_every_week_has_it_early_rather_than_late(self):
        reminded = subscription(days_before=7, deliver="0 8 * * mon")
        # The day is Thursday the 13th: Monday the 10th is the last digest before it.
        assert due_lead(reminded, self.DEADLINE, at("2024-06-03T07:59")) is None
        assert due_lead(reminded, self.DEADLINE, at("2024-06-03T08:00")) == 7
        assert delivery_slot(reminded, at("2024-06-03T08:00"), lambda *_: 0).due_at == at("2024-06-10T08:00")

    def test_nothing_is_told_when_its_message_would_come_after_the_deadline(self):
        assert due_lead(subscription(days_before=14, snooze="2024-06-21"), self.DEADLINE, NOW) is None
        assert due_lead(subscription(days_before=14, snooze="2024-06-20"), self.DEADLINE, NOW) == 14
        assert due_lead(subscription(days_before=14, deliver="0 8 21 * *"), self.DEADLINE, NOW) is None

    def test_no_deadline_later_than_the_last_is_ever_told(self):
        for deliver in ("now", "0 8 * * *", "0 8 * * mon", "0 8 1 * *"):
            reminded = subscription(days_before=[14, 3], deliver=deliver)
            last = latest_reminded_deadline(reminded, NOW)
            assert due_lead(reminded, last, NOW) is not None or deliver == "0 8 1 * *"
            assert due_lead(reminded, last + timedelta(1), NOW) is None
