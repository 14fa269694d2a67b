"""Measure number, date of issue and issuer of real notices against their labels, and texts per second.

    python -m tests.benchmarks metadata [--data DIR] [--verbose] [--half 0|1]

Only values that occur in the text are counted. For numbers, the peer is a regular expression for the standard form. An
issuer is counted if its name in the text ends with the label's (農業委員會 labels 行政院農業委員會); `exact` is the
stricter count. The notices are those of `--data`, or made ones. `one line` gives the same texts without their line
breaks.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.reading.metadata import Metadata, read_metadata
from crawler.reading.page_facts import PageFacts
from tests.benchmarks import data

_PEER = re.compile(
    r"[\u4e00-\u9fff]{2,10}[〔\[﹝(（]\d{4}[〕\]﹞)）]第?\d+[号號]|[\u4e00-\u9fff（）()\d]{2,16}字第\w{4,14}[号號]"
)
_ALIKE = str.maketrans("﹝﹞[]（）", "〔〕〔〕()")


@dataclass(frozen=True)
class Case:
    """A text with the labels that stand in it; empty where there is none."""

    name: str
    text: str
    number: str
    day: str
    issuers: tuple[str, ...]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).translate(_ALIKE)


def _case(row: dict[str, object], text: str, gold: dict[str, str]) -> Case:
    bare = _plain(text)
    number = _plain(gold.get("doc_number") or "")
    day = gold.get("made_date") or gold.get("date") or ""
    year, month, number_of_day = (int(part) for part in day.split("-")) if day else (0, 0, 0)
    written = (f"{year}年{month}月{number_of_day}日", _plain(gold.get("date_raw") or day), day)
    issuers = tuple(_plain(name) for name in re.split(r"[;、\s]+", gold.get("issuer") or "") if name)
    return Case(
        name=str(row["id"]),
        text=text,
        number=number if all(part in bare for part in number.split(";")) else "",
        day=day if day and any(form in bare for form in written) else "",
        issuers=issuers if all(name in bare for name in issuers) else (),
    )


def cases(name: str) -> Iterator[Case]:
    """The labelled texts of a set: `ministry` with chrome and table, `ministry body`, `gazette`."""
    file, field = {
        "ministry": ("miit", "full_text_with_header"),
        "ministry body": ("miit", "body"),
        "gazette": ("tw-gazette", "text"),
    }[name]
    for row in data.rows(f"metadata/{file}"):
        yield _case(row, row[field], row["gold"])


def _peer(text: str) -> str:
    found = _PEER.search(text)
    return _plain(found[0]) if found else ""


def _score(case: Case, found: Metadata, counts: Counter[str]) -> Iterator[str]:
    """Counts a text's fields and gives a line for each that is not as labelled."""
    number = _plain(found.document_number or "")
    counts["numbers"] += bool(case.number)
    counts["given"] += bool(number) and bool(case.number)
    counts["right"] += bool(case.number) and number == case.number
    counts["peer"] += bool(case.number) and _peer(case.text) == case.number
    if case.number and number != case.number:
        yield f"number {number or '-'} should be {case.number}"
    if case.day:
        counts["days"] += 1
        counts["right days"] += str(found.issued_on) == case.day
        if str(found.issued_on) != case.day:
            yield f"date {found.issued_on} should be {case.day}"
    if case.issuers:
        names = [_plain(name) for name in found.issuers]
        ends = len(names) == len(case.issuers) and all(map(str.endswith, names, case.issuers))
        counts["issuers"] += 1
        counts["right issuers"] += ends
        counts["exact issuers"] += names == list(case.issuers)
        if not ends:
            yield f"issuers {' '.join(names) or '-'} should be {' '.join(case.issuers)}"


def _run(name: str, chosen: list[Case], shape: Callable[[str], str], verbose: bool) -> None:
    counts: Counter[str] = Counter()
    seconds = 0.0
    for case in chosen:
        text = shape(case.text)
        start = time.perf_counter()
        found = read_metadata(text, PageFacts())
        seconds += time.perf_counter() - start
        for fault in _score(case, found, counts):
            if verbose:
                print(f"  {name} {case.name}: {fault}")

    def share(part: str, whole: str) -> str:
        return f"{counts[part] / counts[whole]:.3f} of {counts[whole]}" if counts[whole] else "none"

    print(
        f"{name}: number precision {share('right', 'given')}, recall {share('right', 'numbers')} (expression "
        f"{share('peer', 'numbers')}), date {share('right days', 'days')}, issuer {share('right issuers', 'issuers')} "
        f"(exact {share('exact issuers', 'issuers')}), {len(chosen) / seconds:.0f} texts/s"
    )


def main(arguments: list[str]) -> None:
    """Runs the sets, as they are and as one line."""
    options = data.parser("metadata")
    options.add_argument("--verbose", action="store_true", help="each failure on a line")
    options.add_argument("--half", type=int, choices=(0, 1), help="only every second text")
    chosen = options.parse_args(arguments)
    for name in ("ministry", "ministry body", "gazette"):
        found = list(cases(name))[chosen.half :: 2] if chosen.half is not None else list(cases(name))
        _run(name, found, str, chosen.verbose)
        if name != "gazette":
            _run(f"{name}, one line", found, lambda text: " ".join(text.split()), chosen.verbose)
