from datetime import date, timedelta

import pytest

from monitor.ingest.pipeline import Policy
from monitor.model.sources import Rhythm
from monitor.schedule.allocation import LEAST, Publication, learn
from monitor.schedule.intervals import SHARE, SHORTEST, PollInterval, PollPlan, even_plan, make_plan
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, failed, matcher, polled, result, source
from tests.stores import new_store

AUTO = PollInterval()


@pytest.fixture
def store():
    return new_store()


def take(store, outcome, now=NOW, tempo=AUTO):
    with store.writing() as tx:
        ingest_result(tx, outcome, tempo, matcher(), Policy(30 * DAY), now)
        return tx.sources.get("gov")


def text(number):
    return f"第{number}号通知的正文与其他各号都不相同,{'甲乙丙丁戊己庚辛'[number % 8] * 30}。"


def news(number, day=None):
    return polled(f"https://gov.example.cn/{number}.html", title=f"通知{number}", text=text(number), published_on=day)


class TestTempo:
    def test_a_fixed_interval_stays_what_it_is(self):
        assert PollInterval(HOUR).delay(NOW) == PollInterval(HOUR).usual == HOUR

    def test_auto_has_an_even_share_before_anything_was_learnt(self):
        pace = even_plan([source("a", every="auto"), source("b", every="auto"), source("c")], 48)
        assert pace.interval(source("a", every="auto")).delay(NOW) == HOUR
        assert pace.interval(source("c", every="7m")).delay(NOW) == 7 * MINUTE
        assert even_plan([source(every="auto")], None).interval(source(every="auto")).usual == DAY / SHARE

    @pytest.mark.parametrize(("budget", "delay"), [(1e9, SHORTEST), (0.001, DAY)])
    def test_it_is_polled_every_two_minutes_at_most_and_once_a_day_at_least(self, budget, delay):
        auto = source(every="auto")
        for pace in (even_plan([auto], budget), make_plan([auto], {}, budget, NOW)):
            assert abs(pace.interval(auto).delay(NOW) - delay) < timedelta(seconds=1)
            assert abs(pace.interval(auto).usual - delay) < timedelta(seconds=1)

    def test_the_plan_spends_the_budget_and_more_of_it_where_more_comes(self):
        often = learn(None, [Publication(NOW - day * DAY, NOW - day * DAY + HOUR, 9) for day in range(1, 30)], NOW)
        sources = [
            source("often", every="auto"),
            source("new", every="auto"),
            source("fixed"),
            source("off", every="auto", enabled=False),
        ]
        pace = make_plan(sources, {"often": often, "gone": often}, 100, NOW)
        polls = {name: sum(density) / 7 for name, density in pace.densities.items()}
        assert sum(polls.values()) == pytest.approx(100)
        assert set(polls) == {"often", "new"}
        assert polls["often"] > 3 * polls["new"]
        assert min(map(min, pace.densities.values())) >= LEAST

    def test_nothing_that_is_auto_is_no_fault(self):
        assert make_plan([source()], {}, 5, NOW) == PollPlan(even=SHARE / 24)


class TestLearning:
    def test_a_baseline_tells_the_days_that_it_names(self, store):
        tuesdays = [date(2024, 6, 4), date(2024, 5, 28), None, date(2009, 1, 6)]
        record = take(store, result(*(news(number, day) for number, day in enumerate(tuesdays))))
        assert record.rhythm.recent == pytest.approx(2, rel=0.1)
        assert record.rhythm.days.index(max(record.rhythm.days)) == 1
        assert sum(record.rhythm.hours) == 0

    def test_later_news_came_since_the_last_poll_that_succeeded(self, store):
        take(store, result())
        take(store, failed(), NOW + HOUR)
        record = take(store, result(news(1, NOW.date()), news(2)), NOW + 2 * HOUR)
        assert sum(record.rhythm.hours) == sum(record.rhythm.days) == pytest.approx(2)
        assert [hour for hour, count in enumerate(record.rhythm.hours) if count] == [NOW.hour, NOW.hour + 1]

    def test_old_notices_that_a_new_listing_shows_are_told_by_their_day(self, store):
        take(store, result())
        record = take(store, result(*(news(number, date(2024, 5, 7)) for number in range(5))), NOW + HOUR)
        assert sum(record.rhythm.hours) == 0
        assert record.rhythm.days[1] > 4

    def test_nothing_new_changes_nothing(self, store):
        first = take(store, result())
        assert first.rhythm == Rhythm(NOW, NOW)
        assert take(store, result(outcome="not_modified"), NOW + HOUR).rhythm == first.rhythm
        assert take(store, failed(), NOW + 2 * HOUR).rhythm == first.rhythm

    def test_it_is_due_when_the_plan_says(self, store):
        density = [LEAST] * 168
        density[3 * 24 + 8], density[3 * 24 + 9] = 0.5, 1.0  # NOW is a Thursday at 8:00 UTC
        tempo = PollInterval(None, density)
        assert take(store, result(), tempo=tempo).due_at == NOW + 1.5 * HOUR
        assert take(store, failed(), NOW, tempo=tempo).due_at == NOW + 1.5 * HOUR
