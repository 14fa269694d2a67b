"""Decide who is alerted about a recorded notice, and which event the alert reports."""

from dataclasses import dataclass
from datetime import datetime

from monitor.alerting.matcher import Match, Matcher
from monitor.alerting.timing import alert_of
from monitor.identity.comparison import same_document
from monitor.identity.normalized import letters_of, normalize_notice
from monitor.identity.parts.titles import Role
from monitor.identity.verdict import IdentifiedNotice
from monitor.model import NoticeRecord
from monitor.model.ingest import Decision, Policy
from monitor.ports import Transaction


def event_to_alert(
    tx: Transaction,
    decision: Decision,
    found: IdentifiedNotice,
    policy: Policy,
    now: datetime,
    watched_since: datetime | None,
) -> str | None:
    """Return the event of which subscribers are alerted: `new`, `revised` or None.

    A known notice still counts as new at a source that was watched before any source saw the notice: the source that
    saw it first may have been a baseline, or one that a subscription leaves out. A notice of which a fuller text was
    found, or whose attachments came late, also counts as new, to the subscriptions whose words occur in them. No
    subscription is alerted of it twice. A revision that only corrects the wording, or is one of many of a flapping
    page, alerts nobody.
    """
    if decision.verdict.kind == "revision":
        return "revised" if decision.verdict.cause == "change" else None
    at_url = found.evidence.at_url
    if found.attachments_came and at_url and at_url.current > 1:
        return "revised"
    published = decision.document.published_on
    if policy.alert != "always" and published is not None and now.date() - published > policy.fresh:
        return None
    if decision.verdict.kind == "new" or found.attachments_came or decision.fuller:
        return "new"
    record = tx.notices.get(decision.notice) if watched_since else None
    return "new" if record and watched_since and watched_since < record.first_seen_at else None


@dataclass(frozen=True)
class Relatives:
    """The known notices that a new one belongs to.

    `role`: which part of a policy it is. `parts`: the other pages of the policy. `edition`: the earlier edition of the
    document, which has its number.
    """

    role: Role = ""
    parts: tuple[NoticeRecord, ...] = ()
    edition: NoticeRecord | None = None


_NONE = Relatives()


def edition_before(tx: Transaction, found: IdentifiedNotice) -> NoticeRecord | None:
    """Return the known notice of which a new one is another edition, by their number; None where there is none."""
    ours = found.evidence.found.normalized
    for similar in found.verdict.linked:
        record = tx.notices.get(similar.notice) if similar.judgement.relation == "version" else None
        if record and same_document(ours, normalize_notice(record.notice)):
            return record
    return None


def queue_alerts(
    tx: Transaction,
    event: str,
    decision: Decision,
    source: str,
    matcher: Matcher,
    now: datetime,
    relatives: Relatives = _NONE,
) -> int:
    """Queue the alerts to the subscribers; return the number of alerts.

    An interpretation is told first to those who ask for interpretations, another edition of a document as a revision to
    those who ask for revisions; to others both are new.
    """
    # A notice is new once, by its first text, or by the fuller one of which only some are told.
    revision = decision.revision if event == "revised" or decision.fuller else 1
    # Of another revision the places of measures say nothing.
    clauses = None if revision == decision.revision else ()
    queued = 0
    for name in _events(event, decision, relatives):
        before = _told(tx, name, decision, relatives)
        matches = (
            match for match in matcher.match(decision.document, source, name) if match.subscription.id not in before
        )
        alerts = [
            alert_of(tx, match, name, decision.notice, revision, now, clauses=clauses)
            for match in matches
            if name != "new" or not (relatives.parts and _is_held_back(tx, match, decision, relatives, matcher))
        ]
        queued += sum(alert is not None for alert in tx.alerts.add(alerts))
    return queued


def _events(event: str, decision: Decision, relatives: Relatives) -> tuple[str, ...]:
    if event != "new" or decision.verdict.kind != "new":
        return (event,)
    interpretation = ("interpretation",) if relatives.role == "interpretation" else ()
    return (*interpretation, *(("revised",) if relatives.edition else ()), event)


def _told(tx: Transaction, event: str, decision: Decision, relatives: Relatives) -> frozenset[str]:
    """Return the subscriptions that are not told of an event again."""
    if event == "revised":
        return frozenset()
    told = tx.alerts.subscriptions_alerted("new", decision.notice)
    if decision.verdict.kind == "new" and event == "new":
        told |= tx.alerts.subscriptions_alerted("interpretation", decision.notice)
        if relatives.edition:
            told |= tx.alerts.subscriptions_alerted("revised", decision.notice)
    return told


def _is_held_back(tx: Transaction, match: Match, decision: Decision, relatives: Relatives, matcher: Matcher) -> bool:
    """Return whether a subscription was told of the policy of which this is another part.

    It is told nevertheless if a measure matches that was not in any part of which it was told.
    """
    subscription = match.subscription.id
    sent = {part.id: tx.alerts.sent_to(part.id, subscription) for part in relatives.parts}
    told = [part for part in relatives.parts if any(alert.event != "deadline" for alert in sent[part.id])]
    if not told:
        return False
    clauses = decision.document.clauses
    measures = [letters_of(clauses[place].text) for place in match.clauses]
    known = [letters_of(part.notice.all_text) for part in told]
    if all(any(measure in text for text in known) for measure in measures):
        return True
    # The measures of an interpretation are the policy's in other words.
    return relatives.role == "interpretation" and any(_matched_measures(match, part, matcher) for part in told)


def _matched_measures(match: Match, part: NoticeRecord, matcher: Matcher) -> bool:
    for event in ("new", *match.subscription.on):
        for other in matcher.match(part.notice, part.source, event):
            if other.subscription.id == match.subscription.id and other.clauses:
                return True
    return False
