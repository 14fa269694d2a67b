"""Functions that determine which documents a notice repeals, and whether it replaces another notice.

Pure functions; no I/O. If a recorded link connects two notices and its relation is one of `SUCCESSIONS`, `is_successor`
determines whether one replaces the other. If both belong to one series, `is_next_edition` does.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from crawler.model.notice import Notice, Reference
from crawler.text.characters import alphanumeric
from crawler.text.fold import fold
from monitor.identity.parts.titles import is_distinctive, part_of
from monitor.model.series import EditionRow

SUCCESSIONS = frozenset({"follows", "version"})
"""The relations of links between a notice and the next one of its series, or another version of it."""
_REPEALS = ("repeals", "replaces")
_YEAR = re.compile(r"(?:19|20)\d\d")


def number_key(number: str | None) -> str | None:
    """Return the key of a document number, by which documents are found, or None if there is no number."""
    letters = _letters(number or "")
    return _digest("number", letters) if letters else None


@lru_cache(maxsize=64)
def title_key(title: str | None) -> str | None:
    """Return the key of the document that a title names, or None if the title is too short to identify one."""
    name = part_of(title or "").name
    return _digest("title", name) if name else None


def document_keys(notice: Notice) -> set[str]:
    """Return the keys of the number and the title by which another notice may refer to this notice."""
    return {key for key in (number_key(notice.document_number), title_key(notice.title)) if key}


def repealed_keys(notice: Notice) -> set[str]:
    """Return the keys of the documents that a notice repeals or replaces."""
    named = (reference for reference in notice.references if reference.role in _REPEALS)
    return {key for reference in named for key in _reference_keys(reference)}


def repeals(by: Notice, document: Notice) -> bool:
    """Return whether the notice `by` repeals or replaces the notice `document`.

    If `by` refers to the document only by its title, the title must contain the issuing authority, or both notices must
    have a common issuer.
    """
    order = _order(by, document)
    if order is not None and order < 0:
        return False
    number = number_key(document.document_number)
    title = title_key(document.title)
    for reference in by.references:
        if reference.role not in _REPEALS:
            continue
        named = number_key(reference.document_number)
        if named and number:
            if named == number:
                return True
            continue
        if title and title_key(reference.title) == title and order != 0 and _is_of_one_owner(reference, by, document):
            return True
    return False


def is_successor(relation: str, later: Notice, earlier: Notice) -> bool:
    """Return whether the notice `later` replaces the notice `earlier`, to which a recorded link connects it.

    `relation` is the relation of the link. A notice does not replace a notice of the same day, and a notice without a
    date replaces nothing.
    """
    order = _order(later, earlier)
    return relation in SUCCESSIONS and order is not None and order > 0


def is_next_edition(later: EditionRow, earlier: EditionRow) -> bool:
    """Return whether the edition `later` of a series is different from and newer than `earlier`, and so replaces it.

    An edition of an earlier year that was published late replaces nothing.
    """
    if later.day is None or earlier.day is None or later.edition == earlier.edition:
        return False
    year, before = _year(later.edition), _year(earlier.edition)
    return later.day > earlier.day and not (year and before and year < before)


def _year(edition: str) -> str | None:
    match = _YEAR.search(edition)
    return match[0] if match else None


def _is_of_one_owner(reference: Reference, by: Notice, document: Notice) -> bool:
    shared = set(map(fold, by.issuers)) & set(map(fold, document.issuers))
    return bool(shared) or is_distinctive(part_of(reference.title or ""))


def _order(one: Notice, other: Notice) -> int | None:
    """Return by how many days the notice `one` is later than `other`, or None if a date is unknown.

    The result is negative if `one` is earlier.
    """
    ours, theirs = _day(one), _day(other)
    return (ours - theirs).days if ours and theirs else None


def _day(notice: Notice) -> date | None:
    return notice.issued_on or notice.published_on


def _reference_keys(reference: Reference) -> Iterable[str]:
    keys = (number_key(reference.document_number), title_key(reference.title))
    return filter(None, keys)


def _letters(text: str) -> str:
    return alphanumeric(fold(text))


def _digest(kind: str, text: str) -> str:
    return hashlib.blake2b(f"{kind}:{text}".encode("utf-8", "replace"), digest_size=16).hexdigest()
