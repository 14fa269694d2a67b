"""Metrics for Prometheus, computed from the database at each request.

To limit the number of time series, labels do not contain the ids of sources. They contain, for example, states.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.ports import Transaction
from monitor.views.cluster import ClusterState
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
    yield _gauge(
        "noticewatch_daemon_up",
        "Whether the daemon or a worker gave a sign of life lately.",
        int(bool(overview.daemon or overview.cluster)),
    )
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
    cluster = overview.cluster
    beats = [*([overview.daemon] if overview.daemon else ()), *(cluster.workers if cluster else ())]
    children = [child for beat in beats for child in beat.detail.get("children", ())]
    if cluster:
        yield from _of_cluster(cluster)
    memory = sum(int(child.get("bytes", 0)) for child in children)
    yield _gauge("noticewatch_children", "Crawler processes.", len(children))
    yield _gauge("noticewatch_children_memory_bytes", "Memory of the crawler processes.", memory)


def _of_cluster(cluster: ClusterState) -> Iterator[Metric]:
    roles = Counter(role for worker in cluster.workers for role in worker.roles)
    yield _gauges("noticewatch_workers", "Running workers by role.", "role", dict(roles))
    shards = {"owned": cluster.shards - cluster.unowned, "unowned": cluster.unowned}
    yield _gauges("noticewatch_shards", "Shards with sources, by whether their owner is running.", "state", shards)
    yield _gauge(
        "noticewatch_shard_lag_seconds", "How long the longest due source has waited.", cluster.lag.total_seconds()
    )
    yield _gauge(
        "noticewatch_lock_wait_seconds",
        "Mean time that a writing transaction waits for the write lock.",
        cluster.lock_wait.total_seconds(),
    )
    yield _gauge("noticewatch_lock_held_ratio", "Proportion of time for which the lock is held.", cluster.lock_held)
    yield _gauge("noticewatch_turns_failing", "Turns that failed three times or more.", len(cluster.failing))
    skew = max((abs(float(worker.detail.get("skew_s", 0))) for worker in cluster.workers), default=0.0)
    yield _gauge("noticewatch_clock_skew_seconds", "The largest difference of a worker's clock.", skew)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _gauges(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for state, value in values.items():
        family.add_metric([state], value)
    return family
