"""Measure links, titles and dates read from labelled listings without selectors (`listing/` of `--data`), and speed.

A page is scored if every expected link is an `<a href>` of it and the labels cover its list: at least 95 % of the rows
beside labelled ones are labelled, or the labels say `"complete": true`. Links are compared by path and query; the PDF
and DOCX files of one row are one link. A title is scored if the page has it, apart from case and punctuation. Labels
expand and shorten names; therefore, four fifths of the label's words must be in the title that is found. A row's date
is scored if the labels have one.

A page with `"listing": false` is not a listing. It is correct if nothing is taken from it. A listing is correct if its
links, titles and dates are. `--figures` prints only the shares, for labels that are set aside.
"""

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from crawler.listings.html import read_html
from crawler.model.errors import ListingError
from crawler.model.link import Link
from crawler.model.page import Page, parse_html
from crawler.model.source import Source
from tests.benchmarks import data

BAR = 0.95
NOWHERE = "https://www.example.org/"
Key = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A saved listing and its labels: what the row of each link says."""

    name: str
    page: Page
    labels: dict[Key, dict[str, Any]]
    excluded: str = ""
    is_listing: bool = True


@dataclass(frozen=True)
class Score:
    """How well one page was read; `found` and `expected` are numbers of links."""

    name: str
    found: int
    expected: int
    recall: float
    precision: float
    titles: float
    dates: float
    is_listing: bool = True

    @property
    def at_bar(self) -> bool:
        return min(self.recall, self.precision) >= BAR

    @property
    def is_right(self) -> bool:
        """Whether links, titles and dates are right; of a page that is no listing, whether it has no links."""
        return min(self.recall, self.precision, self.titles, self.dates) >= BAR if self.is_listing else not self.found


def key(url: str) -> Key:
    """A link by path and query, without the ending that tells a PDF from its DOCX twin."""
    parts = urlsplit(url.strip().replace("\\", "/"))
    path = re.sub(r"(?i)\.(pdf|docx?|rtf|wpd)$", "", unquote(parts.path)).rstrip("/")
    return path, unquote(parts.query).replace("+", " ")


def cases(folder: Path) -> Iterator[Case]:
    """The saved listings with their labels, in the order of their names."""
    for labels in sorted(folder.glob("*.expected.json")):
        name = labels.name.removesuffix(".expected.json")
        about = json.loads(labels.read_text(encoding="utf-8"))
        body = (folder / f"{name}.html").read_bytes()
        page = Page(url=about["url"] or NOWHERE, body=body, fetched_at=datetime.now(UTC))
        expected = {}
        for item in about["items"]:
            links = [item["url"]] if item.get("url") else [link["href"] for link in item.get("links") or ()]
            expected.update({key(urljoin(page.url, url)): item for url in links if url})
        if about.get("listing") is False:
            yield Case(name, page, {}, is_listing=False)
        else:
            yield Case(name, page, expected, _excluded(page, expected, complete=about.get("complete", False)))


def _excluded(page: Page, expected: dict[Key, dict[str, Any]], *, complete: bool) -> str:
    """Why a page is not scored, or nothing. `complete` says that somebody checked that the labels cover the list."""
    if not expected:
        return "no labelled links"
    root = parse_html(page.text)
    base = root.xpath("string(//base/@href)") or page.url
    anchors = {}
    for anchor in root.iter("a"):
        if anchor.get("href"):
            try:
                anchors.setdefault(key(urljoin(base, anchor.get("href").strip())), []).append(anchor)
            except ValueError:
                continue
    missing = sum(1 for row in expected if row not in anchors)
    if missing:
        return f"{missing} of {len(expected)} labelled links are no <a href>"
    if complete:
        return ""
    labelled = [anchor for row in expected for anchor in anchors[row]]
    covered = _coverage(labelled, [anchor for group in anchors.values() for anchor in group])
    return "" if covered >= BAR else f"the labels cover {covered:.0%} of the list"


def _coverage(labelled: list[Any], anchors: list[Any]) -> float:
    """The share of labelled rows among those of the same place: rows are siblings of one tag that hold a link."""
    places = {_place(anchor) for anchor in labelled}
    rows = {_row(anchor) for anchor in labelled}
    others = {_row(anchor) for anchor in anchors if _place(anchor) in places}
    return len(rows) / len(rows | others)


def _row(anchor: Any) -> Any:
    around = (up for up in anchor.iterancestors() if up.tag in ("tr", "li", "article"))
    return next((up for up in around if len(up.findall(".//a")) <= 10), anchor)


def _place(anchor: Any) -> tuple[str, ...]:
    return tuple(
        f"{up.tag}.{next(iter((up.get('class') or '').split()), '')}"
        for up in list(anchor.iterancestors())[:12]
        if up.tag not in ("b", "strong")
    )


def score(case: Case, links: list[Link]) -> Score:
    """How the links that were found compare with the labels."""
    found: dict[Key, Link] = {}
    for link in links:
        found.setdefault(key(link.url), link)
    right = [link for link in found if link in case.labels]
    titled = [link for link in right if _on_page(case, case.labels[link])]
    dated = [link for link in right if case.labels[link].get("date")]
    return Score(
        case.name,
        len(found),
        len(case.labels),
        len(right) / max(1, len(case.labels)),
        len(right) / max(1, len(found)),
        _share(_same_title(found[link].title, case.labels[link]) for link in titled),
        _share(str(found[link].published_on) == case.labels[link]["date"] for link in dated),
        case.is_listing,
    )


def _share(right: Iterator[bool]) -> float:
    told = list(right)
    return sum(told) / len(told) if told else 1.0


def _tokens(text: str | None) -> list[str]:
    return re.findall(r"[㐀-鿿]|[^\W_]+", unicodedata.normalize("NFKC", text or "").lower())


def _on_page(case: Case, label: dict[str, Any]) -> bool:
    return " ".join(_tokens(label["title"])) in _flat(case)


_FLAT: dict[str, str] = {}


def _flat(case: Case) -> str:
    if case.name not in _FLAT:
        _FLAT[case.name] = " ".join(_tokens(parse_html(case.page.text).text_content()))
    return _FLAT[case.name]


def _same_title(title: str | None, label: dict[str, Any]) -> bool:
    found = _tokens(title)
    expected = _tokens(label["title"])
    return sum(1 for word in expected if word in found) >= 0.8 * len(expected)


def read(page: Page, today: date) -> list[Link]:
    """The links of a page without selectors; none when it is no listing."""
    source = Source(id="bench", url=page.url, type="html")
    try:
        return read_html(page, source, today)
    except ListingError:
        return []


def main(arguments: list[str]) -> None:
    """Prints a line for each page, the shares at the bar, and pages a second."""
    options = data.parser("listings")
    options.add_argument("--links", action="store_true", help="print the links of each page too")
    options.add_argument("--figures", action="store_true", help="print the shares only, of no single page")
    options.add_argument("names", nargs="*", help="pages to read; all without any")
    chosen = options.parse_args(arguments)
    if chosen.names or data.folder():
        labelled = cases(data.needed("listing"))
        found = [case for case in labelled if not chosen.names or case.name in chosen.names]
        _pages(found, chosen.links, chosen.figures)
    else:
        print("labelled listings: left out, they need --data DIR")
    if not chosen.names and not chosen.figures:
        _sizes()


def _day_of(case: Case) -> date:
    """The day on which a page was saved, as far as its labels tell: none of its notices was published later."""
    written = (str(label.get("date") or "")[:10] for label in case.labels.values())
    days = (date.fromisoformat(day) for day in written if re.fullmatch(r"\d{4}-\d\d-\d\d", day))
    return max([date(2026, 6, 30), *days])


def _pages(found: list[Case], show: bool, figures: bool) -> None:
    scores = []
    began = time.perf_counter()
    read_pages = [(case, read(case.page, _day_of(case))) for case in found]
    seconds = time.perf_counter() - began
    for case, links in read_pages:
        scored = score(case, links)
        if not figures:
            _print_page(case, scored)
        if show:
            for link in links:
                sign = "+" if key(link.url) in case.labels else "-"
                print(f"    {sign} {link.published_on} {link.title} {link.url[-90:]}")
        if not case.excluded:
            scores.append(scored)
    _summary(scores, len(found), seconds)


def _print_page(case: Case, scored: Score) -> None:
    if not case.is_listing:
        print(f"{scored.name:38} no listing: links {scored.found:4}  {'right' if scored.is_right else 'WRONG'}")
        return
    mark = f"not scored: {case.excluded}" if case.excluded else "at the bar" if scored.at_bar else "BELOW THE BAR"
    print(
        f"{scored.name:38} recall {scored.recall:4.2f} precision {scored.precision:4.2f} "
        f"titles {scored.titles:4.2f} dates {scored.dates:4.2f} "
        f"links {scored.found:4} of {scored.expected:4}  {mark}"
    )


def _summary(all_scores: list[Score], pages: int, seconds: float) -> None:
    scores = [score for score in all_scores if score.is_listing]
    for name, some in (("listings", scores), ("no listings", [score for score in all_scores if not score.is_listing])):
        if some:
            right = sum(score.is_right for score in some)
            print(f"{name}: {right} of {len(some)} right ({right / len(some):.0%})")
    if not scores:
        return
    print(
        f"{len(scores)} of {pages} pages scored: {_share(score.at_bar for score in scores):.0%} "
        f"at recall and precision {BAR} (aim 85 %)"
    )
    for part in (0, 1):
        half = scores[part::2]
        print(f"  every second page from {part + 1}: {_share(score.at_bar for score in half):.0%} of {len(half)}")
    links = sum(score.recall * score.expected for score in scores)
    for name in ("titles", "dates"):
        by_link = sum(getattr(score, name) * score.recall * score.expected for score in scores) / max(1, links)
        by_page = _share(getattr(score, name) >= BAR for score in scores)
        print(f"{name}: right for {by_link:.3f} of the links found; for {BAR} of them on {by_page:.0%} of pages")
    print(f"{pages / seconds:.1f} pages/s")


def _sizes() -> None:
    """A made listing of 100, 1,000 and 10,000 rows."""
    for rows in (100, 1_000, 10_000):
        items = "".join(
            f"<li><a href='/art/{n}.html' title='关于开展第{n}批项目申报工作的通知{n % 7}'>关于开展第{n}批…</a>"
            f"<span>2024-05-{n % 28 + 1:02}</span></li>"
            for n in range(rows)
        )
        body = f"<html><body><ul class='nav'><li><a href='/a/'>首页</a></li></ul><ul>{items}</ul></body></html>"
        page = Page(url=NOWHERE, body=body.encode(), fetched_at=datetime.now(UTC))
        began = time.perf_counter()
        links = read(page, date(2024, 6, 13))
        print(f"{rows:6} rows: {len(links):6} links in {time.perf_counter() - began:.2f} s")
