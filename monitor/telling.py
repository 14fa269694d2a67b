"""Who is told of a notice that was recorded, and of what."""

from datetime import datetime

from monitor.decisions import Decision, Policy
from monitor.identifying import Identified
from monitor.matching import Matcher
from monitor.ports import Transaction
from monitor.queueing import queue


def news(
    tx: Transaction, decision: Decision, found: Identified, policy: Policy, now: datetime,
    watched_since: datetime | None,
) -> str | None:  # fmt: skip
    """Which event subscribers are to be told of: `new`, `revised` or None.

    A notice that is known is new all the same at a source that was watched before anybody saw it: whoever saw it first
    may have been a baseline, or a source that a subscription leaves out. So is one of which a fuller text was found, or
    whose attachments came late, to those whose words stand in them. Nobody is told of it twice. Of a revision that only
    mends the wording, or is one of many of a restless page, nobody is told.
    """
    if decision.verdict.kind == "revision":
        return "revised" if decision.verdict.cause == "change" else None
    if found.came and found.at_url and found.at_url.current > 1:
        return "revised"
    published = decision.document.published_on
    if policy.alert != "always" and published is not None and now.date() - published > policy.fresh:
        return None
    if decision.verdict.kind == "new" or found.came or decision.fuller:
        return "new"
    record = tx.notice(decision.notice) if watched_since else None
    return "new" if record and watched_since and watched_since < record.first_seen_at else None


def tell(tx: Transaction, event: str, decision: Decision, source: str, matcher: Matcher, now: datetime) -> int:
    """Queues what the subscribers are to be told of; gives the number of alerts."""
    # A notice is new once, by its first text, or by the fuller one of which only some are told.
    revision = decision.revision if event == "revised" or decision.fuller else 1
    before = tx.subscriptions_told(event, decision.notice) if event == "new" else frozenset()
    told = 0
    for match in matcher.match(decision.document, source, event):
        if match.subscription.id in before:
            continue
        # Of another revision the places of measures say nothing.
        clauses = match.clauses if revision == decision.revision else ()
        alert = tx.add_alert(event, decision.notice, revision, match.subscription.id, match.topics, match.terms, now,
                             clauses=clauses)  # fmt: skip
        if alert is not None:
            told += 1
            queue(tx, match.subscription, alert, now)
    return told
