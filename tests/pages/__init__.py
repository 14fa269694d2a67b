"""Cases of reading: a folder each, with the page as it came, where it came from, and what must be read from it.

    <case>/page.html        the bytes of the page
    <case>/case.json        url, fetched_at, content_type; link, the line of the listing that led there, if any
    <case>/expected.json    the notice's fields that are checked, named as in `inspect --json`

An object in expected.json names only what is checked of it, in a list too. `text` is a list of lines, or an object of
how the text `starts` and `ends` (white space aside), its number of `characters` but white space, within a hundredth,
and what must `never` remain. `warnings` are codes; `references` may be the numbers of those that have one.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.page import Page
from crawler.reading import read_page

CASES = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A case as it stands in its folder."""

    name: str
    page: Page
    link: Link | None
    expected: dict[str, Any]


def names() -> list[str]:
    """The names of all cases."""
    return sorted(path.parent.name for path in CASES.glob("*/case.json"))


@cache
def load(name: str) -> Case:
    """The case in the folder of this name."""
    folder = CASES / name
    case, expected = (json.loads((folder / f"{suffix}.json").read_text("utf-8")) for suffix in ("case", "expected"))
    page = Page(
        url=case["url"],
        body=(folder / "page.html").read_bytes(),
        fetched_at=datetime.fromisoformat(case["fetched_at"]),
        content_type=case.get("content_type"),
    )
    return Case(name, page, Link(**case["link"]) if "link" in case else None, expected)


@cache
def notice_of(name: str) -> Notice:
    """What is read from the page of a case."""
    case = load(name)
    return read_page(case.page, case.link)


def seen(notice: Notice, field: str, wanted: Any) -> Any:
    """A field of a notice in the form in which it is expected."""
    if field == "text":
        return _text(notice.text, wanted)
    found = notice.model_dump(mode="json")[field]
    if field == "warnings":
        return [value["code"] for value in found]
    if field == "references" and all(isinstance(value, str) for value in wanted):
        return [value["document_number"] for value in found if value["document_number"]]
    return _as_far_as(found, wanted)


def _as_far_as(found: Any, wanted: Any) -> Any:
    """What was found without what an expectation says nothing of."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {key: _as_far_as(found[key], value) for key, value in wanted.items() if key in found}
    if isinstance(found, list | tuple) and isinstance(wanted, list):
        more = [*wanted, *([wanted[-1]] if wanted else [None]) * (len(found) - len(wanted))]
        return [_as_far_as(value, other) for value, other in zip(found, more, strict=False)]
    return found


def _text(text: str, wanted: Any) -> Any:
    """The lines of a text; where only its ends are expected, what it has in place of them."""
    if isinstance(wanted, list):
        return text.splitlines()
    found = _dense(text)
    starts = _dense(wanted["starts"])
    ends = _dense(wanted["ends"])
    near = abs(len(found) - wanted["characters"]) <= 0.01 * wanted["characters"]
    return {
        "starts": wanted["starts"] if found.startswith(starts) else found[: len(starts)],
        "ends": wanted["ends"] if found.endswith(ends) else found[-len(ends) :],
        "characters": wanted["characters"] if near else len(found),
        "never": [phrase for phrase in wanted["never"] if phrase not in text],
    }


def _dense(text: str) -> str:
    return "".join(text.split())
