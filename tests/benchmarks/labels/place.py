"""Put the labelled notices in place: `python -m tests.benchmarks.labels.place CHECKOUTS FOLDER`.

CHECKOUTS has a git clone of each repository that the labels name, as `owner+name`. FOLDER gets `dev/` and `held/`, each
with `gold.json`, `pages/` and `texts/`. A file whose hash differs from that of the labels is named and left out.
`--set 2` places the second set, of `dev2.json` and `held2.json`, and so on to `--set 9`, which has no `dev/`.
"""

import argparse
import csv
import hashlib
import html
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

LABELS = Path(__file__).parent / "notices"
SPLITS = ("dev", "held")
_HEAD = '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
_REGISTER_DOCUMENTS = ("NOTICE", "PRORULE", "RULE")
_REGISTER_BLOCKS = frozenset(
    "AGENCY SUBAGY SUBJECT ACT AGY P FP HD SUM EFFDATE ADD FURINF SUPLINF SIG FRDOC NAME TITLE DATED DEPDOC BILCOD "
    "ACTION DATES PRTPAGE".split()
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.){800,}?)"|`([^`]{800,})`')


def paragraphs(text: str) -> str:
    """Return a page that has a paragraph for each line of a text."""
    lines = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n"))
    return f"{_HEAD}</head><body>\n{lines}\n</body></html>\n"


def table_cell(blob: str, part: dict[str, Any]) -> tuple[str, str]:
    """Return page and text of a cell of a CSV file."""
    csv.field_size_limit(10**9)
    rows = list(csv.DictReader(blob.removeprefix("\ufeff").splitlines(keepends=True)))
    text = rows[part["row"]][part["column"]]
    return paragraphs(text), text


def json_record(blob: str, part: dict[str, Any]) -> tuple[str, str]:
    """Return page and text of a record of a JSON file that keeps its title, its HTML and its text."""
    record = json.loads(blob)[part["record"]]
    title = html.escape(record["title"])
    body = f"<h1>{title}</h1>\n{record['contentHtml']}"
    return f"{_HEAD}<title>{title}</title></head><body>{body}\n</body></html>\n", record["content"]


def register_document(blob: str, part: dict[str, Any]) -> tuple[str, str]:
    """Return page and text of a document of an issue of the Federal Register."""
    issue = etree.fromstring(blob.encode(), etree.XMLParser(recover=True, encoding="utf-8"))
    documents = [document for tag in _REGISTER_DOCUMENTS for document in issue.iter(tag)]
    text = "\n".join(_blocks(documents[part["document"]]))
    return paragraphs(text), text


def quoted_markup(blob: str, part: dict[str, Any]) -> tuple[str, str | None]:
    """Return the page of a long string of a program's source."""
    found = _QUOTED.search(blob, blob.find(part["after"]))
    assert found is not None, part
    markup = found[1] or found[2]
    for escaped, plain in (('\\"', '"'), ("\\/", "/"), ("\\n", "\n"), ("\\t", " "), ("\\r", "")):
        markup = markup.replace(escaped, plain)
    markup = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), markup)
    return f"{_HEAD}</head><body>\n{markup}\n</body></html>\n", None


def _blocks(document: Any) -> Iterator[str]:
    pieces = [""]
    for event, element in etree.iterwalk(document, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces[-1] += element.tail or ""
            continue
        if element.tag in _REGISTER_BLOCKS:
            pieces.append("")
        if event == "start":
            pieces[-1] += element.text or ""
        elif element is not document:
            pieces[-1] += element.tail or ""
    return filter(None, (" ".join(piece.split()) for piece in pieces))


def lines(blob: str, part: dict[str, Any]) -> tuple[str, str]:
    """Return page and text of some lines of a text file."""
    text = "\n".join(blob.split("\n")[part["first"] : part["last"]])
    return paragraphs(text), text


PARTS: dict[str, Callable[[str, dict[str, Any]], tuple[str, str | None]]] = {
    "column": table_cell,
    "record": json_record,
    "document": register_document,
    "after": quoted_markup,
    "first": lines,
}
"""How the part of a file is made a page, by the field of the source that only this part has."""


def decoded(blob: bytes) -> str:
    """Return the text of a file in UTF-8 or GB 18030."""
    try:
        return blob.decode()
    except UnicodeDecodeError:
        return blob.decode("gb18030", "replace")


def made(source: dict[str, Any], checkouts: Path) -> dict[str, bytes]:
    """Return a notice's page and, where there is one, its text."""
    if "excerpt_of" in source:
        raise FileNotFoundError(f"an excerpt of {source['excerpt_of'] or 'a page of unknown address'}")
    clone = checkouts / source["repository"].replace("/", "+")
    command = ["git", "-C", str(clone), "show", f"{source['commit']}:{source['path']}"]
    blob = subprocess.run(command, capture_output=True, check=True).stdout
    make = next((PARTS[field] for field in PARTS if field in source), None)
    if make is None:
        return {"page": blob}
    page, text = make(decoded(blob), source)
    return {"page": page.encode()} | ({"text": text.encode()} if text is not None else {})


def place(split: str, checkouts: Path, folder: Path, labels: str = "") -> list[str]:
    """Write a split's files and return what could not be placed."""
    path = LABELS / f"{split}{labels}.json"
    if not path.exists():
        return []
    notices = json.loads(path.read_text(encoding="utf-8"))
    faults = []
    for notice in list(notices):
        try:
            files = made(notice["from"], checkouts)
        except (OSError, subprocess.CalledProcessError) as error:
            files = {}
            faults.append(f"{notice['id']}: {error}")
        wrong = [name for name, data in files.items() if hashlib.sha256(data).hexdigest() != notice["sha256"][name]]
        faults += [f"{notice['id']}: the {name} is not the labelled one" for name in wrong]
        if wrong or not files:
            notices.remove(notice)
            continue
        for name, data in files.items():
            path = folder / split / notice[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    if notices:
        (folder / split / "gold.json").write_text(json.dumps(notices, ensure_ascii=False, indent=1), encoding="utf-8")
    return faults


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", choices=list("123456789"), default="1", help="which set of labels (1)")
    options = parser.parse_args()
    labels = "" if options.set == "1" else options.set
    faults = [fault for split in SPLITS for fault in place(split, options.checkouts, options.folder, labels)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
