"""Taking a poll result in: identify, record, match, queue, in one transaction."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from crawler.model.protocol import PolledNotice, PollResult
from monitor.alerting.matcher import Matcher
from monitor.health.silent_failure import seen_after
from monitor.identity.origin import Publisher
from monitor.ingest.alerts import news, tell
from monitor.ingest.identify import identify
from monitor.ingest.record import record
from monitor.ingest.revisits import note_gone, note_looks
from monitor.ingest.source_state import after_poll, is_due_again, poll_row, trouble_of
from monitor.model import NewRevision, SourceRecord, Trouble
from monitor.model.ingest import Decision, Policy, TakenIn, publishers_of
from monitor.ports import Transaction
from monitor.schedule.intervals import Tempo

__all__ = ["Decision", "Policy", "Publisher", "TakenIn", "publishers_of", "take_in", "take_in_notice"]


def take_in(
    tx: Transaction,
    result: PollResult,
    every: timedelta | Tempo,
    matcher: Matcher,
    policy: Policy,
    now: datetime,
    revisit: tuple[timedelta, ...] | None = None,
) -> TakenIn:
    """Takes one poll result in. The caller's transaction makes it all or nothing. `revisit` is the source's own."""
    tempo = every if isinstance(every, Tempo) else Tempo(every)
    source = tx.source(result.source)
    if source is None:
        tx.register_source(result.source, now)
        source = tx.source(result.source)
    assert source is not None
    decisions = []
    for found in result.notices:
        quiet = policy.alert != "always" and (found.walked or _is_baseline(source, found))
        decision = take_in_notice(
            tx, found, result.source, matcher, policy, now, quiet=quiet, baseline_at=source.baseline_at
        )
        decisions.append(decision)
    note_gone(tx, result, now)
    note_looks(tx, result, policy.revisit if revisit is None else revisit, now)
    outage = tx.outage() if result.outcome == "failed" else None
    seen = seen_after(source, decisions, now)
    began, ended = trouble_of(source, result, seen, outage, now)
    _note_trouble(tx, source, began, ended, now)
    tx.put_source(after_poll(source, result, decisions, seen, began, tempo, now))
    tx.add_poll(poll_row(result, decisions, now))
    again = is_due_again(result, decisions)
    return TakenIn(result.source, tuple(decisions), result.failures, ended, again, result.walk)


def take_in_notice(
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
) -> Decision:
    """Identifies and records one notice, and queues what its subscribers are to be told unless `quiet`.

    `baseline_at`: since when its source has been watched, None for one that is not polled. `as_given`: its text came
    without a page, so that no other reader can have read it otherwise.
    """
    identified = identify(tx, found, source, now, as_given=as_given)
    revision = NewRevision(identified.document, found.page, found.link, found.given)
    decision = record(tx, identified, revision, source, policy, now, as_given=as_given)
    if quiet or policy.alert == "never":
        return decision
    event = news(tx, decision, identified, policy, now, baseline_at if identified.last is None else None)
    return replace(decision, alerts=tell(tx, event, decision, source, matcher, now)) if event else decision


def _is_baseline(source: SourceRecord, found: PolledNotice) -> bool:
    """Whether a notice belongs to what the source already listed when it was first polled."""
    if source.baseline_at is None:
        return True
    return found.listed_at is not None and found.listed_at <= source.baseline_at


def _note_trouble(
    tx: Transaction, source: SourceRecord, began: Trouble | None, ended: Trouble | None, now: datetime
) -> None:
    before = source.trouble
    if began and began.told and not (before and before.told and before.grouped == began.grouped):
        detail: dict[str, Any] = {"code": began.code, "detail": began.detail, "since": began.since.isoformat()}
        tx.add_event("source.troubled", now, source.id, None, detail | _in_group(began))
    if ended and ended.told:
        detail = {"code": ended.code, "since": ended.since.isoformat()} | _in_group(ended)
        tx.add_event("source.recovered", now, source.id, None, detail)


def _in_group(trouble: Trouble) -> dict[str, Any]:
    return {"grouped": True} if trouble.grouped else {}
