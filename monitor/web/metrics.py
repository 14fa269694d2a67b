"""Metrics for Prometheus, computed from the database at each request.

Labels contain states but not source ids, which limits the number of time series.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.ports import Transaction
from monitor.views.overview import STATE_ORDER, Overview, collect_overview
from monitor.web.site import WebSite

METRICS_TYPE = CONTENT_TYPE_LATEST
HOUR = timedelta(hours=1)


def metrics_text(tx: Transaction, site: WebSite) -> bytes:
    """Return all metrics in the Prometheus text format."""
    now = site.clock()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(list(_metrics(tx, collect_overview(tx, site.config, now), now))))
    return bytes(generate_latest(registry))


class _Collected(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        return iter(self._metrics)


def _metrics(tx: Transaction, overview: Overview, now: datetime) -> Iterator[Metric]:
    yield _gauge("noticewatch_daemon_up", "Whether the daemon gave a sign of life lately.", int(bool(overview.daemon)))
    counts = tx.polls.counts(now - HOUR)
    outcomes = {"ok": counts.polls - counts.failed, "failed": counts.failed}
    yield _gauges("noticewatch_polls_last_hour", "Polls of the last hour by outcome.", "outcome", outcomes)
    found = {"new": counts.new, "copy": counts.copies, "revision": counts.revisions}
    yield _gauges("noticewatch_verdicts_last_hour", "Verdicts of the last hour.", "verdict", found)
    yield CounterMetricFamily("noticewatch_notices", "Notices recorded.", value=overview.notices)
    yield CounterMetricFamily(
        "noticewatch_alerts", "Matches of subscriptions recorded.", value=tx.listings.count_alerts()
    )
    backlog = overview.backlog
    deliveries = {"queued": backlog.queued, "sent": backlog.sent, "given_up": backlog.given_up}
    yield _gauges("noticewatch_deliveries", "Messages by status.", "status", deliveries)
    waiting = [(now - channel.since).total_seconds() for channel in overview.channels]
    yield _gauge("noticewatch_delivery_lag_seconds", "Age of the oldest message that waits.", max(waiting, default=0.0))
    states = Counter(state for state, *_ in overview.sources)
    by_state = {str(state): states[state] for state in STATE_ORDER}
    yield _gauges("noticewatch_sources", "Sources by state.", "state", by_state)
    late = [
        (now - record.due_at).total_seconds()
        for state, _, record in overview.sources
        if state != "off" and record.due_at and record.due_at < now
    ]
    yield _gauge(
        "noticewatch_poll_lag_seconds", "How long the longest due source has been due.", max(late, default=0.0)
    )
    yield _gauge("noticewatch_search_unindexed", "Notices not in the search index.", tx.search.count_unindexed())
    children = overview.daemon.detail.get("children", ()) if overview.daemon else ()
    memory = sum(int(child.get("bytes", 0)) for child in children)
    yield _gauge("noticewatch_children", "Crawler processes.", len(children))
    yield _gauge("noticewatch_children_memory_bytes", "Memory of the crawler processes.", memory)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _gauges(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for state, value in values.items():
        family.add_metric([state], value)
    return family
