"""Compare the facts that a portal's page states twice: in meta tags or its information table, and in the text.

    python -m tests.benchmarks twice FOLDER [--list] [--half 0|1]

For each saved page in FOLDER, the meta tags, JSON-LD and the information table are removed. Title, number, issuers and
dates are then read from the heading and the text alone, and compared with the removed values. Nobody labelled these
pages; where the two differ, either may be wrong. The pages stay outside the project.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.reading.main_text import read_main_text
from crawler.reading.metadata import Metadata, read_metadata
from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.labels import LabelledFields, of_page, take_labelled
from crawler.reading.page_facts import PageFacts
from crawler.reading.scrub import scrub
from crawler.text.dates import DateContext

_PUNCTUATION = str.maketrans("", "", " \t\n\u3000《》“”\"'‘’()（）〔〕[]【】—-·,，、:：")
FIELDS = ("title", "number", "issuers", "issued_on", "effective_on")


@dataclass(frozen=True)
class Difference:
    """What a page states of a field, what its text says, and the kind of the difference; no kind for none."""

    page: str
    field: str
    stated: str
    read: str
    kind: str | None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _bare(words: str | None) -> str:
    return (words or "").translate(_PUNCTUATION)


def _kind_of_words(stated: str, read: str) -> str | None:
    """The kind of difference between two wordings."""
    given = _bare(stated)
    found = _bare(read)
    if given == found:
        return None
    if not found:
        return "not in the text"
    if found in given:
        return "shorter in the text"
    return "longer in the text" if given in found else "other words"


def _kind_of_days(stated: str, read: str) -> str | None:
    """The kind of difference between two dates."""
    if stated == read:
        return None
    if not read:
        return "not in the text"
    days = (date.fromisoformat(read) - date.fromisoformat(stated)).days
    span = "up to a month" if abs(days) <= 31 else "more"
    return f"{'later' if days > 0 else 'earlier'} in the text, {span}"


def _values(found: LabelledFields | Metadata) -> dict[str, str]:
    """The compared fields of what a page states or a text says, as words."""
    number = found.document_number if isinstance(found, Metadata) else found.number
    return {
        "title": found.title or "",
        "number": number or "",
        "issuers": " ".join(found.issuers),
        "issued_on": str(found.issued_on or ""),
        "effective_on": str(found.effective_on or ""),
    }


def _without_labels(text: str) -> str:
    """A text without the lines of an information table that it kept."""
    lines = tuple(FoldedLine.of(line) for line in text.split("\n"))
    return "\n".join(line.text for line in take_labelled(lines, len(lines)).rest)


def compared(name: str, body: bytes) -> Iterator[Difference]:
    """The fields that a page states, each with what its text alone says."""
    page = Page(url="https://www.example.gov.cn/art/1.html", body=body, fetched_at=datetime.now(UTC))
    main = read_main_text(page)
    context = DateContext()
    stated = _values(of_page(main.facts, context))
    shown = PageFacts(headline=main.facts.headline, joined_headline=main.facts.joined_headline, h1s=main.facts.h1s)
    read = _values(read_metadata(_without_labels(scrub(main.text).text), shown, context=context))
    compare: dict[str, Callable[[str, str], str | None]] = {"issued_on": _kind_of_days, "effective_on": _kind_of_days}
    for field in FIELDS:
        if stated[field]:
            kind = compare.get(field, _kind_of_words)(stated[field], read[field])
            yield Difference(name, field, stated[field], read[field], kind)


def main(arguments: list[str]) -> None:
    """Prints the share of fields that agree, and the differences by kind."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks twice", description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, help="saved pages (*.html, *.htm), in any depth")
    options.add_argument("--list", action="store_true", help="each difference on a line")
    options.add_argument("--half", type=int, choices=(0, 1), help="only every second page")
    chosen = options.parse_args(arguments)
    files = sorted(path for ending in ("*.html", "*.htm") for path in chosen.folder.rglob(ending))
    files = files[chosen.half :: 2] if chosen.half is not None else files
    found: list[Difference] = []
    unread = 0
    for path in files:
        try:
            found += compared(path.stem[:16], path.read_bytes())
        except ReadingError:
            unread += 1
    stating = len({difference.page for difference in found})
    _say(f"{len(files)} pages, {stating} that state something beside their text, {unread} not read")
    for field in FIELDS:
        own = [difference for difference in found if difference.field == field]
        same = sum(difference.kind is None for difference in own)
        kinds = Counter(difference.kind for difference in own if difference.kind)
        share = f"{same / len(own):.3f}" if own else "none"
        _say(f"{field:13} {same:4} of {len(own):4} agree ({share})")
        for kind, count in kinds.most_common():
            _say(f"    {count:4} {kind}")
            if chosen.list:
                for difference in own:
                    if difference.kind == kind:
                        _say(f"         {difference.page}: {difference.stated[:60]} | {difference.read[:60]}")
