"""What a revision changed, clause by clause. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

_CLAUSE = re.compile(r"[^\n。；;]+[。；;]?")
CONTEXT = 1
"""Unchanged clauses shown on either side of a change."""
CLAUSES_LIMIT = 3000
"""Clauses beyond which changed stretches are told without looking for what stayed in between."""


@dataclass(frozen=True)
class Change:
    """A clause: gone (-), added (+), moved away from here (<) or to here (>), or as it was (a space); `…` stands for
    the unchanged ones that are left out."""

    sign: Literal["-", "+", "<", ">", " ", "…"]
    text: str


def clause_changes(old: str, new: str) -> list[Change]:
    """The changes from one text to another in the order of the new one, with the clauses around them."""
    before, after = _clauses(old), _clauses(new)
    changes = list(_compared(before, after))
    moved = {one.text for one in changes if one.sign == "-"} & {one.text for one in changes if one.sign == "+"}
    told = [Change("<" if one.sign == "-" else ">", one.text) if one.sign in "+-" and one.text in moved else one
            for one in changes]  # fmt: skip
    return list(_shortened(told))


def summary(changes: Sequence[Change]) -> str:
    """The changes counted, in words: a clause that stands in the place of another one counts as changed."""
    removed = added = changed = 0
    for sign, run in groupby(changes, key=lambda one: "±" if one.sign in "-+" else one.sign):
        if sign == "±":
            signs = [one.sign for one in run]
            gone, came = signs.count("-"), signs.count("+")
            changed += min(gone, came)
            removed, added = removed + max(0, gone - came), added + max(0, came - gone)
    moved = sum(one.sign == ">" for one in changes)
    counts = {"changed": changed, "added": added, "removed": removed, "moved": moved}
    said = [f"{count} {'clause' if count == 1 else 'clauses'} {word}" for word, count in counts.items() if count]
    return ", ".join(said) or "nothing changed"


def _clauses(text: str) -> list[str]:
    return [clause for found in _CLAUSE.findall(text) if (clause := " ".join(found.split()))]


def _compared(before: list[str], after: list[str]) -> Iterator[Change]:
    # The matcher takes quadratic time at worst, and finds equal ends for nothing.
    start = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
                 min(len(before), len(after)))  # fmt: skip
    for clause in before[:start]:
        yield Change(" ", clause)
    before, after = before[start:], after[start:]
    if len(before) + len(after) > CLAUSES_LIMIT:
        left, right = set(after), set(before)
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
    near = {
        at + off for at, one in enumerate(changes) if one.sign != " " for off in range(-CONTEXT, CONTEXT + 1)
    }  # fmt: skip
    skipped = 0
    for at, one in enumerate(changes):
        if at in near:
            if skipped:
                yield Change("…", _unchanged(skipped))
            skipped = 0
            yield one
        else:
            skipped += 1
    if skipped and near:
        yield Change("…", _unchanged(skipped))


def _unchanged(count: int) -> str:
    return f"{count} {'clause' if count == 1 else 'clauses'} unchanged"
