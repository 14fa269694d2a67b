"""Functions that collect the evidence for a newly fetched notice from the store, limited to what the verdict needs."""

from collections.abc import Sequence
from dataclasses import replace

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from crawler.model.url_key import url_key
from monitor.identity.attachments import Change, change
from monitor.identity.comparison import Comparison, compare, compare_by_sketch
from monitor.identity.cosmetic_changes import cosmetic_change, trivial_change
from monitor.identity.evidence import Candidate, Evidence, FoundNotice, TextChange
from monitor.identity.fingerprint import VERSION
from monitor.identity.flapping import FlapState
from monitor.identity.minhash import sketch_similarity
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.placeholder import replaces_placeholder
from monitor.identity.previous_fingerprint import previous_fingerprint
from monitor.identity.reused_urls import different_notice
from monitor.ingest.candidates import find_similar
from monitor.model import StoredText
from monitor.ports import Transaction

PRELOADED = 200
"""The maximum number of notices whose evidence is loaded together, so that statements do not become too long."""


def preload(tx: Transaction, notices: Sequence[FoundNotice]) -> None:
    """Look up the URLs, fingerprints and marks of the found notices together, with few queries.

    For most notices, this is sufficient to show that they are new. If the notices were looked up one by one, the write
    lock would be held during most of the queries.
    """
    if 1 < len(notices) <= PRELOADED:
        tx.locations.preload([found.notice.url for found in notices])
        tx.readings.preload([found.fingerprint for found in notices])
        tx.identity.preload([mark for found in notices for mark in found.marks])


def collect(tx: Transaction, found: FoundNotice) -> Evidence:
    """Collect the evidence for a notice that was read for a source."""
    url = found.notice.url
    source = found.source
    at_url = tx.notices.candidate_at(url)
    with_text = _with_text(tx, found, at_url)
    # No source has read anything at a URL at which no notice is located.
    last = tx.readings.last(url, source) if at_url else None
    attachments = _attachments(tx, found.notice, at_url)
    same_page = bool(at_url and found.page_hash and tx.readings.has_page(at_url.notice, found.page_hash))
    trivial = None
    text_change = TextChange()
    decided = with_text is not None
    text_came = bool(at_url) and not decided and _text_came(tx, found.notice, at_url)
    decided = decided or text_came
    if at_url and not decided:
        trivial = _trivial_change(tx, found.normalized, at_url.notice)
        decided = bool(trivial or same_page or attachments)
        text_change = text_change if decided else _text_change(tx, found, at_url)
    return Evidence(
        found=found,
        at_url=at_url,
        with_text=with_text,
        similar=() if decided else tuple(find_similar(tx, found.normalized, found.sketch, found.marks)),
        trivial=trivial,
        change=text_change,
        same_page=same_page,
        last_read=last.revision if last else None,
        last_reader=last.reader if last else None,
        attachments=attachments,
        text_came=text_came,
        flapping=_flapping(found, tx.flapping.get(url, source)) if at_url else None,
    )


def _with_text(tx: Transaction, found: FoundNotice, at_url: Candidate | None) -> Candidate | None:
    """Return the known notice that has the same text as the newly fetched notice, or None if there is none.

    If there are several, the notice at the same URL, `at_url`, is preferred.
    """
    prefer = at_url.notice if at_url else None
    return tx.notices.candidate_with(found.fingerprint, prefer, lambda: _previous(found.notice))


def _flapping(found: FoundNotice, state: FlapState | None) -> FlapState | None:
    """Return the flapping state of a page, with its fingerprint converted to the current version if possible.

    It can be converted if the newly fetched text has the same fingerprint in the previous version.
    """
    if state is None or state.text.startswith(f"{VERSION}:") or state.text != _previous(found.notice):
        return state
    return replace(state, text=found.fingerprint)


def _previous(notice: Notice) -> str:
    return previous_fingerprint(notice.title, notice.text, notice.attachments)


def _attachments(tx: Transaction, notice: Notice, at_url: Candidate | None) -> Change | None:
    record = tx.notices.get(at_url.notice) if at_url and notice.attachments else None
    return change(record.notice, notice) if record else None


def _text_came(tx: Transaction, notice: Notice, at_url: Candidate | None) -> bool:
    record = tx.notices.get(at_url.notice) if at_url else None
    return record is not None and replaces_placeholder(notice, record.notice)


def _trivial_change(tx: Transaction, normalized: NormalizedNotice, notice: int) -> Reason | None:
    """Return why a text has the same meaning as a known text of the notice, or None if its meaning may differ."""
    reasons = (trivial_change(normalized, text.gist) for text in tx.identity.texts([notice]) if text.gist.body)
    return next(filter(None, reasons), None)


def _text_change(tx: Transaction, found: FoundNotice, at_url: Candidate) -> TextChange:
    """Return how an unknown text at a known URL is related to the notice recorded at this URL."""
    texts = tx.identity.texts([at_url.notice])
    current = [text for text in texts if text.revision >= at_url.current] or texts
    if not current:
        return TextChange()
    compared = [(_compare(found, text), text) for text in current]
    best, text = max(compared, key=lambda pair: (pair[0].relation == "copy", pair[0].shared))
    is_shown = url_key(at_url.url) == url_key(found.notice.url)
    if best.relation == "copy" and not is_shown:
        return TextChange(still=best.reason)
    record = tx.notices.get(at_url.notice)
    return TextChange(
        another=different_notice(found.normalized, text.gist, best),
        cosmetic=cosmetic_change(found.notice, record.notice) if record else None,
    )


def _compare(found: FoundNotice, known: StoredText) -> Comparison:
    if known.gist.body:
        return compare(found.normalized, known.gist)
    similarity = sketch_similarity(found.sketch, known.sketch)
    return compare_by_sketch(found.normalized, known.gist, similarity)
