"""Measure precision and recall of the included lists by the titles of real notices.

`python -m tests.benchmarks shipped_lists`
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import typer

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.config import load_config
from monitor.lists.membership import ListMembership

LABELS = Path(__file__).parent / "labels" / "lists" / "real.txt"
"""Titles of real notices with the address at which each was found; `+` marks those that the list must hold."""
Row = tuple[str, bool, str, bool]
"""A list, whether it must hold the notice, the title, and whether the row is set aside."""


def rows() -> Iterator[Row]:
    """Yield the labelled titles; every second one of each list and kind is set aside."""
    name = ""
    counts: Counter[tuple[str, str]] = Counter()
    for line in LABELS.read_text("utf-8").splitlines():
        if line.startswith("# "):
            name = line[2:]
        elif line:
            counts[name, line[0]] += 1
            yield name, line[0] == "+", line[2:].split("\t")[0], counts[name, line[0]] % 2 == 0


def wrong(held: bool) -> list[Row]:
    """Return the rows of a half on which the shipped list is wrong."""
    membership = ListMembership(load_config(Path(__file__).parents[2] / "config", {}))
    found = []
    for row in rows():
        name, wanted, title, aside = row
        notice = Notice(url="https://a.example/", title=title, text="")
        if aside == held and (name in membership.of(Document(notice), ["a"])) != wanted:
            found.append(row)
    return found


def main(arguments: list[str]) -> None:
    """Print the errors, those of the half set aside only with `--held`."""
    for half in (False, True):
        of = Counter(wanted for _, wanted, _, aside in rows() if aside == half)
        found = wrong(half)
        errors = Counter(wanted for _, wanted, _, _ in found)
        name = "set aside" if half else "in sight"
        typer.echo(f"{name}: missed {errors[True]} of {of[True]}, held wrongly {errors[False]} of {of[False]}")
        for listed, wanted, title, _ in found if not half or "--held" in arguments else ():
            typer.echo(f"{listed}: {'missed' if wanted else 'held wrongly'}: {title}")
