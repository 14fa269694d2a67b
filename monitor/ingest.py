"""Taking a poll result in: identify, record, match, queue, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.notice import Notice
from crawler.page import url_key
from crawler.poll import Failure, PolledNotice, PollResult
from monitor.attached import Change, change
from monitor.backoff import poll_delay
from monitor.fingerprint import evidence, fingerprint
from monitor.health import is_worth_telling
from monitor.identity.gist import gist_of
from monitor.matching import Matcher
from monitor.ports import Transaction
from monitor.records import EventKind, NewRevision, PollRecord, Reading, SourceRecord, Trouble
from monitor.resemblance import remember, resembling, trifle
from monitor.verdict import Candidate, Found, Kind, Listed, Verdict, decide

_EVENTS: dict[Kind, EventKind] = {"new": "notice.new", "copy": "notice.copied", "revision": "notice.revised"}


@dataclass(frozen=True)
class Policy:
    """Who is told of what is recorded. `fresh`: notices published longer ago alert nobody. `alert`: `always` also
    tells of a baseline and of old notices; `never` tells of nothing."""

    fresh: timedelta
    alert: str = "news"


@dataclass(frozen=True)
class Decision:
    """What became of one notice: the id its address now belongs to, the verdict, and how many alerts it caused."""

    notice: int
    revision: int
    verdict: Verdict
    document: Notice
    alerts: int = 0


@dataclass(frozen=True)
class TakenIn:
    """What became of a poll result. `ended`: the trouble that the source has got out of; `again`: it is to be polled
    again at once, for the pages that were left."""

    source: str
    decisions: tuple[Decision, ...] = ()
    failures: tuple[Failure, ...] = ()
    ended: Trouble | None = None
    again: bool = False


def take_in(
    tx: Transaction, result: PollResult, every: timedelta, matcher: Matcher, policy: Policy, now: datetime
) -> TakenIn:
    """Takes one poll result in. The caller's transaction makes it all or nothing."""
    tx.register_source(result.source, now)
    record = tx.source(result.source)
    assert record is not None
    decisions = []
    for found in result.notices:
        quiet = policy.alert != "always" and _is_baseline(record, found)
        decision = take_in_notice(
            tx, found, result.source, matcher, policy, now, quiet=quiet, baseline_at=record.baseline_at
        )
        decisions.append(decision)
    for url in result.gone:
        if (notice := tx.mark_gone(url, now)) is not None:
            tx.add_event("notice.gone", now, result.source, notice, {"url": url})
    began, ended = _trouble(record, result, now)
    if began and began.told and not (record.trouble and record.trouble.told):
        detail = {"code": began.code, "detail": began.detail, "since": began.since.isoformat()}
        tx.add_event("source.troubled", now, record.id, None, detail)
    if ended and ended.told:
        tx.add_event("source.recovered", now, record.id, None, {"code": ended.code, "since": ended.since.isoformat()})
    tx.put_source(_after(record, result, decisions, began, every, now))
    tx.add_poll(_poll_row(result, decisions, now))
    return TakenIn(result.source, tuple(decisions), result.failures, ended, _again(result, decisions))


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
    document = found.bare
    print_ = fingerprint(document.title, document.text, document.attachments)
    sha256 = evidence(found.page.sha256, document.attachments) if found.page else None
    at_url = tx.candidate_at(document.url)
    with_text = tx.candidate_with(print_, at_url.notice if at_url else None)
    same_page = bool(at_url and sha256 and tx.has_page(at_url.notice, sha256))
    last = tx.last_read(document.url, source)
    listed = Listed(source, document.title) if found.listed_at else None
    files = _change(tx, document, at_url)
    looked_at = Found(document.url, document.script, same_page, last.revision if last else None, listed,
                      None if as_given else document.reader, last.reader if last else None, files,
                      document.title, document.document_number)  # fmt: skip
    gist = gist_of(document)
    similar = resembling(tx, gist) if at_url is None and with_text is None else []
    same = trifle(tx, gist, at_url.notice) if at_url and with_text is None else None
    verdict = decide(looked_at, at_url, with_text, similar, same)
    came = files == "came" and verdict.kind == "known" and at_url is not None and verdict.revision == at_url.revision
    revision = NewRevision(document, found.page, found.link, found.given)
    decision = _record(tx, verdict, revision, source, now)
    remember(tx, gist, decision.notice, verdict, decision.revision)
    if came:
        _complete(tx, decision, revision, source, now)
    elif verdict.kind == "known" and not as_given:
        _renew(tx, decision, revision, source)
    tx.add_reading(Reading(document.url, source, decision.notice, decision.revision, print_, sha256, document.reader))
    if quiet or policy.alert == "never":
        return decision
    event = _news(tx, decision, policy, now, baseline_at if last is None else None, came=came)
    return replace(decision, alerts=_tell(tx, event, decision, source, matcher, now)) if event else decision


def _change(tx: Transaction, document: Notice, at_url: Candidate | None) -> Change | None:
    record = tx.notice(at_url.notice) if at_url and document.attachments else None
    return change(record.notice, document) if record else None


