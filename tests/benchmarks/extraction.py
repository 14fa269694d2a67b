"""Measure the main text of saved pages against trafilatura: F1 per group, pages per second, and time by size.

    python -m tests.benchmarks extraction [--list GROUP] [--half 0|1]

Trafilatura runs with its default settings on the same pages. F1 is computed from the counted tokens of jieba, without
white space. The pages are those of `--data`, or made ones.
"""

import csv
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import trafilatura

from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.reading.main_text import read_main_text
from tests.benchmarks import data

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba

GROUPS = ("zh articles", "zh forum", "other")
ROUNDS = 3
MADE_URL = "https://www.example.gov.cn/art/1.html"
Reader = Callable[[Page], str]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


@dataclass(frozen=True)
class Case:
    """A saved page with the text it should give."""

    name: str
    group: str
    page: Page
    gold: str


def cases() -> Iterator[Case]:
    """The labelled pages."""
    if data.folder() is None:
        for name, body, gold in data.pages():
            yield Case(name, GROUPS[0], Page(url=MADE_URL, body=body, fetched_at=datetime.now(UTC)), gold)
        return
    index_file = data.needed("extraction/index.tsv")
    with index_file.open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            chinese = row["lang"].startswith("zh")
            forum = "forum" in row["set"]
            group = GROUPS[1] if forum else GROUPS[0] if chinese else GROUPS[2]
            body = index_file.with_name(f"{row['file']}.html").read_bytes()
            gold = index_file.with_name(f"{row['file']}.txt").read_text(encoding="utf-8")
            url = row["url"] or "https://www.example.org/"
            yield Case(row["file"], group, Page(url=url, body=body, fetched_at=datetime.now(UTC)), gold)


def ours(page: Page) -> str:
    """What this project reads."""
    try:
        return read_main_text(page).text
    except ReadingError:
        return ""


def theirs(page: Page) -> str:
    """What trafilatura reads by default."""
    return trafilatura.extract(page.text) or ""


def tokens(text: str) -> Counter[str]:
    """The words of a text with their counts."""
    return Counter(word for word in jieba.lcut(text) if word.strip())


def scores(text: str, gold: Counter[str]) -> tuple[float, float, float]:
    """F1, precision and recall of a text's tokens."""
    found = tokens(text)
    common = (found & gold).total()
    if not common:
        return (0.0, 0.0, 0.0) if found or gold else (1.0, 1.0, 1.0)
    precision = common / found.total()
    recall = common / gold.total()
    return 2 * precision * recall / (precision + recall), precision, recall


def _summary(name: str, values: list[tuple[float, float, float]]) -> str:
    f1 = [value[0] for value in values]
    precision, recall = (statistics.mean(value[place] for value in values) for place in (1, 2))
    return (
        f"  {name:12} mean {statistics.mean(f1):.3f}  median {statistics.median(f1):.3f}  "
        f"below .8: {sum(score < 0.8 for score in f1):2}  precision {precision:.3f}  recall {recall:.3f}"
    )


def quality(all_cases: list[Case], shown: str | None) -> None:
    """Prints the figures per group; for the group `shown` each page too, worst first."""
    for group in GROUPS:
        members = [case for case in all_cases if case.group == group]
        gold = [tokens(case.gold) for case in members]
        _say(f"{group}: {len(members)} pages")
        found = {}
        for name, reader in (("noticewatch", ours), ("trafilatura", theirs)):
            found[name] = [scores(reader(case.page), member) for case, member in zip(members, gold, strict=True)]
            if found[name]:
                _say(_summary(name, found[name]))
        if shown == group:
            lines = zip(members, found["noticewatch"], found["trafilatura"], strict=True)
            for case, mine, other in sorted(lines, key=lambda line: line[1]):
                marks = " ".join(f"{value:.3f}" for value in mine)
                _say(f"    {case.name:32} {marks}  trafilatura {other[0]:.3f}  {case.page.url[:70]}")


def speed(all_cases: list[Case]) -> None:
    """Prints pages a second of processor time from bytes to text, the two taking turns page by page."""
    spent = {"noticewatch": 0.0, "trafilatura": 0.0}
    for _ in range(ROUNDS):
        for case in all_cases:
            for name, reader in (("noticewatch", ours), ("trafilatura", theirs)):
                page = Page(url=case.page.url, body=case.page.body, fetched_at=case.page.fetched_at)
                start = time.process_time()
                reader(page)
                spent[name] += time.process_time() - start
    rates = {name: ROUNDS * len(all_cases) / seconds for name, seconds in spent.items()}
    told = ", ".join(f"{name} {rate:.1f}" for name, rate in rates.items())
    _say(f"pages/s: {told}; ratio {rates['noticewatch'] / rates['trafilatura']:.2f}")


def growth() -> None:
    """Prints the time for one page of 1, 10 and 100 times the size, as paragraphs, as a table and as links."""
    row = "各县（市、区）人民政府要加强组织领导，落实工作责任，确保各项任务如期完成。"
    kinds = {
        "paragraphs": f"<p>{row}</p>",
        "table": f"<tr><td>{row[:12]}</td><td>{row[12:]}</td></tr>",
        "links": f"<li><a href=x>{row[:20]}</a></li>",
        "divs": f"<div><div><span>{row}</span></div></div>",
    }
    for kind, unit in kinds.items():
        times = []
        for factor in (1, 10, 100):
            inside = unit * (200 * factor)
            inside = f"<table>{inside}</table>" if kind == "table" else inside
            body = f"<html><body><h1>通知</h1><div class=c>{inside}</div></body></html>".encode()
            page = Page(url="https://www.example.org/", body=body, fetched_at=datetime.now(UTC))
            start = time.perf_counter()
            ours(page)
            times.append((len(body), time.perf_counter() - start))
        _say(f"  {kind:12}" + "  ".join(f"{size / 1024:8.0f} KiB {took:7.3f} s" for size, took in times))


def main(arguments: list[str]) -> None:
    """Runs the benchmark."""
    parser = data.parser("extraction", __doc__)
    parser.add_argument("--list", choices=GROUPS, help="show each page of this group")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every second page")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args(arguments)
    jieba.setLogLevel("ERROR")
    pages = list(cases())[options.half :: 2] if options.half is not None else list(cases())
    quality(pages, options.list)
    if not options.no_speed:
        speed(pages)
        _say("time by size of the page:")
        growth()
