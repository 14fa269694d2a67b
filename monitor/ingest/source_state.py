"""Functions that derive the state of a source after a poll. Pure functions; no I/O."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.model.reason import Reason
from crawler.model.results import PollResult
from monitor.health.network import NETWORK
from monitor.health.silent_failure import detect_silent_failure
from monitor.health.source_state import is_worth_telling
from monitor.model import Outage, PollRecord, RecentHistory, SourceRecord, Trouble
from monitor.model.ingest import Decision
from monitor.schedule.backoff import poll_delay
from monitor.schedule.intervals import PollInterval, learn_rhythm


def trouble_of(
    record: SourceRecord, result: PollResult, seen: RecentHistory, outage: Outage | None, now: datetime
) -> tuple[Trouble | None, Trouble | None]:
    """Return the current trouble of a source, and the trouble that has just ended.

    `seen` is the recent history of the source, including this poll. During a network outage (`outage`), trouble caused
    by the network is reported as part of the outage. If trouble continues after the outage, it is the source's own
    trouble and is reported again.
    """
    if result.outcome != "failed":
        wrong = detect_silent_failure(seen, record.baseline_at, now)
        if wrong is None:
            return None, record.trouble
        reason = wrong
        failures = 1
    else:
        first = result.failures[0]
        reason = Reason.of(first.code, detail=first.detail)
        failures = record.failures + 1
    before = record.trouble or Trouble(reason, now)
    by_network = outage is not None and reason.code in NETWORK
    is_alerted = (before.told and (by_network or not before.grouped)) or is_worth_telling(reason.code, failures)
    grouped = is_alerted and by_network and (before.grouped or not before.told)
    return replace(before, reason=reason, told=is_alerted, grouped=grouped), None


def next_source_record(
    record: SourceRecord,
    result: PollResult,
    decisions: Sequence[Decision],
    seen: RecentHistory,
    trouble: Trouble | None,
    tempo: PollInterval,
    now: datetime,
) -> SourceRecord:
    """Return the record of a source after a poll.

    `tempo` determines when the next poll is due. After a failed poll, the next poll is due later.
    """
    failed = result.outcome == "failed"
    failures = record.failures + 1 if failed else 0
    # A `Retry-After` for a single page does not delay the next poll of the listing.
    wait = max((failure.retry_after or 0 for failure in result.failures), default=0) if failed else 0
    delay = timedelta(0) if is_due_again(result, decisions) else poll_delay(tempo.delay(now), failures, wait)
    # A listing that was cut off counts as complete once a poll of it yields no notices.
    whole = not failed and not result.more and not (result.cut and decisions)
    return replace(
        record,
        state=result.state,
        baseline_at=record.baseline_at or (now if whole else None),
        due_at=now + delay,
        failures=failures,
        trouble=trouble,
        last_poll_at=now,
        last_success_at=record.last_success_at if failed else now,
        seen=seen,
        last_new_at=now if any(decision.verdict.kind == "new" for decision in decisions) else record.last_new_at,
        rhythm=record.rhythm if failed else learn_rhythm(record, decisions, tempo, now),
    )


def is_due_again(result: PollResult, decisions: Sequence[Decision]) -> bool:
    """Return whether another poll is due at once, for pages that this poll left unread.

    That is the case if the poll read some pages or a backfill made progress, and if no server requested a delay.
    """
    asked_to_wait = any(failure.retry_after for failure in result.failures)
    came_on = decisions or (result.walk and result.walk.further)
    return bool(result.outcome != "failed" and result.more and came_on and not asked_to_wait)


def poll_row(result: PollResult, decisions: Sequence[Decision], now: datetime) -> PollRecord:
    """Return the record of a poll for the store."""
    kinds = [decision.verdict.kind for decision in decisions]
    return PollRecord(
        source=result.source,
        at=now,
        outcome=result.outcome,
        links_seen=result.links_seen,
        new=kinds.count("new"),
        copies=kinds.count("copy"),
        revisions=kinds.count("revision"),
        failures=tuple(failure.model_dump(mode="json") for failure in result.failures),
        requests=result.spent.requests,
        bytes=result.spent.bytes,
    )