def _complete(tx: Transaction, decision: Decision, revision: NewRevision, source: str, now: datetime) -> None:
    """Adds to a notice that is known what could not be had when it was first read."""
    document, verdict = decision.document, decision.verdict
    tx.replace_document(decision.notice, decision.revision, revision)
    detail = {"url": document.url, "title": document.title, "why": verdict.why, "revision": decision.revision}
    tx.add_event("notice.revised", now, source, decision.notice, detail)


def _record(tx: Transaction, verdict: Verdict, revision: NewRevision, source: str, now: datetime) -> Decision:
    document = revision.notice
    notice, number = verdict.of, verdict.revision
    if notice is None:
        notice = tx.add_notice(source, revision, now)
    else:
        # Also of a known one: its address may have been gone.
        tx.put_place(document.url, source, notice, now)
        if verdict.kind == "revision":
            number = tx.add_revision(notice, revision, now)
    if verdict.kind != "known":
        detail = {"url": document.url, "title": document.title, "why": verdict.why, "revision": number}
        tx.add_event(_EVENTS[verdict.kind], now, source, notice, detail)
    return Decision(notice, number, verdict, document)


def _renew(tx: Transaction, decision: Decision, revision: NewRevision, source: str) -> None:
    """What another reader read gives way to the newer reading, where both are of one source and one address."""
    origin, document = tx.origin(decision.notice, decision.revision), revision.notice
    if origin is None or origin.source != source or origin.reader == document.reader:
        return
    if url_key(origin.url) == url_key(document.url):
        tx.replace_document(decision.notice, decision.revision, revision)


def _is_baseline(record: SourceRecord, found: PolledNotice) -> bool:
    """Whether a notice belongs to what the source already listed when it was first polled."""
    if record.baseline_at is None:
        return True
    return found.listed_at is not None and found.listed_at <= record.baseline_at


def _news(
    tx: Transaction, decision: Decision, policy: Policy, now: datetime, watched_since: datetime | None, came: bool
) -> str | None:
    """Which event subscribers are to be told of: `new`, `revised` or None.

    A notice that is known is new all the same at a source that was watched before anybody saw it: whoever saw it first
    may have been a baseline, or a source that a subscription leaves out. So is one whose attachments `came` late, to
    those whose words stand in them. Nobody is told of it twice.
    """
    if decision.verdict.kind == "revision" or (came and decision.revision > 1):
        return "revised"
    published = decision.document.published_on
    if policy.alert != "always" and published is not None and now.date() - published > policy.fresh:
        return None
    if decision.verdict.kind == "new" or came:
        return "new"
    record = tx.notice(decision.notice) if watched_since else None
    return "new" if record and watched_since and watched_since < record.first_seen_at else None


def _tell(tx: Transaction, event: str, decision: Decision, source: str, matcher: Matcher, now: datetime) -> int:
    # A notice is new once, by its first text.
    revision = decision.revision if event == "revised" else 1
    told = 0
    for match in matcher.match(decision.document, source, event):
        alert = tx.add_alert(event, decision.notice, revision, match.subscription.id, match.topics, match.terms, now)
        if alert is not None:
            told += 1
            for channel in dict.fromkeys(match.subscription.channels):
                tx.queue_delivery(channel, alert, now)
    return told


def _trouble(record: SourceRecord, result: PollResult, now: datetime) -> tuple[Trouble | None, Trouble | None]:
    """The trouble the source is in now, and the one that has just ended."""
    if result.outcome != "failed":
        return None, record.trouble
    first = result.failures[0]
    since, told = (record.trouble.since, record.trouble.told) if record.trouble else (now, False)
    told = told or is_worth_telling(first.code, record.failures + 1)
    return Trouble(first.code, first.detail, since, told), None


def _after(
    record: SourceRecord,
    result: PollResult,
    decisions: list[Decision],
    trouble: Trouble | None,
    every: timedelta,
    now: datetime,
) -> SourceRecord:
    failed = result.outcome == "failed"
    failures = record.failures + 1 if failed else 0
    # What a single page's server asks for does not hold up the listing.
    wait = max((one.retry_after or 0 for one in result.failures), default=0) if failed else 0
    delay = timedelta(0) if _again(result, decisions) else poll_delay(every, failures, wait)
    # A listing that broke off has shown all it will once it brings nothing more.
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
        last_new_at=now if any(one.verdict.kind == "new" for one in decisions) else record.last_new_at,
    )


def _again(result: PollResult, decisions: list[Decision]) -> bool:
    """Whether pages were left, and there is hope: some could be had, and no server asked to wait."""
    asked_to_wait = any(one.retry_after for one in result.failures)
    return bool(result.outcome != "failed" and result.more and decisions and not asked_to_wait)


def _poll_row(result: PollResult, decisions: list[Decision], now: datetime) -> PollRecord:
    kinds = [one.verdict.kind for one in decisions]
    return PollRecord(
        source=result.source,
        at=now,
        outcome=result.outcome,
        links_seen=result.links_seen,
        new=kinds.count("new"),
        copies=kinds.count("copy"),
        revisions=kinds.count("revision"),
        failures=tuple(one.model_dump(mode="json") for one in result.failures),
    )
