"""A source that goes through all changes of a listing, one after the other: polled, taken in, and well afterwards.

The poller and the store are the real ones, in this process; only the pages are made up.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model.poll_state import rows_held, with_rows_accepted
from monitor.health.source_state import state_of
from monitor.ingest.pipeline import Policy
from tests.crawler.builders import LISTING, NOW, a_page, a_source, poll
from tests.crawler.polling.test_changed_listings import CHANGES, UNDATED, Site, listing, title
from tests.ingesting import ingest_result
from tests.monitor.builders import events, matcher, subscription
from tests.stores import new_store

pytestmark = pytest.mark.slow
EVERY = timedelta(minutes=10)
SOURCE = a_source(id="s", every="10m")
MATCHER = matcher(subscription(), clusters="通知 OR 工作")


class Watch:
    """A source under watch: each `turn` polls it once and takes the result in."""

    def __init__(self):
        self.site = Site()
        self.store = new_store()
        self.now = NOW

    def turn(self, page=None):
        """Return the source's record after one poll, of this page from now on."""
        if page is not None:
            self.site[LISTING] = page
        self.now += EVERY
        result = poll(self.site, self.record().state if self.record() else {}, now=self.now, source=SOURCE)
        with self.store.writing() as tx:
            ingest_result(tx, result, EVERY, MATCHER, Policy(fresh=timedelta(days=3650)), self.now)
        return self.record()

    def record(self):
        with self.store.reading() as tx:
            return tx.sources.get("s")

    def accept(self):
        """Accept the listing, as `sources accept` does."""
        record = self.record()
        with self.store.writing() as tx:
            tx.sources.put(replace(record, state=with_rows_accepted(record.state)))

    def state(self):
        return state_of(self.record(), EVERY, self.now, None)

    def counts(self):
        """Return the numbers of notices recorded and of alerts queued."""
        kinds = [event.kind for event in events(self.store)]
        with self.store.reading() as tx:
            return kinds.count("notice.new"), tx.deliveries.backlog().queued, kinds.count("notice.revised")


def test_each_change_is_a_trouble_and_nothing_is_lost_or_alerted_twice():
    watch = Watch()
    watch.turn(listing(1, 2, 3))
    assert (watch.state(), watch.counts()) == ("ok", (3, 0, 0))
    known = 3
    for body, code in CHANGES.values():
        before = watch.counts()
        for _ in range(2):
            record = watch.turn(a_page(body))
        assert watch.state() in ("blind", "failing"), code
        assert record.trouble.code == code
        assert watch.counts() == before, code
        # While it could not be read, a notice was published.
        known += 1
        record = watch.turn(listing(*range(max(1, known - 8), known + 1)))
        assert (watch.state(), record.trouble) == ("ok", None), code
        assert watch.counts() == (known, known - 3, 0), code
        assert rows_held(record.state) == 0


def test_rows_that_were_kept_aside_are_alerted_when_they_are_accepted():
    watch = Watch()
    watch.turn(listing(1, 2, 3))
    record = watch.turn(a_page(UNDATED))
    assert (record.trouble.code, rows_held(record.state)) == ("listing_changed", 6)
    watch.accept()
    record = watch.turn()
    assert (watch.state(), watch.counts()) == ("ok", (9, 6, 0))
    newer = UNDATED.replace("<ul>", f'<ul><li><a href="/zt/page9912.html">{title(99)}</a></li>')
    watch.turn(a_page(newer))
    assert (watch.state(), watch.counts()) == ("ok", (10, 7, 0))
