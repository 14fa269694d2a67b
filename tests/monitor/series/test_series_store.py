"""Series as they are recorded, renewed and forecast, in the stores."""

from datetime import date, datetime, timedelta

import pytest

from monitor.model.series import ForecastCode, SeriesQuery
from monitor.series.renewal import renew_all
from monitor.service.retention import index_series
from monitor.store.tables import EditionOfSeriesRow, SeriesRow
from tests.monitor.builders import NOW, revision

ISSUERS = ("云溪市工业和信息化局",)
DAYS = [date(2019, 6, 12), date(2020, 6, 10), date(2021, 6, 15), date(2022, 6, 9), date(2023, 6, 13)]


def yearly(tx, days=DAYS, subject="专精特新中小企业", **fields):
    return [
        tx.notices.add(
            "gov",
            revision(
                f"https://gov.example.cn/{subject}/{day}.html",
                **{
                    "title": f"关于组织申报{day.year}年度{subject}的通知",
                    "published_on": day,
                    "issuers": ISSUERS,
                    "kind": "通知",
                    "region": ("CN", "示例省", "云溪市"),
                }
                | fields,
            ),
            NOW,
        )
        for day in days
    ]


def test_a_recorded_series_is_forecast(store):
    with store.writing() as tx:
        notices = yearly(tx)
        yearly(tx, DAYS[:1], "创新型企业")
    assert renew_all(store, NOW) == 2
    assert renew_all(store, NOW) == 0
    with store.reading() as tx:
        [series] = tx.series.find(SeriesQuery(), 10)
        assert tx.series.of_notice(notices[2]) == series
        assert (series.editions, series.last, series.notice) == (5, DAYS[-1], notices[-1])
        assert (series.title, series.issuer, series.country) == (
            "关于组织申报2023年度专精特新中小企业的通知",
            "云溪市工业和信息化局",
            "CN",
        )
        assert series.forecast.expected.year == 2024
        assert tx.series.find(SeriesQuery(words="专精特新"), 10) == [series]
        assert tx.series.find(SeriesQuery(words="养老"), 10) == []
        assert tx.series.find(SeriesQuery(expected_by=date(2024, 1, 1)), 10) == []
        assert tx.series.find(SeriesQuery(code=ForecastCode.TOO_FEW), 10) == []
        assert tx.series.count() == 1


def test_the_search_for_series_ignores_case(store):
    with store.writing() as tx:
        for day in DAYS:
            tx.notices.add(
                "gov",
                revision(
                    f"https://gov.example.cn/grants/{day}",
                    title=f"Clean Energy Grants, round {day.year - 2018}",
                    issuers=("Ministry of Energy",),
                    published_on=day,
                ),
                NOW,
            )
    renew_all(store, NOW)
    with store.reading() as tx:
        assert len(tx.series.find(SeriesQuery(words="clean energy grants, ROUND"), 10)) == 1
        assert len(tx.series.find(SeriesQuery(words="MINISTRY"), 10)) == 1


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("专精特新", 1),
        ("專精特新", 1),
        ("專精特新 中小企業", 1),
        ("雲溪市", 1),
        ("的通知云溪市", 0),
        ("%", 0),
    ],
)
def test_the_search_for_series_finds_either_script(store, words, count):
    with store.writing() as tx:
        yearly(tx)
    renew_all(store, NOW)
    with store.reading() as tx:
        assert len(tx.series.find(SeriesQuery(words=words), 10)) == count


def test_the_notices_of_a_series_are_paged_the_newest_first_and_undated_ones_last(store):
    with store.writing() as tx:
        notices = yearly(tx)
        fields = {"title": "关于组织申报2024年度专精特新中小企业的通知", "published_on": None, "issuers": ISSUERS}
        kind = {"kind": "通知", "region": ("CN", "示例省", "云溪市")}
        undated = tx.notices.add("gov", revision("https://gov.example.cn/undated", **fields, **kind), NOW)
    renew_all(store, NOW)
    with store.reading() as tx:
        series = tx.series.of_notice(notices[0])
        pages = [tx.series.editions(series.id, 2, after) for after in range(0, 8, 2)]
    assert [[row.notice for row in page] for page in pages] == [
        [notices[4], notices[3]],
        [notices[2], notices[1]],
        [notices[0], undated],
        [],
    ]


def test_a_new_edition_moves_the_forecast(store):
    with store.writing() as tx:
        yearly(tx)
    renew_all(store, NOW)
    with store.writing() as tx:
        [newest] = yearly(tx, [date(2024, 6, 11)])
    renew_all(store, NOW)
    with store.reading() as tx:
        series = tx.series.of_notice(newest)
        assert (series.notice, series.forecast.expected.year) == (newest, 2025)


def test_a_revision_with_another_title_leaves_the_series(store):
    with store.writing() as tx:
        notices = yearly(tx)
    renew_all(store, NOW)
    with store.writing() as tx:
        tx.notices.add_revision(notices[-1], revision("https://gov.example.cn/x", title="关于停止申报的通知"), NOW)
    renew_all(store, NOW)
    with store.reading() as tx:
        assert tx.series.of_notice(notices[-1]) is None
        assert tx.series.of_notice(notices[0]).editions == 4


def test_the_window_and_its_end_are_events_once(store):
    with store.writing() as tx:
        yearly(tx)
    renew_all(store, datetime(2023, 12, 1, tzinfo=NOW.tzinfo))

    def kinds():
        with store.reading() as tx:
            return [event.kind for event in tx.events.after(0, 100)]

    with store.reading() as tx:
        [series] = tx.series.find(SeriesQuery(), 1)
    made = series.forecast
    before, inside, passed = (
        datetime.combine(day, datetime.min.time(), tzinfo=NOW.tzinfo)
        for day in (made.earliest - timedelta(1), made.expected, made.latest + timedelta(1))
    )
    renew_all(store, before)
    assert kinds() == []
    for moment in (inside, inside, passed, passed):
        renew_all(store, moment)
    assert kinds() == ["series.expected", "series.overdue"]
    with store.reading() as tx:
        assert tx.events.after(0, 1)[0].detail["expected"] == made.expected.isoformat()


def test_long_past_windows_of_notices_recorded_late_are_no_events(store):
    with store.writing() as tx:
        yearly(tx, DAYS[:4])
    renew_all(store, datetime(2024, 3, 1, tzinfo=NOW.tzinfo))
    with store.reading() as tx:
        assert tx.events.after(0, 100) == []


def test_notices_recorded_before_are_filed_in_the_background(store):
    with store.writing() as tx:
        notices = yearly(tx)
        tx.session.query(EditionOfSeriesRow).delete()
        tx.session.query(SeriesRow).delete()
    assert index_series(store) == len(DAYS)
    assert index_series(store) == 0
    renew_all(store, NOW)
    with store.reading() as tx:
        assert tx.series.of_notice(notices[0]).editions == len(DAYS)


def test_notices_are_filed_again_with_other_keys(store):
    with store.writing() as tx:
        yearly(tx)
        tx.session.query(EditionOfSeriesRow).update({"version": 0})
    assert index_series(store) == len(DAYS)
    with store.reading() as tx:
        assert tx.series.unfiled(1) == []
