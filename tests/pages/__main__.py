"""Makes a case of reading from a page: `python -m tests.pages NAME FILE|URL [--url URL]`.

Writes the page, where it came from, and what is read from it now, which is then to be corrected by hand.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.reading import read_page
from tests.pages import CASES

LEFT_OUT = ("url", "reader", "script")


def write(name: str, page: Page) -> Path:
    """Writes the case of a page. Raises ReadingError for a page that cannot be read, OSError for a name taken."""
    notice = read_page(page).model_dump(mode="json")
    expected: dict[str, Any] = {key: value for key, value in notice.items() if key not in LEFT_OUT}
    expected |= {"text": notice["text"].splitlines(), "warnings": [warning["code"] for warning in notice["warnings"]]}
    for clause in expected["clauses"]:
        clause.pop("text")
    folder = CASES / name
    folder.mkdir()
    (folder / "page.html").write_bytes(page.body)
    case = {"url": page.final_url, "fetched_at": page.fetched_at.isoformat(), "content_type": page.content_type}
    for file, value in (("case", case), ("expected", expected)):
        (folder / f"{file}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return folder


def page_at(place: str, url: str | None) -> Page:
    """The page of a file, known by `url`, or of an address on the web. Raises OSError when there is none."""
    now = datetime.now(UTC).replace(microsecond=0)
    if place.startswith(("http://", "https://")):
        with urlopen(place, timeout=30) as answer:
            content_type = answer.headers.get("Content-Type")
            return Page(place, answer.read(), now, content_type, final_url=url or answer.url)
    return Page(url or Path(place).absolute().as_uri(), Path(place).read_bytes(), now, "text/html")


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__)
    parser.add_argument("name", help="the name of the case, which is that of its folder")
    parser.add_argument("page", metavar="FILE|URL")
    parser.add_argument("--url", help="the address of a saved page")
    options = parser.parse_args()
    try:
        folder = write(options.name, page_at(options.page, options.url))
    except (OSError, ReadingError) as error:
        sys.exit(f"{options.page}: {error}")
    sys.stdout.write(f"{folder}: correct expected.json by hand\n")


if __name__ == "__main__":
    main()
