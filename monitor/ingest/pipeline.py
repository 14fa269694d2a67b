"""Functions that process the result of a poll in the caller's transaction.

The notices of the result are identified, recorded and matched, and alerts are queued. The notices of a large result may
be recorded in several transactions, of which the last one records the poll itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.model.results import PolledNotice, PollResult
from monitor.alerting.matcher import Matcher
from monitor.health.silent_failure import history_after
from monitor.identity.origin import Publisher
from monitor.identity.verdict import decide
from monitor.ingest.alerts import Relatives, edition_before, event_to_alert, queue_alerts, queue_gone
from monitor.ingest.evidence import collect, preload
from monitor.ingest.living_lists import update_lists
from monitor.ingest.page_quota import PageQuota
from monitor.ingest.policy_links import link_parts
from monitor.ingest.prepare import Derive, PreparedNotice, prepare_notice, prepare_notices
from monitor.ingest.record import record
from monitor.ingest.revisits import record_gone, schedule_revisits
from monitor.ingest.source_state import is_due_again, is_to_be_reported, next_source_record, poll_row, trouble_of
from monitor.lists.keeper import ListKeeper
from monitor.model import NewRevision, PollRecord, SourceRecord, Trouble
from monitor.model.ingest import Decision, IngestResult, Policy, publishers_of
from monitor.ports import Transaction
from monitor.schedule.intervals import PollInterval

__all__ = [
    "Decision",
    "IngestResult",
    "Policy",
    "PolledSource",
    "PreparedNotice",
    "Publisher",
    "ingest_notice",
    "ingest_part",
    "ingest_results",
    "prepare_notice",
    "prepare_result",
    "publishers_of",
]


@dataclass(frozen=True)
class _Processed:
    """The outcome of processing a poll, and the records of the source and the poll that are still to be written."""

    ingested: IngestResult
    source: SourceRecord
    poll: PollRecord


@dataclass(frozen=True)
class PolledSource:
    """The result of a poll with the settings of its source.

    `every` is the poll interval. `revisit` contains the source's own revisit ages, or is None if the revisit ages of
    the policy apply. `prepared` contains the notices of the result that are still to be recorded, and `recorded` the
    decisions on those that earlier transactions have recorded.
    """

    result: PollResult
    every: PollInterval
    revisit: tuple[timedelta, ...] | None
    prepared: tuple[PreparedNotice, ...]
    recorded: tuple[Decision, ...] = ()


def prepare_result(
    result: PollResult,
    every: PollInterval,
    revisit: tuple[timedelta, ...] | None,
    now: datetime,
    derive: Derive | None = None,
) -> PolledSource:
    """Prepare the notices of a poll's result before a transaction is opened to ingest it.

    `derive` computes the data that the store records with each text (`Store.prepare`). If it is None, this data is
    computed later, within the transaction.
    """
    return PolledSource(result, every, revisit, prepare_notices(result.notices, result.source, now, derive))


def ingest_part(
    tx: Transaction,
    polled: PolledSource,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    quota: PageQuota | None = None,
    lists: ListKeeper | None = None,
) -> list[Decision]:
    """Process some of the notices of a poll's result, and return the decisions on them.

    The poll itself is not recorded, and the state of the source remains as before the poll. If the program ends before
    `ingest_results` has processed the last part, the next poll finds the same notices again, and they are known. The
    parameters are the same as for `ingest_results`.
    """
    source = _source_record(tx, polled.result.source, now)
    return _ingest_notices(tx, source, polled, matcher, policy, now, quota, lists)


def ingest_results(
    tx: Transaction,
    polled: Sequence[PolledSource],
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    quota: PageQuota | None = None,
    lists: ListKeeper | None = None,
) -> list[IngestResult]:
    """Process the results of polls of different sources, and return the outcome for each poll.

    All changes are made in the caller's transaction. `quota` limits the pages that are stored; None means no limit. If
    `lists` is given, it updates the living lists. The records of all sources are read with one query, and the records
    of the sources and of the polls are written together.
    """
    tx.sources.preload([source.result.source for source in polled])
    processed = [_process(tx, source, matcher, policy, now, quota, lists) for source in polled]
    tx.sources.put_all([outcome.source for outcome in processed])
    tx.polls.add_all([outcome.poll for outcome in processed])
    return [outcome.ingested for outcome in processed]


def _process(
    tx: Transaction,
    polled: PolledSource,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    quota: PageQuota | None,
    lists: ListKeeper | None,
) -> _Processed:
    result = polled.result
    revisit = policy.revisit if polled.revisit is None else polled.revisit
    source = _source_record(tx, result.source, now)
    failed = [failure.url for failure in result.failures]
    tx.revisits.preload([*(found.url for found in result.notices), *result.revisited, *result.gone, *failed])
    decisions = [*polled.recorded, *_ingest_notices(tx, source, polled, matcher, policy, now, quota, lists)]
    for notice in record_gone(tx, result, now):
        if lists is not None:
            lists.notice_changed(tx, notice, now)
        if policy.alert != "never":
            queue_gone(tx, notice, result.source, matcher, now)
    schedule_revisits(tx, result, revisit, now)
    outage = tx.sources.outage() if result.outcome == "failed" else None
    seen = history_after(source, decisions, now, result)
    began, ended = trouble_of(source, result, seen, outage, now)
    _note_trouble(tx, source, began, ended, now)
    again = is_due_again(result, decisions)
    repeated = seen.incomplete > 1
    return _Processed(
        IngestResult(result.source, tuple(decisions), result.failures, ended, again, result.walk, repeated),
        next_source_record(source, result, decisions, seen, began, polled.every, now),
        poll_row(result, decisions, now),
    )


def _source_record(tx: Transaction, name: str, now: datetime) -> SourceRecord:
    """Return the record of a source, which is registered if it is unknown."""
    source = tx.sources.get(name)
    if source is None:
        tx.sources.register(name, now)
        source = tx.sources.get(name)
    assert source is not None
    return source


def _ingest_notices(
    tx: Transaction,
    source: SourceRecord,
    polled: PolledSource,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    quota: PageQuota | None,
    lists: ListKeeper | None,
) -> list[Decision]:
    preload(tx, [prepared.found for prepared in polled.prepared])
    decisions = []
    for prepared in polled.prepared:
        found = prepared.polled
        quiet = policy.alert != "always" and (found.walked or _is_baseline(source, found, now))
        decision = ingest_notice(
            tx,
            prepared,
            matcher,
            policy,
            now,
            quiet=quiet,
            baseline_at=source.baseline_at,
            quota=quota,
            lists=lists,
        )
        decisions.append(decision)
    return decisions


def ingest_notice(
    tx: Transaction,
    prepared: PreparedNotice,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    *,
    quiet: bool = False,
    baseline_at: datetime | None = None,
    quota: PageQuota | None = None,
    lists: ListKeeper | None = None,
) -> Decision:
    """Identify and record a notice, and queue its alerts unless `quiet` is true.

    `baseline_at` is the time at which the watching of the source began, or None if the source is not watched.
    """
    identified = decide(collect(tx, prepared.found))
    evidence = identified.evidence
    polled = prepared.polled
    source = prepared.found.source
    page = polled.page
    if quota and identified.verdict.kind in ("new", "revision"):
        page = quota.admit(source, page, now)
    revision = NewRevision(evidence.found.notice, page, polled.link, polled.given, prepared=prepared.text)
    decision = record(tx, identified, revision, source, policy, now, as_given=prepared.found.reader is None)
    parts = link_parts(tx, decision, evidence.found.normalized.policy)
    if lists is not None:
        update_lists(tx, lists, decision, prepared.document, source, now)
    is_old = policy.alert != "always" and identified.text_came and _was_in_baseline(tx, decision, baseline_at)
    if quiet or is_old or policy.alert == "never":
        return decision
    watched_since = baseline_at if evidence.last_read is None else None
    event = event_to_alert(tx, decision, identified, policy, now, watched_since)
    if event is None:
        return decision
    relatives = Relatives(
        evidence.found.normalized.role, parts, edition_before(tx, identified) if identified.verdict.linked else None
    )
    queued = queue_alerts(tx, event, decision, prepared.document, source, matcher, now, relatives)
    return replace(decision, alerts=queued)


def _is_baseline(source: SourceRecord, found: PolledNotice, now: datetime) -> bool:
    """Return whether a notice belongs to the baseline of a source: the source already listed it at the first poll."""
    if source.baseline_at is None:
        return True
    if source.baseline_at > now:
        return False  # the clock was set back since the baseline, and the time of the baseline is not corrected yet
    return found.listed_at is not None and found.listed_at <= source.baseline_at


def _was_in_baseline(tx: Transaction, decision: Decision, baseline_at: datetime | None) -> bool:
    record = tx.notices.get(decision.notice)
    return bool(record and baseline_at and record.first_seen_at <= baseline_at)


def _note_trouble(
    tx: Transaction, source: SourceRecord, began: Trouble | None, ended: Trouble | None, now: datetime
) -> None:
    before = source.trouble
    if began and is_to_be_reported(before, began):
        tx.events.add("source.troubled", now, source.id, None, began.as_event() | _in_group(began))
    if ended and ended.told:
        known = ended.reported or ended
        detail = {"code": known.code, "since": known.since.isoformat()} | _in_group(ended)
        tx.events.add("source.recovered", now, source.id, None, detail)


def _in_group(trouble: Trouble) -> dict[str, Any]:
    return {"grouped": True} if trouble.grouped else {}
