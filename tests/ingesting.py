"""The ingestion of a single poll result, as the tests of many packages need it."""

from datetime import datetime, timedelta

from crawler.model.results import PollResult
from monitor.alerting.matcher import Matcher
from monitor.ingest.page_quota import PageQuota
from monitor.ingest.pipeline import IngestResult, Policy, ingest_results, prepare_result
from monitor.lists.keeper import ListKeeper
from monitor.ports import Transaction
from monitor.schedule.intervals import PollInterval


def ingest_result(
    tx: Transaction,
    result: PollResult,
    every: timedelta | PollInterval,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    revisit: tuple[timedelta, ...] | None = None,
    quota: PageQuota | None = None,
    lists: ListKeeper | None = None,
) -> IngestResult:
    """Prepare and process the result of a poll.

    The processing is atomic because all changes are made in the caller's transaction. `every` is the poll interval of
    the source. `revisit` contains the source's own revisit ages, or is None if the revisit ages of `policy` apply.
    `quota` limits the pages that are stored; None means no limit. `lists` keeps the living lists current, if given.
    """
    tempo = every if isinstance(every, PollInterval) else PollInterval(every)
    polled = prepare_result(result, tempo, revisit, now)
    return ingest_results(tx, [polled], matcher, policy, now, quota, lists)[0]
