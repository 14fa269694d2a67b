"""When to poll next: rhythms learnt, polls shared out, the next one found."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.sources import Rhythm
from monitor.schedule.allocation import (
    DAY,
    HOUR,
    LEAST,
    Publication,
    PublishingProfile,
    decayed,
    learn,
    next_poll,
    plan,
    rates,
    shared_profile,
)

MONDAY = datetime(2024, 6, 3, tzinfo=UTC)
WEEK = 7 * DAY
QUIET = Rhythm(MONDAY, MONDAY)


def seen(hours: list[int], day: int = 0, weeks: int = 20, span: timedelta = HOUR) -> list[Publication]:
    """A notice at each of these hours of one weekday, week after week."""
    starts = [MONDAY + week * WEEK + day * DAY + hour * HOUR for week in range(weeks) for hour in hours]
    return [Publication(start, start + span) for start in starts]


def rhythm_of(sightings: list[Publication], now: datetime = MONDAY + 20 * WEEK) -> Rhythm:
    return learn(None, sightings, now)


class TestLearning:
    def test_hours_and_weekdays_that_published_are_likelier(self):
        found = rates(rhythm_of(seen([2, 8], day=1)), PublishingProfile(), MONDAY + 20 * WEEK)
        assert sorted(range(168), key=found.__getitem__)[-2:] in ([26, 32], [32, 26])

    def test_a_days_date_tells_the_weekday_and_nothing_of_hours(self):
        rhythm = rhythm_of(seen([0], day=2, span=DAY))
        assert rhythm.days.index(max(rhythm.days)) == 2
        assert sum(rhythm.hours) == 0

    def test_a_long_gap_tells_only_how_often(self):
        rhythm = rhythm_of([Publication(MONDAY, MONDAY + 9 * DAY, 4)])
        assert sum(rhythm.hours) == sum(rhythm.days) == 0
        assert rhythm.recent > 1

    def test_a_notice_between_two_polls_is_put_where_others_were(self):
        known = rhythm_of(seen([3], weeks=40), MONDAY + 40 * WEEK)
        start = MONDAY + 40 * WEEK + HOUR
        after = learn(known, [Publication(start, start + 5 * HOUR)], start + 5 * HOUR)
        gains = [b - a for a, b in zip(decayed(known, start + 5 * HOUR).hours, after.hours, strict=True)]
        assert gains.index(max(gains)) == 3

    def test_the_rate_is_that_of_what_was_seen_however_long_it_was_watched(self):
        for weeks in (3, 20, 200):
            now = MONDAY + weeks * WEEK
            found = sum(rates(rhythm_of(seen([2, 8], weeks=weeks), now), PublishingProfile(), now))
            assert found == pytest.approx(2, rel=0.1)

    def test_what_is_long_ago_counts_for_less(self):
        now = MONDAY + 20 * WEEK
        rhythm = rhythm_of(seen([2]), now)
        assert sum(rates(rhythm, PublishingProfile(), now + 50 * WEEK)) < 0.5 * sum(
            rates(rhythm, PublishingProfile(), now)
        )

    def test_a_clock_that_went_back_changes_nothing(self):
        rhythm = rhythm_of(seen([2]))
        assert decayed(rhythm, MONDAY) == rhythm

    def test_who_is_new_leans_on_the_habits_of_all(self):
        now = MONDAY + 20 * WEEK
        found = rates(Rhythm(now, now), shared_profile([rhythm_of(seen([2, 3], weeks=20))]), now)
        assert max(found) in found[2:4]


class TestPlanning:
    @given(st.lists(st.integers(0, 167), max_size=30), st.floats(2, 2000))
    def test_all_polls_are_shared_out_and_nobody_gets_none(self, hours: list[int], polls: float):
        now = MONDAY + 20 * WEEK
        rhythms = {"busy": rhythm_of([one for hour in hours for one in seen([hour % 24], hour // 24)]), "quiet": QUIET}
        densities = plan(rhythms, polls, now)
        assert sum(map(sum, densities.values())) / 7 == pytest.approx(max(polls, 2))
        assert all(rate >= LEAST for density in densities.values() for rate in density)

    def test_polls_grow_with_the_square_root_of_the_rate(self):
        now = MONDAY + 20 * WEEK
        often = Rhythm(MONDAY, now, recent=160)
        seldom = Rhythm(MONDAY, now, recent=10)
        densities = plan({"often": often, "seldom": seldom}, 10_000, now)
        spent = [sum(densities[name]) for name in ("often", "seldom")]
        assert spent[0] / spent[1] == pytest.approx(4, rel=0.05)

    def test_no_sources_need_no_plan(self):
        assert plan({}, 100, MONDAY) == {}


class TestTheNextPoll:
    def test_an_even_density_gives_an_even_interval(self):
        assert next_poll([4.0] * 168, MONDAY, timedelta(0)) == MONDAY + HOUR / 4

    def test_it_comes_when_the_polls_have_added_up_to_one(self):
        density = [0.25, 0.25, 1.0] + [LEAST] * 165
        assert next_poll(density, MONDAY, timedelta(0)) == MONDAY + 2.5 * HOUR

    def test_it_never_comes_before_the_shortest_time(self):
        assert next_poll([1e6] * 168, MONDAY, timedelta(minutes=2)) == MONDAY + timedelta(minutes=2)

    def test_the_week_begins_again(self):
        sunday = MONDAY + 6 * DAY + 23 * HOUR
        assert next_poll([2.0] + [0.5] * 167, sunday, timedelta(0)) == sunday + 1.25 * HOUR

    @given(st.integers(0, 167), st.integers(0, 3599))
    def test_another_time_zone_changes_nothing(self, hour: int, second: int):
        density = [LEAST + hour % 5 for hour in range(168)]
        last = MONDAY + hour * HOUR + timedelta(seconds=second)
        there = last.astimezone(datetime.now().astimezone().tzinfo)
        assert next_poll(density, there, timedelta(0)) == next_poll(density, last, timedelta(0))
