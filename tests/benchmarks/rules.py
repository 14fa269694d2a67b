"""Measure the effect of each group of reading rules, and of each single rule of chosen groups.

    python -m tests.benchmarks rules [--data DIR …] [--group NAME …] [--every]

`--data` names folders with `gold.json` and saved pages, as `docs/contributing/rules.md` describes them. Without it, the
labels are the made sentences of the tests. Texts are read once; then each group is switched off in turn. *won* are
labels that are found only with the rules, and *lost* are wrong results that occur only with them. Both are given for
each half of the documents, because rules are fitted on one half and judged on the other. `--every` also tries the
single rules of the groups that change anything.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.reading import read_page
from crawler.reading.deadlines import deadlines
from crawler.reading.outline import outline
from crawler.reading.rules import GROUPS
from tests.crawler.reading.deadlines.test_kinds import DAY, FOUND, NOT_FOUND

_WHOM = {"public": "public", "addressee": "addressees"}
Fact = tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A text with what must be found in it, and the facts that reading it needs."""

    text: str
    day: date | None
    country: str | None
    addressees: tuple[str, ...]
    gold: tuple[Fact, ...]
    fields: frozenset[str]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _bare(text: str) -> str:
    return "".join(text.split()).translate(str.maketrans("（），；：", "(),;:"))


def made() -> Iterator[Document]:
    """The sentences of the tests."""
    for text, days, whom in FOUND:
        gold = [("deadline", day) for day in days.split()]
        if whom:
            gold += [("whom", day, actor) for day, actor in zip(days.split(), whom.split(), strict=True)]
        yield Document(text, DAY, "CN", (), tuple(gold), frozenset({"deadline"}))
    for text in NOT_FOUND:
        yield Document(text, DAY, "CN", (), (), frozenset({"deadline"}))


def labelled(folder: Path) -> Iterator[Document]:
    """The labelled notices of a folder, their pages read."""
    for row in json.loads((folder / "gold.json").read_text(encoding="utf-8")):
        if not row.get("labelled"):
            continue
        body = (folder / row["page"]).read_bytes()
        url = row.get("url") or "https://www.example.gov.cn/1.html"
        try:
            notice = read_page(Page(url=url, body=body, fetched_at=datetime.now(UTC)))
        except ReadingError:
            continue
        gold = [("deadline", str(due["date"])) for due in row.get("deadlines", ())]
        gold += [("whom", str(due["date"]), _WHOM[due["who"]]) for due in row.get("deadlines", ())]
        gold += [("target", goal["by"], _bare(goal["words"])) for goal in row.get("targets", ())]
        fields = {"deadline", "target"}
        for bracket in row.get("unit_brackets", ()):
            gold += [("unit", _bare(bracket["text"]), _bare(unit)) for unit in bracket["units"]]
            fields.add("unit")
        day = notice.issued_on or notice.published_on
        country = notice.region[0] if notice.region else None
        yield Document(notice.text, day, country, notice.addressees, tuple(gold), frozenset(fields))


def outcome(document: Document) -> tuple[Counter[Fact], Counter[Fact]]:
    """The labels found in a document, and what was found beside them."""
    right: Counter[Fact] = Counter()
    left: list[Fact] = []
    found = deadlines(document.text, document.day, document.country, document.addressees)
    left += [("deadline", str(due.date)) for due in found]
    whom = [("whom", str(due.date), due.for_whom) for due in found]
    for fact in document.gold:
        if fact in whom:
            whom.remove(fact)
            right[fact] += 1
    clauses = outline(document.text, document.day).clauses
    if "target" in document.fields:
        left += [("target", goal.by or "", _bare(goal.text)) for clause in clauses for goal in clause.targets]
    if "unit" in document.fields:
        units = [(_bare(clause.text), {_bare(unit) for unit in clause.responsible_units}) for clause in clauses]
        for fact in document.gold:
            if fact[0] == "unit" and any(fact[1] in text and fact[2] in names for text, names in units):
                right[fact] += 1
    for fact in document.gold:
        match = next((given for given in left if _is_same(fact, given)), None)
        if match:
            left.remove(match)
            right[fact] += 1
    return right, Counter(left)


def _is_same(gold: Fact, given: Fact) -> bool:
    if gold[0] != "target" or given[0] != "target":
        return gold == given
    return given[1] in (gold[1], gold[1].removesuffix("-12-31")) and gold[2] in given[2]


def _worth(documents: list[Document], before: list[tuple[Counter[Fact], Counter[Fact]]], without: list[int]) -> str:
    """Labels won and wrong finds caused, for each half."""
    parts = []
    for half in (0, 1):
        won = lost = 0
        for at in range(half, len(documents), 2):
            right, wrong = outcome(documents[at])
            won += (before[at][0] - right).total() - (right - before[at][0]).total()
            lost += (before[at][1] - wrong).total() - (wrong - before[at][1]).total()
        without[0] += won
        without[1] += lost
        parts.append(f"won {won:4} lost {lost:4}")
    return " | ".join(parts)


def main(arguments: list[str]) -> None:
    """Prints the worth of each group, and of the rules of the groups that matter."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks rules", description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, nargs="*", default=[], metavar="DIR", help="folders with gold.json")
    options.add_argument("--group", nargs="*", default=[], help="only groups with these words in their names")
    options.add_argument("--every", action="store_true", help="also the single rules of groups that change anything")
    chosen = options.parse_args(arguments)
    documents = [document for folder in chosen.data for document in labelled(folder)] or list(made())
    before = [outcome(document) for document in documents]
    labels = sum(len(document.gold) for document in documents)
    _say(
        f"{len(documents)} documents, {labels} labels, found {sum(right.total() for right, _ in before)}, "
        f"wrong finds {sum(wrong.total() for _, wrong in before)}"
    )
    for name, group in GROUPS.items():
        if chosen.group and not any(word in name for word in chosen.group):
            continue
        worth = [0, 0]
        with group.without():
            line = _worth(documents, before, worth)
        _say(f"{name:28} {line}")
        if chosen.every and any(worth) and len(group.rules) > 1:
            for rule in group.rules:
                with group.without(rule.id):
                    _say(f"    {rule.id:24} {_worth(documents, before, [0, 0])}")
