"""Functions that process the result of a poll in one transaction.

The notices of the result are identified, recorded and matched, and alerts are queued.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from crawler.model.results import PolledNotice, PollResult
from monitor.alerting.matcher import Matcher
from monitor.health.silent_failure import history_after
from monitor.identity.origin import Publisher
from monitor.identity.verdict import decide
from monitor.ingest.alerts import Relatives, edition_before, event_to_alert, queue_alerts, queue_gone
from monitor.ingest.evidence import collect
from monitor.ingest.page_quota import PageQuota
from monitor.ingest.policy_links import link_parts
from monitor.ingest.record import record
from monitor.ingest.revisits import record_gone, schedule_revisits
from monitor.ingest.source_state import is_due_again, next_source_record, poll_row, trouble_of
from monitor.model import NewRevision, SourceRecord, Trouble
from monitor.model.ingest import Decision, IngestResult, Policy, publishers_of
from monitor.ports import Transaction
from monitor.schedule.intervals import PollInterval

__all__ = ["Decision", "IngestResult", "Policy", "Publisher", "ingest_notice", "ingest_result", "publishers_of"]


def ingest_result(
    tx: Transaction,
    result: PollResult,
    every: timedelta | PollInterval,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    revisit: tuple[timedelta, ...] | None = None,
    quota: PageQuota | None = None,
) -> IngestResult:
    """Process the result of a poll.

    The processing is atomic because all changes are made in the caller's transaction. `every` is the poll interval of
    the source. `revisit` contains the source's own revisit ages, or is None if the revisit ages of `policy` apply.
    `quota` limits the pages that are stored; None means no limit.
    """
    tempo = every if isinstance(every, PollInterval) else PollInterval(every)
    source = tx.sources.get(result.source)
    if source is None:
        tx.sources.register(result.source, now)
        source = tx.sources.get(result.source)
    assert source is not None
    decisions = []
    for found in result.notices:
        quiet = policy.alert != "always" and (found.walked or _is_baseline(source, found, now))
        decision = ingest_notice(
            tx, found, result.source, matcher, policy, now, quiet=quiet, baseline_at=source.baseline_at, quota=quota
        )
        decisions.append(decision)
    for notice in record_gone(tx, result, now):
        if policy.alert != "never":
            queue_gone(tx, notice, result.source, matcher, now)
    schedule_revisits(tx, result, policy.revisit if revisit is None else revisit, now)
    outage = tx.sources.outage() if result.outcome == "failed" else None
    seen = history_after(source, decisions, now)
    began, ended = trouble_of(source, result, seen, outage, now)
    _note_trouble(tx, source, began, ended, now)
    tx.sources.put(next_source_record(source, result, decisions, seen, began, tempo, now))
    tx.polls.add(poll_row(result, decisions, now))
    again = is_due_again(result, decisions)
    return IngestResult(result.source, tuple(decisions), result.failures, ended, again, result.walk)


def ingest_notice(
    tx: Transaction,
    found: PolledNotice,
    source: str,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    *,
    quiet: bool = False,
    baseline_at: datetime | None = None,
    as_given: bool = False,
    quota: PageQuota | None = None,
) -> Decision:
    """Identify and record a notice, and queue its alerts unless `quiet` is true.

    `baseline_at` is the time since which the source has been watched, or None if the source is not polled. `as_given`
    is true if the text was passed without a page, so that a difference cannot be caused by another version of the page
    reader.
    """
    identified = decide(collect(tx, found, source, now, as_given=as_given))
    evidence = identified.evidence
    page = found.page
    if quota and identified.verdict.kind in ("new", "revision"):
        page = quota.admit(source, page, now)
    revision = NewRevision(evidence.found.notice, page, found.link, found.given)
    decision = record(tx, identified, revision, source, policy, now, as_given=as_given)
    parts = link_parts(tx, decision, evidence.found.normalized.policy)
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
    return replace(decision, alerts=queue_alerts(tx, event, decision, source, matcher, now, relatives))


def _is_baseline(source: SourceRecord, found: PolledNotice, now: datetime) -> bool:
    """Return whether the source already listed the notice when the source was first polled."""
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
    if began and began.told and not (before and before.told and before.grouped == began.grouped):
        tx.events.add("source.troubled", now, source.id, None, began.as_event() | _in_group(began))
    if ended and ended.told:
        detail = {"code": ended.code, "since": ended.since.isoformat()} | _in_group(ended)
        tx.events.add("source.recovered", now, source.id, None, detail)


def _in_group(trouble: Trouble) -> dict[str, Any]:
    return {"grouped": True} if trouble.grouped else {}
