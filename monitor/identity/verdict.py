"""Functions that decide whether a newly fetched notice is already known, from the evidence alone.

Pure functions; no I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from crawler.model.reason import Reason
from crawler.text.fold import fold
from monitor.identity.attachments import Change
from monitor.identity.comparison import compare_equal
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Distinction, Relation
from monitor.identity.evidence import Candidate, Evidence, FoundNotice, Similar
from monitor.identity.explanation import other_script, same_text
from monitor.identity.flapping import FlapState, after_visit, is_recording_due
from monitor.identity.normalized import date_outside, normalize_name
from monitor.identity.reasons import Cause, VerdictReason

Kind = Literal["new", "copy", "revision", "known"]
_SAME_TEXT: dict[Change | None, VerdictReason] = {
    None: VerdictReason.SAME_TEXT,
    "came": VerdictReason.ATTACHMENTS_CAME,
    "missing": VerdictReason.ATTACHMENTS_MISSING,
}
LINKS = 3
"""The maximum number of known notices to which a new notice is linked."""
_LINKED: dict[Relation, VerdictReason] = {
    "sibling": VerdictReason.SIBLING,
    "follows": VerdictReason.FOLLOWS,
    "version": VerdictReason.VERSION,
    "draft": VerdictReason.DRAFT,
    "forwards": VerdictReason.FORWARDS,
}


@dataclass(frozen=True)
class Verdict:
    """The decision whether a newly fetched notice is already known, with the reason.

    `of` is the id of the known notice that the newly fetched notice repeats, copies or revises, or None if the newly
    fetched notice is new. `revision` is the revision of the known notice that has the text or that is revised. `linked`
    contains related notices. `cause` is the kind of change in a revision. If the notice is already known and `cause` is
    `restless` (the page changes on every visit), its text is not stored.
    """

    kind: Kind
    of: int | None
    reason: Reason
    revision: int = 1
    linked: tuple[Similar, ...] = ()
    cause: Cause = "change"


@dataclass(frozen=True)
class IdentifiedNotice:
    """A newly fetched notice with its verdict.

    `flapping` is the flapping state of the notice's page after this visit. `attachments_came` is true if attachments of
    the notice's newest text were unavailable before and are available now. `text_came` is true if the page shows the
    notice for the first time; the page's text then replaces the recorded text.
    """

    evidence: Evidence
    verdict: Verdict
    flapping: FlapState | None
    attachments_came: bool
    text_came: bool = False


def decide(evidence: Evidence) -> IdentifiedNotice:
    """Return the verdict on a newly fetched notice."""
    verdict, flapping = damp_flapping(evidence, _with_links(_decide(evidence), evidence.similar))
    at_url = evidence.at_url
    same = at_url is not None and verdict.revision == at_url.revision
    came = evidence.attachments == "came" and verdict.kind == "known" and same
    text_came = evidence.text_came and verdict.kind == "known" and same
    return IdentifiedNotice(evidence, verdict, flapping, came, text_came)


def _with_links(verdict: Verdict, similar: Sequence[Similar]) -> Verdict:
    linked = tuple(known for known in similar if known.judgement.relation not in ("copy", "other"))[:LINKS]
    return replace(verdict, linked=linked) if verdict.kind == "new" and linked else verdict


def _decide(evidence: Evidence) -> Verdict:
    at_url = evidence.at_url
    if evidence.with_text:
        return _by_text(evidence, evidence.with_text)
    if at_url is None:
        return _by_similarity(evidence.similar)
    return _as_known(evidence, at_url) or _as_changed(evidence, at_url)


def _by_text(evidence: Evidence, with_text: Candidate) -> Verdict:
    """Return the verdict on a page whose text has the same fingerprint as the stored candidate `with_text`."""
    at_url = evidence.at_url
    if at_url and at_url.notice == with_text.notice:
        return Verdict("known", at_url.notice, _same_text(evidence, with_text), with_text.revision)
    if at_url is None and _is_chrome(evidence.found, with_text):
        return Verdict("new", None, Reason.of(VerdictReason.SITE_TEXT))
    if distinction := _distinguish(evidence.found, with_text):
        linked = Similar(with_text.notice, with_text.revision, compare_equal(distinction))
        reason = Reason.of(VerdictReason.DISTINCT, notice=with_text.notice, distinction=distinction.reason)
        return Verdict("new", None, reason, linked=(linked,))
    reason = _copy_reason(evidence.found, with_text, moved=at_url is not None)
    return Verdict("copy", with_text.notice, reason, with_text.revision)


def _same_text(evidence: Evidence, known: Candidate) -> Reason:
    return Reason.of(_SAME_TEXT[evidence.attachments], revision=known.revision)


def _as_known(evidence: Evidence, at_url: Candidate) -> Verdict | None:
    """Return the verdict `known` if a new text at a known URL does not count as a change, or None if it does."""
    reason = _known_reason(evidence, at_url)
    return Verdict("known", at_url.notice, reason, at_url.revision) if reason else None


def _known_reason(evidence: Evidence, at_url: Candidate) -> Reason | None:
    reader = evidence.found.reader
    change = evidence.change
    if evidence.text_came:
        return Reason.of(VerdictReason.TEXT_CAME, revision=at_url.revision)
    if evidence.same_page:
        return Reason.of(VerdictReason.SAME_PAGE)
    if evidence.attachments:
        return _same_text(evidence, at_url)
    if reader is not None and evidence.last_reader is not None and reader != evidence.last_reader:
        # Two readings by different readers do not show whether the page changed.
        unknown = Reason.of(VerdictReason.UNKNOWN_READER)
        before = evidence.last_reader or unknown
        return Reason.of(VerdictReason.OTHER_READER, before=before, now=reader or unknown)
    if change.another and reader in (None, at_url.reader):
        return None
    if evidence.last_read is None or evidence.last_read < at_url.current:
        # Another source may use other selectors, so only two readings of one source prove a change.
        return Reason.of(VerdictReason.FIRST_READ_BY_SOURCE, revision=at_url.revision)
    if evidence.trivial:
        return Reason.of(VerdictReason.TRIVIAL, change=evidence.trivial)
    if change.still:
        return Reason.of(VerdictReason.STILL_COPY, comparison=change.still)
    return None


def _as_changed(evidence: Evidence, at_url: Candidate) -> Verdict:
    """Return the verdict on a text at a known URL that differs from all texts known at this URL."""
    change = evidence.change
    elsewhere = [known for known in evidence.similar if known.notice != at_url.notice]
    moved = next((known for known in elsewhere if known.judgement.relation == "copy"), None)
    if moved:
        reason = _similar_reason(VerdictReason.COPY_SIMILAR_MOVED, moved)
        return Verdict("copy", moved.notice, reason, moved.revision)
    if change.another:
        reason = Reason.of(VerdictReason.REUSED_URL, notice=at_url.notice, change=change.another)
        return Verdict("new", None, reason)
    if change.cosmetic:
        reason = Reason.of(VerdictReason.COSMETIC, change=change.cosmetic)
        return Verdict("revision", at_url.notice, reason, at_url.revision, cause="cosmetic")
    reason = Reason.of(VerdictReason.OTHER_TEXT, revision=at_url.revision)
    return Verdict("revision", at_url.notice, reason, at_url.revision)


def _by_similarity(similar: Sequence[Similar]) -> Verdict:
    """Return the verdict on an unknown text at an unknown URL. `similar` contains known notices with similar texts."""
    copied = next((known for known in similar if known.judgement.relation == "copy"), None)
    if copied:
        reason = _similar_reason(VerdictReason.COPY_SIMILAR, copied)
        return Verdict("copy", copied.notice, reason, copied.revision)
    linked = next((known for known in similar if known.judgement.relation != "other"), None)
    if linked:
        return Verdict("new", None, _similar_reason(_LINKED[linked.judgement.relation], linked))
    return Verdict("new", None, Reason.of(VerdictReason.NEW))


def _similar_reason(code: VerdictReason, similar: Similar) -> Reason:
    return Reason.of(code, notice=similar.notice, comparison=similar.judgement.reason)


def _distinguish(found: FoundNotice, known: Candidate) -> Distinction | None:
    """Return the difference in metadata that proves that two notices with the same text are different.

    The result is None if there is no such difference. Dates that the text contains are ignored. The history of a law
    has several dates, and which of them is read as the date of issue depends on the layout of the page.
    """
    body = found.normalized.body
    issued_on = date.fromisoformat(known.issued_on) if known.issued_on else None
    here = normalize_name(found.notice.title, found.notice.document_number)
    there = normalize_name(known.title, known.number)
    return distinguish(
        replace(here, dated=date_outside(found.notice.issued_on, body)),
        replace(there, dated=date_outside(issued_on, body)),
    )


def _is_chrome(found: FoundNotice, known: Candidate) -> bool:
    """Return whether a source lists the same text under two titles.

    The text then probably belongs to the website, for example to a page header, and not to the notices.
    """
    title = found.notice.title
    if not found.listed or found.source != known.source or not (title and known.title):
        return False
    return fold(title) != fold(known.title)


def _copy_reason(found: FoundNotice, known: Candidate, moved: bool) -> Reason:
    # A difference between Hans and Hant is reported, unless one text has no script.
    here = found.notice.script
    there = known.script
    comparison = same_text((other_script(here, there),) if here and there and here != there else ())
    code = VerdictReason.COPY_MOVED if moved else VerdictReason.COPY
    return Reason.of(code, comparison=comparison, url=known.url)


def damp_flapping(evidence: Evidence, verdict: Verdict) -> tuple[Verdict, FlapState | None]:
    """Return the verdict and the flapping state of the page after this visit.

    The verdict is adjusted if the page is flapping. A change of a flapping page is recorded at most once a day, and no
    subscriber is alerted about it. A different notice on such a page is also accepted at most once a day.
    """
    at_url = evidence.at_url
    before = evidence.flapping
    text = evidence.found.fingerprint
    now = evidence.found.read_at
    if at_url is None:
        return verdict, None
    if before and before.since and before.text == text and verdict.kind != "known":
        return _damped(verdict, at_url, before.since), after_visit(before, text, False, now)
    after = after_visit(before, text, _has_changed(evidence, verdict, at_url), now)
    if after is None or verdict.kind == "known":
        return verdict, after
    if after.since and not is_recording_due(after, now):
        return _damped(verdict, at_url, after.since), after
    if after.since and verdict.kind == "revision":
        verdict = replace(verdict, cause="restless")
    return verdict, replace(after, recorded_at=now)


def _has_changed(evidence: Evidence, verdict: Verdict, at_url: Candidate) -> bool:
    if verdict.kind != "known":
        return True
    if evidence.with_text is None:
        return False
    # A known text may still differ from the text of the last visit.
    before = evidence.flapping
    return before.text != evidence.found.fingerprint if before else verdict.revision < at_url.current


def _damped(verdict: Verdict, at_url: Candidate, since: datetime) -> Verdict:
    reason = Reason.of(VerdictReason.FLAPPING, since=since.date().isoformat())
    return replace(
        verdict, kind="known", of=at_url.notice, reason=reason, revision=at_url.revision, linked=(), cause="restless"
    )
