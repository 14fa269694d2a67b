"""Functions that decide whether and how two pages belong to the same policy.

One page can interpret the other, announce it, or be its attachment. Pure functions; no I/O.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from crawler.text.fold import fold
from monitor.identity.normalized import normalize_name
from monitor.identity.parts.titles import PolicyPart, is_distinctive, part_of, same_owner
from monitor.identity.reasons import PartReason

PartRelation = Literal["interprets", "announces", "attaches"]
MOST_DAYS = 800
"""The maximum number of days between two pages of one policy. A later page with the same policy name belongs to a
different policy."""
_RELATIONS: dict[tuple[str, str], PartRelation] = {
    ("interpretation", "text"): "interprets",
    ("interpretation", "announcement"): "interprets",
    ("announcement", "text"): "announces",
    ("attachment", "text"): "attaches",
    ("attachment", "announcement"): "attaches",
}
_REASONS = {
    "interprets": PartReason.INTERPRETS,
    "announces": PartReason.ANNOUNCES,
    "attaches": PartReason.ATTACHES,
}
_SECOND_LEVEL = frozenset({"gov", "com", "org", "net", "edu", "ac", "co"})


@dataclass(frozen=True)
class PartLink:
    """The relation of a newly fetched page to a known page of the same policy.

    The newly fetched page interprets or announces the known page, or is attached to it. If `reversed` is true, the two
    pages have the opposite roles.
    """

    relation: PartRelation
    reversed: bool
    reason: Reason


def part_link(found: Notice, known: Notice) -> PartLink | None:
    """Return the relation of two pages as parts of one policy, or None if they do not belong to one policy."""
    ours = part_of(found.title or "")
    theirs = part_of(known.title or "")
    if not is_linkable(ours, theirs):
        return None
    relation = _RELATIONS.get((ours.role, theirs.role))
    which = relation or _RELATIONS[theirs.role, ours.role]
    if _is_draft(found) != _is_draft(known) or not _is_same_time(found, known):
        return None
    if not _is_same_policy(ours, theirs, found, known):
        return None
    return PartLink(which, relation is None, Reason.of(_REASONS[which], policy=ours.name))


def is_linkable(ours: PolicyPart, theirs: PolicyPart) -> bool:
    """Return whether the titles of two pages permit a link: they name the same policy and have different roles."""
    roles = (ours.role, theirs.role)
    return bool(ours.key) and ours.key == theirs.key and (roles in _RELATIONS or roles[::-1] in _RELATIONS)


def _is_same_policy(ours: PolicyPart, theirs: PolicyPart, found: Notice, known: Notice) -> bool:
    """Return whether two pages that name policies with the same name belong to the same policy.

    Different authorities may use the same name. `ours` is the policy named by the title of `found`, and `theirs` the
    one named by the title of `known`.
    """
    if ours.levels and theirs.levels and ours.levels != theirs.levels:
        return False
    if ours.rank and theirs.rank and ours.rank != theirs.rank:
        return False
    owner = same_owner(ours, theirs)
    if owner is not None:
        return owner
    if not ours.owner and not theirs.owner and is_distinctive(ours):
        return True
    return _is_near(found, known) or _is_issued_by(found, theirs.owner) or _is_issued_by(known, ours.owner)


def _is_near(found: Notice, known: Notice) -> bool:
    """Return whether two pages are on the same site, or have the same issuer or region."""
    if _site(found.url) == _site(known.url):
        return True
    shared = set(map(fold, found.issuers)) & set(map(fold, known.issuers))
    return bool(shared) or (len(found.region) > 1 and tuple(found.region) == tuple(known.region))


def _is_issued_by(notice: Notice, owner: str) -> bool:
    """Return whether a notice was issued by `owner`, the issuing authority that the other page names."""
    return bool(owner) and any(issuer in owner or owner in issuer for issuer in map(fold, notice.issuers))


def _site(url: str) -> str:
    """Return the registered domain of a URL's host, such as xm.gov.cn for sti.xm.gov.cn."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    public = 2 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 1
    return ".".join(labels[-public - 1 :])


def _is_draft(notice: Notice) -> bool:
    return normalize_name(notice.title, None).draft


def _is_same_time(found: Notice, known: Notice) -> bool:
    ours = _day(found)
    theirs = _day(known)
    return ours is None or theirs is None or abs((ours - theirs).days) <= MOST_DAYS


def _day(notice: Notice) -> date | None:
    return notice.issued_on or notice.published_on
