"""Functions that derive the state of a source after a poll. Pure functions; no I/O."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.model.reason import Reason
from crawler.model.results import PollResult
from monitor.health.network import NETWORK
from monitor.health.silent_failure import detect_silent_failure
from monitor.health.source_state import is_reportable, trouble_kind
from monitor.model import Outage, PollRecord, RecentHistory, ReportedTrouble, SourceRecord, Trouble
from monitor.model.ingest import Decision
from monitor.model.reasons import detailed_reason
from monitor.schedule.backoff import poll_delay
from monitor.schedule.intervals import PollInterval, learn_rhythm


def trouble_of(
    record: SourceRecord, result: PollResult, seen: RecentHistory, outage: Outage | None, now: datetime
) -> tuple[Trouble | None, Trouble | None]:
    """Return the current trouble of a source, and the trouble that has just ended. Each is None if there is none.

    `seen` is the recent history of the source, including this poll. `outage` is the present network outage, or None.
    During an outage, trouble caused by the network is reported as part of the outage. If it continues after the outage,
    it is the source's own trouble and is reported again. If a trouble of another kind than the reported one occurs, it
    has a start time of its own, and is reported separately after enough failures (see `is_reportable`).
    """
    if result.outcome != "failed":
        wrong = detect_silent_failure(seen, record.baseline_at, now)
        if wrong is None:
            return None, record.trouble
        reason = wrong
        failures = 1
    else:
        first = result.failures[0]
        reason = detailed_reason(first.code, first.detail, first.cause)
        failures = record.failures + 1
    current = _continued(record.trouble, reason, now)
    by_network = outage is not None and reason.code in NETWORK
    is_other = current.reported is not None and not by_network
    is_reported_now = is_reportable(reason.code, current.polls if is_other else failures)
    is_told = (current.told and (by_network or not current.grouped)) or is_reported_now
    grouped = is_told and by_network and (current.grouped or not current.told)
    if is_other and is_reported_now:
        current = replace(current, reported=None, reminded_at=None)
    return replace(current, told=is_told, grouped=grouped), None


def _continued(before: Trouble | None, reason: Reason, now: datetime) -> Trouble:
    """Return the trouble of a source after a poll that revealed the problem `reason`.

    `before` is the trouble before this poll, or None. The result states since when, and in how many consecutive polls,
    the source has had a problem of this kind. If the operator was last told about a problem of another kind, the result
    contains that problem in `reported`.
    """
    if before is None:
        return Trouble(reason, now)
    kind = trouble_kind(reason.code)
    polls = before.polls + 1 if kind == trouble_kind(before.code) else 1
    known = before.reported or ReportedTrouble(before.code, before.since)
    if not before.told:
        return replace(before, reason=reason, polls=polls)
    if kind == trouble_kind(known.code):
        return replace(before, reason=reason, since=known.since, polls=polls, reported=None)
    since = before.since if polls > 1 else now
    return replace(before, reason=reason, since=since, polls=polls, reported=known)


def is_to_be_reported(before: Trouble | None, now: Trouble) -> bool:
    """Return whether the present trouble `now` of a source must be reported.

    `before` is the trouble of the source before this poll, or None.
    """
    if not now.told or now.reported is not None:
        return False
    if before is None or not before.told or before.grouped != now.grouped:
        return True
    known = before.reported.code if before.reported else before.code
    return trouble_kind(known) != trouble_kind(now.code)


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

    `seen` is the recent history of the source, and `trouble` its current trouble, both including this poll. `tempo`
    determines when the next poll is due. After a failed poll, the next poll is due later.
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
    """Return whether another poll is due at once, because this poll left pages unread.

    The poll must have read some pages or advanced a backfill, and no server may have requested a delay.
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
