"""Decide who is alerted about a recorded notice, and which event the alert reports."""

from datetime import datetime

from monitor.alerting.matcher import Matcher
from monitor.alerting.timing import alert_of
from monitor.identity.verdict import IdentifiedNotice
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


def queue_alerts(tx: Transaction, event: str, decision: Decision, source: str, matcher: Matcher, now: datetime) -> int:
    """Queue the alerts to the subscribers; return the number of alerts."""
    # A notice is new once, by its first text, or by the fuller one of which only some are told.
    revision = decision.revision if event == "revised" or decision.fuller else 1
    before = tx.alerts.subscriptions_alerted(event, decision.notice) if event == "new" else frozenset()
    # Of another revision the places of measures say nothing.
    clauses = None if revision == decision.revision else ()
    alerts = [
        alert_of(tx, match, event, decision.notice, revision, now, clauses=clauses)
        for match in matcher.match(decision.document, source, event)
        if match.subscription.id not in before
    ]
    return sum(alert is not None for alert in tx.alerts.add(alerts))
