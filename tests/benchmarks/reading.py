"""Measure the whole reading of real texts that are laid out as portal pages: F1, speed, and time by size.

    python -m tests.benchmarks reading [--data DIR] [--every N] [--list]

The texts are those of `--data`, or made ones: gazette notices, laws, and texts of ministry notices. F1 is computed from
jieba's tokens, as in `extraction`. The speed is measured on the pages of `extraction`, against trafilatura's
`bare_extraction` in the same run.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice

from trafilatura import bare_extraction

from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.reading import read_page
from tests.benchmarks import data
from tests.benchmarks.extraction import ROUNDS, cases, jieba, scores, tokens
from tests.crawler.reading.portals import LAYOUTS, PORTALS, portal_page

FILES = {"gazette": ("texts/tw-gazette", 100), "laws": ("texts/prc-laws", 60), "ministry": ("metadata/miit", 2)}
"""Where texts of a kind stand, and every how many of them one is read."""
LONGEST = 30_000
"""Characters of a text; longer laws would take most of the time."""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def texts(every: int) -> Iterator[tuple[str, str, str]]:
    """Kind, title and text of the notices and laws that are laid into pages."""
    for kind, (file, step) in FILES.items():
        for row in islice(data.rows(file), None, None, step * every):
            text = row.get("body") or row["text"]
            if 0 < len(text) <= LONGEST:
                yield kind, row.get("title") or row["gold"]["title"], text


def _page(body: bytes) -> Page:
    return Page(url="https://www.example.gov.cn/art/1.html", body=body, fetched_at=datetime.now(UTC))


def read_back(every: int, listed: bool) -> None:
    """Prints F1 per template and layout, and per kind of text."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    kinds: dict[str, list[float]] = defaultdict(list)
    for kind, title, text in texts(every):
        gold = tokens(text)
        for portal in PORTALS:
            for layout in LAYOUTS:
                f1 = scores(read_page(_page(portal_page(text, title, portal, layout, "gb18030"))).text, gold)[0]
                found[portal, layout].append(f1)
                kinds[kind].append(f1)
                if listed and f1 < 0.985:
                    _say(f"    {f1:.3f} {portal}, {layout}: {title[:60]}")
    for (portal, layout), figures in found.items():
        _say(f"  {portal:10}{layout:12} mean {statistics.mean(figures):.4f}  min {min(figures):.3f}  of {len(figures)}")
    for kind, figures in kinds.items():
        below = sum(figure < 0.985 for figure in figures)
        _say(f"  {kind:22} mean {statistics.mean(figures):.4f}  min {min(figures):.3f}  below .985: {below}")
    together = [figure for figures in found.values() for figure in figures]
    _say(f"  {'all':22} mean {statistics.mean(together):.4f}  min {min(together):.3f}")


def speed() -> None:
    """Prints pages a second of processor time, the two taking turns page by page."""
    pages = [case.page for case in cases()]
    readers: dict[str, Callable[[Page], object]] = {
        "noticewatch": read_page,
        "trafilatura": lambda page: bare_extraction(page.text),
    }
    spent = dict.fromkeys(readers, 0.0)
    for _ in range(ROUNDS):
        for saved in pages:
            for name, reader in readers.items():
                page = Page(url=saved.url, body=saved.body, fetched_at=saved.fetched_at)
                start = time.process_time()
                with suppress(ReadingError):
                    reader(page)
                spent[name] += time.process_time() - start
    rates = {name: ROUNDS * len(pages) / seconds for name, seconds in spent.items()}
    told = ", ".join(f"{name} {rate:.1f}" for name, rate in rates.items())
    _say(f"pages/s: {told}; ratio {rates['noticewatch'] / rates['trafilatura']:.2f}")


def growth() -> None:
    """Prints the time for a notice of 1, 10 and 100 times the length, in every layout, and for single lines."""
    line = "（{0}）各县（市、区）要加强组织领导，于2024年底前完成{0}项任务，增长7%左右。（责任单位：市科技局）"
    for layout in LAYOUTS:
        told = []
        for factor in (1, 10, 100):
            body = portal_page("\n".join(line.format(at) for at in range(80 * factor)), layout=layout)
            start = time.perf_counter()
            with suppress(ReadingError):
                read_page(_page(body))
            told.append(f"{len(body) / 1024:8.0f} KiB {time.perf_counter() - start:7.3f} s")
        _say(f"  {layout:12}{'  '.join(told)}")


def main(arguments: list[str]) -> None:
    """Runs the benchmark."""
    parser = data.parser("reading", __doc__)
    parser.add_argument("--every", type=int, default=1, help="only every so many of the texts that are read back")
    parser.add_argument("--list", action="store_true", help="show what is read back badly")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args(arguments)
    jieba.setLogLevel("ERROR")
    _say("real texts read back from portals' pages, F1:")
    read_back(options.every, options.list)
    if not options.no_speed:
        speed()
    _say("time by size of the page:")
    growth()
