"""Is it known? A pure function of the evidence for a found notice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from monitor.identity.attachments import Change
from monitor.identity.comparison import compare_equal
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Distinction, Relation, describe
from monitor.identity.evidence import Candidate, Evidence, FoundNotice, Similar
from monitor.identity.flapping import FlapState, after_visit, is_recording_due
from monitor.identity.normalized import normalize_name
from monitor.text.fold import fold

Kind = Literal["new", "copy", "revision", "known"]
Cause = Literal["change", "cosmetic", "restless", "origin"]
"""Why there is another text of a notice: it was changed; in its wording only; once more on a page that is never the
same; or it is the same text, found nearer its origin."""
_FILES: dict[Change | None, str] = {
    None: "",
    "came": "; attachments came that were out of reach",
    "missing": "; attachments are out of reach",
}
LINKS = 3
"""Notices that a new one is linked to at most."""
_SAID: dict[Relation, str] = {
    "sibling": "a sibling of",
    "follows": "follows",
    "version": "another version of",
    "draft": "draft or final text of",
    "forwards": "hands on, or is handed on by,",
}


@dataclass(frozen=True)
class Verdict:
    """`of` is the notice it is a copy or revision of, or is; None for a new one. `revision` is the one whose text it
    has, and of a new text the one before it. `why` says so in words. `linked`: what else it has to do with. `cause`:
    what kind of change a revision is; of a known notice `restless` says that its text is not even remembered."""

    kind: Kind
    of: int | None
    why: str
    revision: int = 1
    linked: tuple[Similar, ...] = ()
    cause: Cause = "change"


@dataclass(frozen=True)
class IdentifiedNotice:
    """A found notice with the verdict on it. `flapping`: how often its page has changed by now. `attachments_came`:
    whether attachments of the notice's newest text came, which were out of reach."""

    evidence: Evidence
    verdict: Verdict
    flapping: FlapState | None
    attachments_came: bool


def decide(evidence: Evidence) -> IdentifiedNotice:
    """The verdict on a found notice."""
    verdict, flapping = damp_flapping(evidence, _with_links(_decide(evidence), evidence.similar))
    at_url = evidence.at_url
    same = at_url is not None and verdict.revision == at_url.revision
    came = evidence.attachments == "came" and verdict.kind == "known" and same
    return IdentifiedNotice(evidence, verdict, flapping, came)


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
    """The verdict on a text that is known as it is."""
    at_url = evidence.at_url
    if at_url and at_url.notice == with_text.notice:
        why = f"same address, same text as revision {with_text.revision}{_FILES[evidence.attachments]}"
        return Verdict("known", at_url.notice, why, with_text.revision)
    if at_url is None and _is_chrome(evidence.found, with_text):
        return Verdict("new", None, "another title at the same source; its text may be the site's, not the notice's")
    if distinction := _distinguish(evidence.found, with_text):
        linked = Similar(with_text.notice, with_text.revision, compare_equal(distinction))
        why = f"same text as notice {with_text.notice}, but {describe(distinction)}"
        return Verdict("new", None, why, linked=(linked,))
    why = _why_copy(evidence.found, with_text, moved=at_url is not None)
    return Verdict("copy", with_text.notice, why, with_text.revision)


def _as_known(evidence: Evidence, at_url: Candidate) -> Verdict | None:
    """The verdict on an unknown text at a known address that says nothing else; None where it does."""
    reader = evidence.found.reader
    change = evidence.change
    if evidence.same_page:
        why = "same address, a page that was read before, by other selectors"
        return Verdict("known", at_url.notice, why, at_url.revision)
    if evidence.attachments:
        why = f"same address, same text{_FILES[evidence.attachments]}"
        return Verdict("known", at_url.notice, why, at_url.revision)
    if reader is not None and evidence.last_reader is not None and reader != evidence.last_reader:
        # Two readings by different readers do not show whether the page changed.
        why = f"same address, read by reader {evidence.last_reader or 'unknown'} before, by {reader or 'unknown'} now"
        return Verdict("known", at_url.notice, why, at_url.revision)
    if change.another and reader in (None, at_url.reader):
        return None
    if evidence.last_read is None or evidence.last_read < at_url.current:
        # Another source may read by other selectors: only what one source saw change has changed.
        why = f"same address, where this source has not read revision {at_url.revision} before"
        return Verdict("known", at_url.notice, why, at_url.revision)
    if evidence.trivial:
        return Verdict("known", at_url.notice, f"same address, {evidence.trivial}", at_url.revision)
    if change.still:
        why = f"same address, changed, but still a copy: {change.still}"
        return Verdict("known", at_url.notice, why, at_url.revision)
    return None


