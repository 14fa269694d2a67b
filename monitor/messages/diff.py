"""Functions that determine what a revision changed, clause by clause. Pure functions; no I/O."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from crawler.model.notice import Notice
from monitor.text.i18n import comma, gettext, ngettext

_CLAUSE = re.compile(r"[^\n。；;]+[。；;]?")
CONTEXT = 1
"""Number of unchanged clauses shown on either side of a change."""
_NEAR = 8
_LOOKED_AT = 400
_RUN_LIMIT = 400
"""Limits for the pairing of changed clauses.

`_NEAR` is the number of candidates per removed clause, `_LOOKED_AT` is the number of characters that are compared, and
`_RUN_LIMIT` is the number of consecutive changed clauses. Longer runs of changed clauses are not paired.
"""
CLAUSES_LIMIT = 3000
"""Maximum total number of clauses of an old and a new stretch of text that are searched for common parts."""


@dataclass(frozen=True)
class Change:
    """A clause and how it changed.

    `sign` is `-` for a removed clause, `+` for an added clause, `<` for a clause that was moved away from this
    position, `>` for a clause that was moved to this position, a space for an unchanged clause, and `…` for omitted
    unchanged clauses.
    """

    sign: Literal["-", "+", "<", ">", " ", "…"]
    text: str


@dataclass(frozen=True)
class Alteration:
    """The old and the new text of a clause.

    `old` is empty for an added clause; `new` is empty for a removed clause.
    """

    old: str
    new: str


def clause_changes(old: str, new: str) -> list[Change]:
    """Return the changes from `old` to `new`, in the order of `new`.

    CONTEXT unchanged clauses before and after each change are included.
    """
    before = _clauses(old)
    after = _clauses(new)
    changes = list(_compared(before, after))
    moved = {change.text for change in changes if change.sign == "-"} & {
        change.text for change in changes if change.sign == "+"
    }
    told = [
        Change("<" if change.sign == "-" else ">", change.text)
        if change.sign in "+-" and change.text in moved
        else change
        for change in changes
    ]
    return list(_shortened(told))


def summary(changes: Sequence[Change]) -> str:
    """Return a summary of the changes, such as “2 clauses changed, 1 clause added”.

    A clause that replaces another clause counts as changed.
    """
    removed = added = changed = 0
    for sign, run in groupby(changes, key=lambda change: "±" if change.sign in "-+" else change.sign):
        if sign == "±":
            signs = [change.sign for change in run]
            gone = signs.count("-")
            came = signs.count("+")
            changed += min(gone, came)
            removed = removed + max(0, gone - came)
            added = added + max(0, came - gone)
    moved = sum(change.sign == ">" for change in changes)
    said = [
        ngettext("{count} clause changed", "{count} clauses changed", changed) if changed else "",
        ngettext("{count} clause added", "{count} clauses added", added) if added else "",
        ngettext("{count} clause removed", "{count} clauses removed", removed) if removed else "",
        ngettext("{count} clause moved", "{count} clauses moved", moved) if moved else "",
    ]
    return comma(*filter(None, said)) or gettext("nothing changed")


def _clauses(text: str) -> list[str]:
    return [clause for found in _CLAUSE.findall(text) if (clause := " ".join(found.split()))]


def _compared(before: list[str], after: list[str]) -> Iterator[Change]:
    # The matcher takes quadratic time in the worst case; skipping the common prefix is cheap.
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    for clause in before[:start]:
        yield Change(" ", clause)
    before = before[start:]
    after = after[start:]
    if len(before) + len(after) > CLAUSES_LIMIT:
        left = set(after)
        right = set(before)
        yield from (Change("-", clause) for clause in before if clause not in left)
        yield from (Change(" " if clause in right else "+", clause) for clause in after)
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Change(" ", clause) for clause in before[a1:a2])
        else:
            yield from (Change("-", clause) for clause in before[a1:a2])
            yield from (Change("+", clause) for clause in after[b1:b2])


def _shortened(changes: list[Change]) -> Iterator[Change]:
    near = {at + off for at, change in enumerate(changes) if change.sign != " " for off in range(-CONTEXT, CONTEXT + 1)}
    skipped = 0
    for at, change in enumerate(changes):
        if at in near:
            if skipped:
                yield _left_out(skipped)
            skipped = 0
            yield change
        else:
            skipped += 1
    if skipped and near:
        yield _left_out(skipped)


def _left_out(count: int) -> Change:
    return Change("…", ngettext("{count} clause unchanged", "{count} clauses unchanged", count))


def alterations(before: Notice, after: Notice) -> list[Alteration]:
    """Return the parts of a notice that a revision changed, each with its old and new text.

    These are the title, the document number, and the clauses of the text and of the attachments, in this order. The
    list is empty if the text of `before` was pruned.
    """
    if not before.text:
        return []
    facts = ((before.title, after.title), (before.document_number, after.document_number))
    named = [Alteration(old, new) for old, new in facts if old and new and old != new]
    return named + altered(clause_changes(before.all_text, after.all_text))


def altered(changes: Iterable[Change]) -> list[Alteration]:
    """Return the changed, added and removed clauses, in order. Clauses that only moved are omitted."""
    found: list[Alteration] = []
    for is_run, run in groupby(changes, key=lambda change: change.sign in "-+"):
        signs = list(run) if is_run else []
        gone, came = ([clause.text for clause in signs if clause.sign == sign] for sign in "-+")
        found += _paired(gone, came)
    return found


def _paired(gone: Sequence[str], came: Sequence[str]) -> Iterator[Alteration]:
    """Yield the alterations of a passage whose clauses `gone` were replaced by the clauses `came`.

    Each removed clause is paired with the added clause that probably replaces it. A clause without a counterpart is an
    alteration by itself.
    """
    if len(gone) == len(came):
        yield from map(Alteration, gone, came)
        return
    if len(gone) + len(came) > _RUN_LIMIT:
        # The text was rewritten: no clause corresponds to an old one.
        yield from (Alteration(old, "") for old in gone)
        yield from (Alteration("", new) for new in came)
        return
    at = 0
    for old in gone:
        near = range(at, min(at + _NEAR, len(came)))
        match = next((place for place in near if _is_alike(old, came[place])), None)
        if match is None:
            yield Alteration(old, "")
            continue
        yield from (Alteration("", new) for new in came[at:match])
        yield Alteration(old, came[match])
        at = match + 1
    yield from (Alteration("", new) for new in came[at:])


def _is_alike(a: str, b: str) -> bool:
    """Return whether two clauses have at least half of their characters in common, in any order."""
    a = a[:_LOOKED_AT]
    b = b[:_LOOKED_AT]
    return (Counter(a) & Counter(b)).total() * 4 >= len(a) + len(b)
