from datetime import date, timedelta

from monitor.model.trends import NoticeDay
from tests.monitor.builders import NOW, revision

SINCE = NOW.date() - timedelta(30)


def test_notices_have_the_date_of_publication_or_of_issue_or_of_first_sight(store):
    days = [
        {"published_on": SINCE, "issued_on": date(2001, 1, 1), "issuers": ("甲", "乙"), "region": ("CN", "示例省")},
        {"published_on": None, "issued_on": SINCE + timedelta(1)},
        {"published_on": None, "issued_on": None},
        {"published_on": SINCE - timedelta(1)},
        {"published_on": None, "issued_on": SINCE - timedelta(1)},
    ]
    with store.writing() as tx:
        for number, fields in enumerate(days):
            tx.notices.add("gov", revision(f"https://gov.example.cn/{number}", **fields), NOW)
    with store.reading() as tx:
        assert sorted(tx.listings.notice_days(SINCE)) == [
            NoticeDay(1, SINCE, ("甲", "乙"), "CN/示例省"),
            NoticeDay(2, SINCE + timedelta(1), (), ""),
            NoticeDay(3, NOW.date(), (), ""),
        ]