def _as_changed(evidence: Evidence, at_url: Candidate) -> Verdict:
    """The verdict on a text that is another than all that were known at its address."""
    change = evidence.change
    elsewhere = [known for known in evidence.similar if known.notice != at_url.notice]
    moved = next((known for known in elsewhere if known.judgement.relation == "copy"), None)
    if moved:
        why = f"{moved.judgement.why}; as notice {moved.notice}, at an address that had another text before"
        return Verdict("copy", moved.notice, why, moved.revision)
    if change.another:
        why = f"another notice than notice {at_url.notice}, which stood at its address: {change.another}"
        return Verdict("new", None, why)
    if change.cosmetic:
        why = f"same address, {change.cosmetic}"
        return Verdict("revision", at_url.notice, why, at_url.revision, cause="cosmetic")
    why = f"same address, other text than revision {at_url.revision}"
    return Verdict("revision", at_url.notice, why, at_url.revision)


def _by_similarity(similar: Sequence[Similar]) -> Verdict:
    """The verdict on a text that is not known, at an address that is not known."""
    copied = next((known for known in similar if known.judgement.relation == "copy"), None)
    if copied:
        why = f"{copied.judgement.why}; as notice {copied.notice}"
        return Verdict("copy", copied.notice, why, copied.revision)
    linked = next((known for known in similar if known.judgement.relation != "other"), None)
    if linked:
        return Verdict(
            "new", None, f"{_SAID[linked.judgement.relation]} notice {linked.notice}: {linked.judgement.why}"
        )
    return Verdict("new", None, "neither its address nor its text is known")


def _distinguish(found: FoundNotice, known: Candidate) -> Distinction | None:
    """What tells two notices of the same text apart."""
    issued_on = found.notice.issued_on
    here = normalize_name(found.notice.title, found.notice.document_number)
    there = normalize_name(known.title, known.number)
    return distinguish(
        replace(here, dated=issued_on.isoformat() if issued_on else ""), replace(there, dated=known.issued_on or "")
    )


def _is_chrome(found: FoundNotice, known: Candidate) -> bool:
    """Whether one source lists the same text under two titles: what was read is then hardly the notices' own."""
    title = found.notice.title
    if not found.listed or found.source != known.source or not (title and known.title):
        return False
    return fold(title) != fold(known.title)


def _why_copy(found: FoundNotice, known: Candidate, moved: bool) -> str:
    # Hans against Hant is said; a text in no script to speak of is not.
    script = found.notice.script
    other = script and known.script and script != known.script
    how = f"same text but for the script ({known.script} there, {script} here)" if other else "same text"
    where = "at an address that had another text before" if moved else "at another address"
    return f"{how}, {where}; first seen at {known.url}"


def damp_flapping(evidence: Evidence, verdict: Verdict) -> tuple[Verdict, FlapState | None]:
    """The verdict on a page that may be flapping, and its state after this visit.

    A change of a flapping page is recorded once a day and alerts nobody; another notice on such a page is taken in
    once a day.
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
    # A text that was known before may be another than that of the last visit.
    before = evidence.flapping
    return before.text != evidence.found.fingerprint if before else verdict.revision < at_url.current


def _damped(verdict: Verdict, at_url: Candidate, since: datetime) -> Verdict:
    why = f"same address, another text again, as at every look since {since:%Y-%m-%d}: recorded once a day at most"
    return replace(
        verdict, kind="known", of=at_url.notice, why=why, revision=at_url.revision, linked=(), cause="restless"
    )
