from datetime import date, timedelta

from monitor.model.trends import Dimension, Direction, NoticeDay, WeekCounts, monday_of
from monitor.trends.report import TESTED, WEEKS, report_of
from monitor.trends.unusual import unusual_weeks
from monitor.trends.weeks import weekly_counts, working_weeks

FIRST = date(2023, 6, 5)
FLAT = [1.0] * 31


def counts(*numbers, group="市科技局"):
    return WeekCounts(Dimension.ISSUER, group, FIRST, numbers)


def named(*groups, exposures=FLAT):
    return [(found.group, found.direction) for found in unusual_weeks(groups, exposures, 30)]


def test_a_rise_and_a_silence_are_named():
    usual = [9, 11, 10, 8, 12] * 6
    assert named(counts(*usual, 45)) == [("市科技局", Direction.RISE)]
    assert named(counts(*usual, 0)) == [("市科技局", Direction.SILENCE)]
    assert named(counts(*usual, 13)) == []


def test_the_usual_number_and_the_probability_are_stated():
    [found] = unusual_weeks([counts(*[10] * 30, 40)], FLAT, 30)
    assert (found.count, found.usual, found.week) == (40, 10.0, FIRST + timedelta(210))
    assert found.probability < 1e-4


def test_a_number_within_the_range_of_the_weeks_before_is_not_unusual():
    assert named(counts(*[1, 2, 1, 30, 1] * 6, 29)) == []


def test_groups_with_few_notices_or_weeks_are_not_tested():
    assert named(counts(*[0, 0, 1] * 10, 9)) == []
    assert named(counts(*[0] * 25, *[10] * 5, 60)) == []


def test_a_week_of_holidays_is_no_silence():
    holidays = [*FLAT[:-1], 0.1]
    assert named(counts(*[10] * 30, 1), exposures=holidays) == []
    assert named(counts(*[10] * 30, 1)) == [("市科技局", Direction.SILENCE)]


def test_more_groups_need_stronger_evidence():
    usual = [9, 11, 10, 8, 12] * 6
    lone = counts(*usual, 26)
    others = [counts(*usual, 10, group=str(number)) for number in range(300)]
    assert named(lone) == [("市科技局", Direction.RISE)]
    assert named(lone, *others) == []


def test_huge_numbers_take_no_time():
    assert named(counts(*[100_000] * 30, 100_500)) == []


def test_working_weeks_know_the_spring_festival():
    shares = working_weeks(date(2024, 2, 5), 3, "CN")
    assert shares[1] < 0.5 < shares[0]
    assert working_weeks(date(2024, 2, 5), 3, None) == [1.0, 1.0, 1.0]


def test_notices_count_for_their_topics_issuers_and_regions():
    notices = [
        NoticeDay(1, date(2023, 6, 6), ("甲", "乙"), "CN/示例省/云溪市"),
        NoticeDay(2, date(2023, 6, 13), ("甲",), "CN/示例省"),
        NoticeDay(3, date(2022, 1, 1), ("甲",), "CN"),
    ]
    found = {(each.dimension, each.group): each.counts for each in weekly_counts(notices, {"t": {2, 3}}, FIRST, 2)}
    assert found == {
        (Dimension.TOPIC, "t"): (0, 1),
        (Dimension.ISSUER, "甲"): (1, 1),
        (Dimension.ISSUER, "乙"): (1, 0),
        (Dimension.REGION, "CN"): (1, 1),
        (Dimension.REGION, "CN/示例省"): (1, 1),
        (Dimension.REGION, "CN/示例省/云溪市"): (1, 0),
    }


def test_a_report_names_the_unusual_weeks_of_the_last_months_only():
    first = monday_of(date(2024, 6, 6)) - timedelta(7 * WEEKS)
    days = [first + timedelta(7 * week + number % 5) for week in range(WEEKS) for number in range(10)]
    bursts = ((10, 40), (WEEKS - TESTED, 40), (WEEKS - 1, 80))
    days += [first + timedelta(7 * week) for week, more in bursts for _ in range(more)]
    notices = [NoticeDay(number, day, ("甲",), "FR") for number, day in enumerate(days)]
    report = report_of(notices, {"t": range(0)}, first)
    assert [found.week for found in report.unusual if found.dimension is Dimension.ISSUER] == [
        first + timedelta(7 * (WEEKS - 1)),
        first + timedelta(7 * (WEEKS - TESTED)),
    ]
    assert report.of(Dimension.ISSUER)[0].group == "甲"
    assert {found.dimension for found in report.unusual_in(report.last)} == {Dimension.ISSUER, Dimension.REGION}
    assert report_of([], {}, first).groups == ()
