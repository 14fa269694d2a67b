"""Limits on the pages of a source that are stored within a day."""

import logging
from datetime import timedelta

from crawler.model.packed_page import PackedPage
from monitor.ingest.page_quota import PageQuota
from monitor.ingest.pipeline import Policy, ingest_notice, prepare_notice
from tests.monitor.builders import NOW, matcher, polled, subscription
from tests.stores import new_store


def page(size=10):
    return PackedPage.model_construct(
        url="https://a.example/", fetched_at=NOW, content_type=None, sha256="0", body=b"a" * size
    )


def test_no_more_pages_than_the_limit_are_stored_a_day(caplog):
    quota = PageQuota(pages=2)
    with caplog.at_level(logging.WARNING):
        admitted = [quota.admit("a", page(), NOW) is not None for _ in range(4)]
    assert admitted == [True, True, False, False]
    assert [record.source for record in caplog.records] == ["a"]
    assert quota.admit("b", page(), NOW)
    assert quota.admit("a", page(), NOW + timedelta(days=1))


def test_the_size_is_limited_too():
    quota = PageQuota(size=25)
    assert [quota.admit("a", page(10), NOW) is not None for _ in range(3)] == [True, True, False]
    assert quota.admit("a", page(5), NOW)
    assert quota.admit("a", None, NOW) is None


def test_a_notice_beyond_the_limit_is_recorded_without_its_page():
    store = new_store()
    quota = PageQuota(pages=1)
    with store.writing() as tx:
        tx.sources.register("a", NOW)
        ids = [
            ingest_notice(
                tx,
                prepare_notice(
                    polled(
                        url=f"https://a.example/{number}.html",
                        text=f"关于第{number}批项目的通知。" * 20,
                        body=b"<p>page</p>",
                    ),
                    "a",
                    NOW,
                ),
                matcher(subscription()),
                Policy(timedelta(days=30)),
                NOW,
                quota=quota,
            ).notice
            for number in (1, 2)
        ]
        assert [tx.notices.kept_page(notice, 1) is not None for notice in ids] == [True, False]
