"""Lists that cover all notices, in every store."""

from datetime import date

import pytest

from crawler.model.notice import Target
from monitor.ports import Store
from tests.monitor.builders import NOW, deadline, measure, revision

REGIONS = (("CN", "山东省", "滨州市"), ("CN", "浙江省"), ("AT", "Oberösterreich"), ("RU", "Москва"), ())


@pytest.mark.parametrize(
    ("wanted", "notices"),
    [
        ("滨州市", {1}),
        ("濱州市", {1}),
        ("CN/山东省", {1}),
        ("cn/山東省", {1}),
        ("CN", {1, 2}),
        ("CN/滨州市", set()),
        ("滨州", set()),
        ("OBERÖSTERREICH", {3}),
        ("МОСКВА", {4}),
        ("москва", {4}),
        ("%", set()),
        (None, {1, 2, 3, 4, 5}),
    ],
)
def test_measures_are_found_by_the_name_of_their_region_in_any_spelling(
    store: Store, wanted: str | None, notices: set[int]
) -> None:
    clause = measure("建设平台。", responsible_units=("市经信局",), targets=(Target(text="到2027年", by="2027"),))
    with store.writing() as tx:
        for number, region in enumerate(REGIONS):
            tx.notices.add("gov", revision(f"https://gov.example.cn/{number}", clauses=(clause,), region=region), NOW)
    with store.reading() as tx:
        assert {key.notice for key in tx.listings.measures(10, None, region=wanted)} == notices


def test_lists_can_be_limited_to_any_number_of_notices(store: Store) -> None:
    clause = measure("建设平台。", targets=(Target(text="到2027年", by="2027"),))
    last = date(2027, 1, 31)
    with store.writing() as tx:
        written = revision("https://gov.example.cn/1", clauses=(clause,), deadlines=(deadline("2027-01-31"),))
        notice = tx.notices.add("gov", written, NOW)
    with store.reading() as tx:
        for notices, found in ((range(100_000, 0, -1), [notice]), ([], []), ([notice + 1], [])):
            assert [key.notice for key in tx.listings.measures(10, None, notices=notices)] == found
            assert [day.notice for day in tx.listings.deadlines(last, last, 10, notices=notices)] == found
            assert tx.listings.with_targets(10, notices=notices) == found
