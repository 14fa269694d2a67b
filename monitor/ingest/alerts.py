"""Functions that decide which subscriptions are alerted about a recorded notice, and which event the alert reports."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alerting.documents import Document
from monitor.alerting.matcher import Match, Matcher
from monitor.alerting.timing import alert_of
from monitor.identity.comparison import same_document
from monitor.identity.normalized import letters_of, normalize_notice
from monitor.identity.parts.titles import Role
from monitor.identity.verdict import IdentifiedNotice
from monitor.model import NoticeRecord
from monitor.model.ingest import Decision, Policy
from monitor.model.readers import ONLY_READER
from monitor.ports import Transaction


def event_to_alert(
    tx: Transaction,
    decision: Decision,
    found: IdentifiedNotice,
    policy: Policy,
    now: datetime,
    watched_since: datetime | None,
) -> str | None:
    """Return the event that subscriptions are alerted about, `new` or `revised`, or None if no alert is sent.

    No alert is sent for a revision that only corrects the wording, or for a revision of a page that changes on every
    visit. A notice that is too old according to `policy` does not count as new. A known notice counts as new in two
    cases, but no subscription is alerted twice about it as new.

    The first case is that the notice appears at a source that has been watched since before the notice was first seen.
    At the source that published it earlier, it may have been in the baseline, for which no alerts are sent, or
    subscriptions may exclude that source. `watched_since` is the time at which the watching of the present source
    began, or None if this case does not apply. The second case is that its text was extended: a fuller text was found,
    its text replaces an error page, or its attachments became available later. Only subscriptions that match the
    additional text are then alerted.
    """
    if decision.verdict.kind == "revision":
        return "revised" if decision.verdict.cause == "change" else None
    at_url = found.evidence.at_url
    if found.attachments_came and at_url and at_url.current > 1:
        return "revised"
    published = decision.document.published_on
    if policy.alert != "always" and published is not None and now.date() - published > policy.fresh:
        return None
    if decision.verdict.kind == "new" or found.attachments_came or found.text_came or decision.fuller:
        return "new"
    record = tx.notices.get(decision.notice) if watched_since else None
    return "new" if record and watched_since and watched_since < record.first_seen_at else None


_REMINDERS = ("deadline", "target", "expected", "overdue")
"""The events of alerts that remind of a date and do not report the text of a notice."""


@dataclass(frozen=True)
class Relatives:
    """The known notices related to a new notice.

    `role` states which part of a policy the new notice is, or is empty if this is unknown. `parts` contains the notices
    with other parts of the same policy. `edition` is the notice with an earlier version of the same document, or None.
    """

    role: Role = ""
    parts: tuple[NoticeRecord, ...] = ()
    edition: NoticeRecord | None = None


_NONE = Relatives()


def edition_before(tx: Transaction, found: IdentifiedNotice) -> NoticeRecord | None:
    """Return the known notice with an earlier version of the document that was found, or None if there is none.

    Both versions have the same document number.
    """
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
    document: Document,
    source: str,
    matcher: Matcher,
    now: datetime,
    relatives: Relatives = _NONE,
) -> int:
    """Queue the alerts about an event of the notice that was just recorded, and return their number.

    `decision` is the result of recording the notice, and `document` is the notice prepared for matching. Of the
    matching subscriptions, those to the event `interpretation` receive an interpretation as that event, and those to
    `revised` receive a later version of a known document as that event. The others receive both as new notices.
    """
    # A notice is reported as new in its first revision, or in its fuller text to subscriptions not yet alerted.
    revision = decision.revision if event == "revised" or decision.fuller else 1
    # The clause positions are valid only for the revision that was matched.
    clauses = None if revision == decision.revision else ()
    queued = 0
    alerted: set[str] = set()
    for name in _events(event, decision, relatives):
        found = matcher.match(document, source, name)
        before = _already_alerted(tx, name, decision, alerted) if found else frozenset()
        matches = [
            match
            for match in found
            if match.subscription.id not in before
            and not (name == "new" and relatives.parts and _is_held_back(tx, match, decision, relatives, matcher))
        ]
        alerts = [alert_of(tx, match, name, decision.notice, revision, now, clauses=clauses) for match in matches]
        queued += sum(alert is not None for alert in tx.alerts.add(alerts)) if alerts else 0
        alerted.update(match.subscription.id for match in matches)
        _mark(tx, matches, decision.notice, now)
    return queued


def _mark(tx: Transaction, matches: Sequence[Match], notice: int, now: datetime) -> None:
    """Mark the notice in the web page's inbox according to the matching subscriptions.

    The notice is marked as read if all these subscriptions demand it, and starred if any of them does.
    """
    marks = {match.subscription.inbox for match in matches}
    if marks == {"read"}:
        tx.readers.mark_read(ONLY_READER, [notice], now)
    if "star" in marks:
        tx.readers.star(ONLY_READER, notice, now)


def queue_gone(tx: Transaction, notice: int, source: str, matcher: Matcher, now: datetime) -> int:
    """Queue the alerts that a notice was withdrawn, and return their number."""
    record = tx.notices.get(notice)
    if record is None:
        return 0
    matches = matcher.match(Document(record.notice), source, "gone")
    alerts = [alert_of(tx, match, "gone", notice, record.revision, now) for match in matches]
    return sum(alert is not None for alert in tx.alerts.add(alerts))


def _events(event: str, decision: Decision, relatives: Relatives) -> tuple[str, ...]:
    if event != "new" or decision.verdict.kind != "new":
        return (event,)
    interpretation = ("interpretation",) if relatives.role == "interpretation" else ()
    return (*interpretation, *(("revised",) if relatives.edition else ()), event)


def _already_alerted(tx: Transaction, event: str, decision: Decision, alerted: Collection[str]) -> Collection[str]:
    """Return the ids of the subscriptions that must not be alerted about this event, because they were already alerted.

    `alerted` contains the subscriptions alerted about other events that the same notice caused in this poll.
    """
    if event == "revised":
        return frozenset()
    if decision.verdict.kind == "new":
        return alerted if event == "new" else frozenset()
    return tx.alerts.subscriptions_alerted("new", decision.notice)


def _is_held_back(tx: Transaction, match: Match, decision: Decision, relatives: Relatives, matcher: Matcher) -> bool:
    """Return whether the alert for the match `match` is not sent.

    It is not sent if the subscription was already alerted about another part of the policy, such as the announcement,
    the text or an interpretation. It is nevertheless sent if the subscription matches a measure that was not in the
    parts reported to it. An interpretation restates measures in other words; it is held back if the parts reported
    contain any matching measure.
    """
    subscription = match.subscription.id
    sent = {part.id: tx.alerts.sent_to(part.id, subscription) for part in relatives.parts}
    told = [part for part in relatives.parts if any(alert.event not in _REMINDERS for alert in sent[part.id])]
    if not told:
        return False
    clauses = decision.document.clauses
    measures = [letters_of(clauses[place].text) for place in match.clauses]
    known = [letters_of(part.notice.all_text) for part in told]
    if all(any(measure in text for text in known) for measure in measures):
        return True
    # An interpretation restates the measures of the policy in other words.
    return relatives.role == "interpretation" and any(_matched_measures(match, part, matcher) for part in told)


def _matched_measures(match: Match, part: NoticeRecord, matcher: Matcher) -> bool:
    document = Document(part.notice)
    for event in ("new", *match.subscription.on):
        for other in matcher.match(document, part.source, event):
            if other.subscription.id == match.subscription.id and other.clauses:
                return True
    return False
