"""Is it known? A pure function of what was found and what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from monitor.identity.attachments import Change
from monitor.identity.comparison import Comparison
from monitor.identity.discriminators import Relation, told_apart
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
class Candidate:
    """A recorded notice that the found one may be: which of its revisions has the text, in which script, by which
    reader. `changed` is its newest revision that is another text than the one before it, where that is not
    `revision`."""

    notice: int
    title: str | None
    url: str
    script: str | None
    revision: int
    source: str = ""
    number: str | None = None
    issued_on: str | None = None
    reader: str = ""
    changed: int | None = None

    @property
    def current(self) -> int:
        """The first revision that has what is known now: those before it are out of date."""
        return self.changed or self.revision


@dataclass(frozen=True)
class TextChange:
    """What a text that is not known as it stands says at an address that is, each in words, None for what it is not:
    `still` the same notice as another place shows it, `another` notice than the one there, or a `cosmetic` change."""

    still: str | None = None
    another: str | None = None
    cosmetic: str | None = None


@dataclass(frozen=True)
class Similar:
    """A recorded notice with much of the same text, and how the found one stands to it."""

    notice: int
    revision: int
    judgement: Comparison


@dataclass(frozen=True)
class Listed:
    """The source that listed a notice, and the title on its page."""

    source: str
    title: str | None


@dataclass(frozen=True)
class FoundNotice:
    """What a verdict looks at in a notice just read. `same_page`: the very bytes were read before for the notice at
    its address. `last_read`: the revision its source last read there, None when it never did. `listed`: None for one
    that no source listed. `reader`: the version of the reading, None for a text that was given and not read, and
    `last_reader` the one of what its source last read there. `files`: what became of attachments that were or are
    out of reach."""

    url: str
    script: str | None
    same_page: bool = False
    last_read: int | None = None
    listed: Listed | None = None
    reader: str | None = None
    last_reader: str | None = None
    files: Change | None = None
    title: str | None = None
    number: str | None = None
    issued_on: str | None = None


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


def decide(
    found: FoundNotice,
    at_url: Candidate | None,
    with_text: Candidate | None,
    similar: Sequence[Similar] = (),
    trifle: str | None = None,
    rewriting: TextChange = TextChange(),
) -> Verdict:
    """The verdict on a found notice.

    `at_url`: the notice recorded at its address, in its newest revision. `with_text`: the one that was read with its
    fingerprint; where several were, the one at its address, else the earliest. `similar`: others with much of its
    text, the likeliest first. `trifle`: why its text says the same as that of `at_url`, None where it may not; what
    else it says there is its `rewriting`.
    """
    verdict = _decide(found, at_url, with_text, similar, trifle, rewriting)
    linked = tuple(one for one in similar if one.judgement.relation not in ("copy", "other"))[:LINKS]
    return replace(verdict, linked=linked) if verdict.kind == "new" and linked else verdict


def _decide(
    found: FoundNotice,
    at_url: Candidate | None,
    with_text: Candidate | None,
    similar: Sequence[Similar],
    trifle: str | None,
    rewriting: TextChange,
) -> Verdict:
    if with_text and at_url and at_url.notice == with_text.notice:
        why = f"same address, same text as revision {with_text.revision}{_FILES[found.files]}"
        return Verdict("known", at_url.notice, why, with_text.revision)
    if with_text and at_url is None and _is_chrome(found, with_text):
        return Verdict("new", None, "another title at the same source; its text may be the site's, not the notice's")
    if with_text and (told := _apart(found, with_text)):
        why = f"same text, but {told[1]}"
        linked = Similar(with_text.notice, with_text.revision, Comparison(told[0], 1.0, why))
        said = f"same text as notice {with_text.notice}, but {told[1]}"
        return Verdict("new", None, said, linked=(linked,))
    if with_text:
        why = _why_copy(found, with_text, moved=at_url is not None)
        return Verdict("copy", with_text.notice, why, with_text.revision)
    if at_url is None:
        return _by_evidence(similar)
    return _as_known(found, at_url, trifle, rewriting) or _as_changed(at_url, similar, rewriting)


def _as_known(found: FoundNotice, at_url: Candidate, trifle: str | None, rewriting: TextChange) -> Verdict | None:
    """Why a text that is not known as it stands, at an address that is, is no other; None where it is."""
    if found.same_page:
        why = "same address, a page that was read before, by other selectors"
        return Verdict("known", at_url.notice, why, at_url.revision)
    if found.files:
        return Verdict("known", at_url.notice, f"same address, same text{_FILES[found.files]}", at_url.revision)
    if found.reader is not None and found.last_reader is not None and found.reader != found.last_reader:
        # Whether the page changed cannot be told from two readings by different readers.
        why = (
            f"same address, read by reader {found.last_reader or 'unknown'} before, by {found.reader or 'unknown'} now"
        )
        return Verdict("known", at_url.notice, why, at_url.revision)
    if rewriting.another and found.reader in (None, at_url.reader):
        return None
    if found.last_read is None or found.last_read < at_url.current:
        # Another source may read by other selectors: only what one source saw change has changed.
        why = f"same address, where this source has not read revision {at_url.revision} before"
        return Verdict("known", at_url.notice, why, at_url.revision)
    if trifle:
        return Verdict("known", at_url.notice, f"same address, {trifle}", at_url.revision)
    if rewriting.still:
        why = f"same address, changed, but still a copy: {rewriting.still}"
        return Verdict("known", at_url.notice, why, at_url.revision)
    return None


def _as_changed(at_url: Candidate, similar: Sequence[Similar], rewriting: TextChange) -> Verdict:
    """The verdict on a text that is another than all that were known at its address."""
    elsewhere = [one for one in similar if one.notice != at_url.notice]
    moved = next((one for one in elsewhere if one.judgement.relation == "copy"), None)
    if moved:
        why = f"{moved.judgement.why}; as notice {moved.notice}, at an address that had another text before"
        return Verdict("copy", moved.notice, why, moved.revision)
    if rewriting.another:
        why = f"another notice than notice {at_url.notice}, which stood at its address: {rewriting.another}"
        return Verdict("new", None, why)
    if rewriting.cosmetic:
        why = f"same address, {rewriting.cosmetic}"
        return Verdict("revision", at_url.notice, why, at_url.revision, cause="cosmetic")
    why = f"same address, other text than revision {at_url.revision}"
    return Verdict("revision", at_url.notice, why, at_url.revision)


def _by_evidence(similar: Sequence[Similar]) -> Verdict:
    """The verdict on a text that is not known as it stands, at an address that is not known."""
    copied = next((one for one in similar if one.judgement.relation == "copy"), None)
    if copied:
        why = f"{copied.judgement.why}; as notice {copied.notice}"
        return Verdict("copy", copied.notice, why, copied.revision)
    linked = next((one for one in similar if one.judgement.relation != "other"), None)
    if linked:
        return Verdict(
            "new", None, f"{_SAID[linked.judgement.relation]} notice {linked.notice}: {linked.judgement.why}"
        )
    return Verdict("new", None, "neither its address nor its text is known")


def _apart(found: FoundNotice, known: Candidate) -> tuple[Relation, str] | None:
    """What tells two notices of the same text apart, and how the found one stands to the known one."""
    ours, theirs = (replace(normalize_name(one.title, one.number), dated=one.issued_on or "") for one in (found, known))
    return told_apart(ours, theirs)


def _is_chrome(found: FoundNotice, known: Candidate) -> bool:
    """Whether one source lists the same text under two titles: what was read is then hardly the notices' own."""
    listed = found.listed
    if listed is None or listed.source != known.source or not (listed.title and known.title):
        return False
    return fold(listed.title) != fold(known.title)


def _why_copy(found: FoundNotice, known: Candidate, moved: bool) -> str:
    # Hans against Hant is said; a text in no script to speak of is not.
    other = found.script and known.script and found.script != known.script
    how = f"same text but for the script ({known.script} there, {found.script} here)" if other else "same text"
    where = "at an address that had another text before" if moved else "at another address"
    return f"{how}, {where}; first seen at {known.url}"
