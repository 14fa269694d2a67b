"""Measure precision and recall of the included topics: `python -m tests.benchmarks topics`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import typer

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.config import load_config

LABELS = Path(__file__).parent / "labels" / "topics"
FILES = ("made.txt", "real.txt")
"""Made titles, and titles of real notices. The real ones that must match were read among those that a topic matched, so
they show false alarms, not misses."""
Row = tuple[str, bool, str, bool]
"""A topic, whether it must match, the title, and whether the row is set aside."""


def rows() -> Iterator[Row]:
    """Yield the labelled titles; every second one of each topic and kind is set aside."""
    topic = ""
    counts: Counter[tuple[str, str]] = Counter()
    for line in "\n".join((LABELS / name).read_text("utf-8") for name in FILES).splitlines():
        if line.startswith("# "):
            topic = line[2:]
        elif line:
            counts[topic, line[0]] += 1
            yield topic, line[0] == "+", line[2:], counts[topic, line[0]] % 2 == 0


def wrong(held: bool) -> list[Row]:
    """Return the rows of a half on which the shipped topic is wrong."""
    config = load_config(Path(__file__).parents[2] / "config")
    queries = {topic.id: config.parse_topic(topic.query) for topic in config.topics}
    found = []
    for row in rows():
        topic, wanted, title, aside = row
        document = Document(Notice(url="https://a.example/", title=title, text=""))
        matched = queries[topic].match(document.matchable(document.whole)) is not None
        if aside == held and matched != wanted:
            found.append(row)
    return found


def main(_: list[str]) -> None:
    """Print the errors in sight, and for both halves how many there are."""
    for topic, wanted, title, _ in wrong(False):
        typer.echo(f"{topic}: {'missed' if wanted else 'false alarm'}: {title}")
    for held in (False, True):
        of = Counter(wanted for _, wanted, _, aside in rows() if aside == held)
        errors = Counter(wanted for _, wanted, _, _ in wrong(held))
        name = "set aside" if held else "in sight"
        typer.echo(f"{name}: missed {errors[True]} of {of[True]}, false alarms {errors[False]} of {of[False]}")
