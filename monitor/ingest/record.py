"""Functions that record an identified notice.

The recorded data comprises the text, the URL, the text to be displayed, and the data needed for later verdicts.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from crawler.model.url_key import url_key
from monitor.identity.normalized import normalize_notice
from monitor.identity.origin import CanonicalText, closer_to_origin
from monitor.identity.verdict import IdentifiedNotice, Kind
from monitor.ingest.candidates import reindex_text, store_text
from monitor.model import EventKind, NewRevision, NoticeRecord, Reading
from monitor.model.ingest import Decision, Policy
from monitor.ports import Transaction

MORE = 60
"""An addition with fewer letters is too short to contain a new measure."""
_EVENTS: dict[Kind, EventKind] = {"new": "notice.new", "copy": "notice.copied", "revision": "notice.revised"}


def record(
    tx: Transaction,
    found: IdentifiedNotice,
    revision: NewRevision,
    source: str,
    policy: Policy,
    now: datetime,
    *,
    as_given: bool = False,
) -> Decision:
    """Record a newly fetched notice according to its verdict.

    `revision` contains the newly fetched text. `as_given` is true if the text was supplied directly instead of being
    extracted from a page. If such a text is already known, the recorded text is kept.
    """
    verdict = found.verdict
    evidence = found.evidence
    decision = _put(tx, found, revision, source, now)
    if found.attachments_came or found.text_came:
        _complete(tx, found, revision, source, now)
        decision = replace(decision, rewritten=True)
    elif verdict.kind == "known" and not as_given:
        decision = replace(decision, rewritten=_renew(tx, decision, revision, source))
    shown = _show(tx, decision, found, revision, source, policy, now)
    decision = shown or decision
    packed = revision.prepared.gist if revision.prepared else None
    store_text(tx, evidence.found, packed, decision.notice, verdict, decision.revision, shown=bool(shown))
    _note_flapping(tx, found, decision, source, now)
    # The texts of a flapping page are remembered only while they are recorded as revisions.
    if not (verdict.kind == "known" and verdict.cause == "restless"):
        tx.readings.add(
            Reading(
                evidence.found.notice.url,
                source,
                decision.notice,
                decision.revision,
                evidence.found.fingerprint,
                evidence.found.page_hash,
                evidence.found.notice.reader,
            )
        )
    return decision


def _put(tx: Transaction, found: IdentifiedNotice, revision: NewRevision, source: str, now: datetime) -> Decision:
    document = found.evidence.found.notice
    verdict = found.verdict
    notice = verdict.of
    number = verdict.revision
    new = replace(revision, source=source, cause=verdict.cause)
    if notice is None:
        notice = tx.notices.add(source, new, now, verdict.reason)
    else:
        # For a known notice as well: its URL may have been marked as gone.
        tx.locations.put(document.url, source, notice, now, verdict.reason)
        if verdict.kind == "revision":
            number = tx.notices.add_revision(notice, new, now)
    if verdict.kind != "known":
        detail = _detail(document, verdict.reason, number)
        detail |= {"cause": verdict.cause} if verdict.kind == "revision" else {}
        tx.events.add(_EVENTS[verdict.kind], now, source, notice, detail)
    return Decision(notice, number, verdict, document, rewritten=verdict.kind in ("new", "revision"))


def _detail(document: Notice, reason: Reason, revision: int) -> dict[str, Any]:
    """Return the detail of an event: the URL and title of the notice, the reason, and the revision number."""
    return {"url": document.url, "title": document.title, "reason": reason.as_json(), "revision": revision}


def _complete(tx: Transaction, found: IdentifiedNotice, revision: NewRevision, source: str, now: datetime) -> None:
    """Replace the recorded text of a known notice by a text with content that was not available before.

    Examples are the text of an attachment, and the text of a page that was empty before.
    """
    document = found.evidence.found.notice
    verdict = found.verdict
    assert verdict.of is not None
    replace_text(tx, verdict.of, verdict.revision, revision)
    detail = _detail(document, verdict.reason, verdict.revision)
    tx.events.add("notice.revised", now, source, verdict.of, detail)


def _renew(tx: Transaction, decision: Decision, revision: NewRevision, source: str) -> bool:
    """Replace the text of a revision if another version of the page reader has now read the same page.

    Both readings must be of the same source and the same URL. Return whether the text was replaced.
    """
    origin = tx.notices.origin(decision.notice, decision.revision)
    document = revision.notice
    if origin is None or origin.source != source or origin.reader == document.reader:
        return False
    is_same = url_key(origin.url) == url_key(document.url)
    if is_same:
        replace_text(tx, decision.notice, decision.revision, revision)
    return is_same


def replace_text(tx: Transaction, notice: int, number: int, by: NewRevision) -> None:
    """Replace the text of a revision by another reading of the same text. `number` is the number of the revision.

    The data that is compared for verdicts is updated as well.
    """
    before = next((known.notice for known in tx.notices.revisions(notice) if known.number == number), None)
    tx.notices.replace_document(notice, number, by)
    if before is not None:
        reindex_text(tx, notice, number, normalize_notice(before), normalize_notice(by.notice))


def _show(
    tx: Transaction,
    decision: Decision,
    found: IdentifiedNotice,
    revision: NewRevision,
    source: str,
    policy: Policy,
    now: datetime,
) -> Decision | None:
    """Display the newly fetched text for its notice if it is closer to the origin than the text displayed so far.

    Return the updated decision, or None if the displayed text is unchanged.
    """
    known = _shown(tx, decision, found)
    if known is None:
        return None
    document = found.evidence.found.notice
    face = CanonicalText(document, policy.publishers.get(source))
    shown = CanonicalText(known.notice, policy.publishers.get(known.origin))
    reason = closer_to_origin(face, shown)
    if reason is None:
        return None
    fuller = bool(shown.letters) and face.letters - shown.letters >= MORE
    number = tx.notices.add_revision(known.id, replace(revision, source=source, cause="origin"), now)
    detail = _detail(document, reason, number) | {"before": known.notice.url}
    tx.events.add("notice.traced", now, source, known.id, detail)
    return replace(decision, revision=number, fuller=fuller, rewritten=True)


def _shown(tx: Transaction, decision: Decision, found: IdentifiedNotice) -> NoticeRecord | None:
    """Return the known notice whose displayed text may be replaced by the newly fetched text, or None.

    The displayed text must come from another URL than the newly fetched text, and the newly fetched text must not be
    outdated.
    """
    verdict = decision.verdict
    # A text that is attributed to the notice only because of its URL must not be shown for it.
    if verdict.kind != "copy" and not (verdict.kind == "known" and found.evidence.with_text):
        return None
    at_url = found.evidence.at_url
    url = found.evidence.found.notice.url
    if at_url and at_url.notice == decision.notice and _is_one_place(at_url.url, url):
        return None
    known = tx.notices.get(decision.notice)
    if known is None or decision.revision < known.changed or _is_one_place(known.notice.url, url):
        return None
    return known


def _is_one_place(one: str, other: str) -> bool:
    return url_key(one) == url_key(other)


def _note_flapping(tx: Transaction, found: IdentifiedNotice, decision: Decision, source: str, now: datetime) -> None:
    before = found.evidence.flapping
    after = found.flapping
    document = found.evidence.found.notice
    url = document.url
    if before != after:
        tx.flapping.put(url, source, after)
    if after and after.since and not (before and before.since):
        detail = {"url": url, "title": document.title, "since": after.since.isoformat()}
        tx.events.add("notice.restless", now, source, decision.notice, detail)
