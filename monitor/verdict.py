"""Is it known? A pure function of what was found and what is recorded."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["new", "copy", "revision", "known"]


@dataclass(frozen=True)
class Candidate:
    """A recorded notice that the found one may be: which of its revisions has the text, and in which script."""

    notice: int
    title: str | None
    url: str
    script: str | None
    revision: int


@dataclass(frozen=True)
class Found:
    """What a verdict looks at in a notice just read."""

    url: str
    script: str | None
    fingerprint: str


@dataclass(frozen=True)
class Verdict:
    """`of` is the notice it is a copy or revision of, or is; None for a new one. `why` says so in words."""

    kind: Kind
    of: int | None
    why: str


def decide(found: Found, at_url: Candidate | None, with_text: Candidate | None) -> Verdict:
    """The verdict on a found notice.

    `at_url`: the notice recorded at its address. `with_text`: the one recorded with its fingerprint; where several
    have it, the one at its address, else the earliest.
    """
    if at_url and with_text and at_url.notice == with_text.notice:
        return Verdict("known", at_url.notice, f"same address, same text as revision {with_text.revision}")
    if with_text:
        return Verdict("copy", with_text.notice, _why_copy(found, with_text, moved=at_url is not None))
    if at_url:
        return Verdict("revision", at_url.notice, f"same address, other text than revision {at_url.revision}")
    return Verdict("new", None, "neither its address nor its text is known")


def _why_copy(found: Found, known: Candidate, moved: bool) -> str:
    # Hans against Hant is said; a text in no script to speak of is not.
    other = found.script and known.script and found.script != known.script
    how = f"same text but for the script ({known.script} there, {found.script} here)" if other else "same text"
    where = "at an address that had another text before" if moved else "at another address"
    return f"{how}, {where}; first seen at {known.url}"
