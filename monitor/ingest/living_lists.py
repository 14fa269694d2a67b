"""A function that updates the living lists for a notice found by a poll."""

from datetime import datetime

from monitor.alerting.documents import Document
from monitor.lists.keeper import ListKeeper
from monitor.model.ingest import Decision
from monitor.ports import Transaction


def update_lists(
    tx: Transaction, lists: ListKeeper, decision: Decision, document: Document, source: str, now: datetime
) -> None:
    """Update the living lists after a notice was recorded, in the same transaction."""
    verdict = decision.verdict
    if verdict.kind == "new":
        linked = [similar.notice for similar in verdict.linked]
        lists.notice_added(tx, decision.notice, document, source, linked, now)
    elif decision.rewritten or (verdict.kind == "copy" and lists.membership.depends_on_source):
        lists.notice_changed(tx, decision.notice, now)
    else:
        lists.notice_seen(tx, decision.notice, now)
