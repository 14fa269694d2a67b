"""Texts and tables of real files against LibreOffice's conversion of the same files.

    python -m tests.benchmarks files --data DIR [--peers FOLDER] [--kinds KIND …] [--list]

DIR has a folder `files/` with a folder for each format, which `python -m tests.benchmarks.labels.files` puts in place.
Figures per format: F1 of tokens (Chinese characters, other words and numbers), and the share of the cells of tables
that are cells of one line of the text as well. For archives: the number of files in them, and of those with text.

The peer is LibreOffice (`soffice`); for PDF files it is `pdftotext`, and pdfplumber for their tables if it is
installed. Both sides are compared in the same notation, and the peer omits what a reader of notices does not need:

- Cells of spreadsheets are compared by value, because noticewatch writes dates as ISO dates and numbers without
  grouping, whatever a cell's format is. Percentages are percentages on both sides. Fractions are rounded to 12 digits.
  Errors of formulas are omitted; TRUE and FALSE are 1 and 0, as LibreOffice reads them in XLS files.
- Hidden sheets and hidden slides are omitted, and so are dates, footers and numbers of slides. Notes of slides count.
- Charts of slides count as the tables of their data. Titles and axes, which LibreOffice draws, count as well.
- Embedded objects of PPT files, such as charts, are omitted.
- Shapes and charts on sheets are omitted, and so are headers, footers and footnotes where LibreOffice omits them.
- Lines at the edges of PDF pages that recur on other pages (running titles, page numbers) are omitted. Comments
  are no text. Bullets at the beginning of a cell do not count.
- LibreOffice does not compute formulas anew. Filled boxes in PDF tables with lines are shading: pdfplumber alone would
  take the edges of a highlighted word for the edges of a cell. Words that the end of a line in a cell
  divides are whole.
- Cells with numbered lists, whose numbers LibreOffice's HTML omits, and marks of footnotes are omitted.
- Invisible characters such as optional hyphens are dropped.
"""

import asyncio
import re
import statistics
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from crawler.files.values import TEXT_LIMIT, FileText
from crawler.polling.file_process import FileReader
from tests.benchmarks import data
from tests.benchmarks.file_peers import FORMS, convert, peer_of

ARCHIVES = ("zip", "rar", "7z")
PATIENCE = 120.0
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_LONG_NUMBER = re.compile(r"\b\d+\.\d{9,}\b")
_TRUTH = re.compile(r"\b(?:TRUE|FALSE)\b")
_MOST_SHOWN = 8
_MOST_ROWS = 1000


def main(arguments: list[str]) -> None:
    parser = data.parser("files", __doc__)
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="keeps LibreOffice's conversions for the next run")
    parser.add_argument("--kinds", nargs="+", default=[*FORMS, *ARCHIVES], metavar="KIND")
    parser.add_argument("--list", action="store_true", help="print the figures of each file, and what differs")
    options = parser.parse_args(arguments)
    folder = data.needed("files")
    reader = FileReader()
    try:
        with tempfile.TemporaryDirectory(prefix="files-") as made:
            for kind in options.kinds:
                paths = sorted((folder / kind).glob("*"))
                if kind in ARCHIVES:
                    _archives(kind, paths, reader, options.list)
                elif paths:
                    _texts(kind, paths, options.peers or Path(made), reader, options.list)
    finally:
        reader.close()


def _read(path: Path, reader: FileReader) -> FileText:
    return asyncio.run(reader.read(path.read_bytes(), PATIENCE))


def _texts(kind: str, paths: list[Path], peers: Path, reader: FileReader, listed: bool) -> None:
    place = peers / kind
    place.mkdir(parents=True, exist_ok=True)
    for form in FORMS[kind]:
        convert(paths, form, place)
    scores: list[float] = []
    shares: list[float] = []
    faults: list[str] = []
    empty = 0
    for path in paths:
        read = _read(path, reader)
        peer = peer_of(path, place)
        if read.text is None and not peer.text.strip("\ufeff\f\n "):
            empty += 1
            continue
        if read.text is None or not peer.text.strip():
            faults.append(f"{path.name}: {read.type} {read.fault}, the peer has {len(peer.text)} characters")
            continue
        wanted = peer.text[:TEXT_LIMIT] if read.fault == "cut" else peer.text
        scores.append(token_f1(read.text, wanted))
        missing = missing_cells(read.text, peer.rows)
        count = sum(map(len, peer.rows[:_MOST_ROWS]))
        shares += [1 - len(missing) / count] if count else []
        if listed:
            print(
                f"  {path.name}  F1 {scores[-1]:.3f}  cells {f'{shares[-1]:.3f}' if count else '–'}  {read.fault or ''}"
            )
            found, other = tokens(read.text), tokens(wanted)
            for side, rest in (("here", found - other), ("peer", other - found), ("cells", Counter(missing))):
                if rest:
                    print(f"    only {side}: {rest.total()}, {rest.most_common(_MOST_SHOWN)}")
    mean = f"F1 mean {statistics.mean(scores):.4f}, lowest {min(scores):.3f}" if scores else "none"
    of_cells = f"; cells mean {statistics.mean(shares):.4f} in {len(shares)} files" if shares else ""
    print(f"{kind}: {len(scores)} of {len(paths)} files ({empty} without text on both sides), {mean}{of_cells}")
    for fault in faults:
        print(f"  {fault}")


def _archives(kind: str, paths: list[Path], reader: FileReader, listed: bool) -> None:
    members = [(path, member) for path in paths for member in _read(path, reader).members]
    texts = sum(member.end > member.start for _, member in members)
    print(f"{kind}: {len(paths)} archives, {len(members)} files, {texts} with text")
    if listed:
        for path, member in members:
            print(f"  {path.name[:12]} {member.name}: {member.type} {member.fault or member.end - member.start}")


def _plain(text: str) -> str:
    folded = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.12g}", unicodedata.normalize("NFKC", text))
    shown = _TRUTH.sub(lambda found: str(int(found[0] == "TRUE")), folded)
    return "".join(char for char in shown if unicodedata.category(char) != "Cf")


def tokens(text: str) -> Counter[str]:
    """The tokens of a text: Chinese characters, as lines are wrapped within words, and other words and numbers."""
    return Counter(_TOKEN.findall(_plain(text)))


def token_f1(text: str, peer: str) -> float:
    found = tokens(text)
    wanted = tokens(peer)
    both = (found & wanted).total()
    return 2 * both / max(1, found.total() + wanted.total())


def missing_cells(text: str, rows: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a table that are no cells of the line of the text with the most cells of the same row.

    Only lines with the row's rarest cell are examined.
    """
    lines = [frozenset(map(_bare, line.split("\t"))) for line in text.splitlines() if "\t" in line]
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for cell in line:
            places[cell].append(number)
    missing: list[str] = []
    for row in rows[:_MOST_ROWS]:
        cells = [_bare(cell) for cell in row]
        rarest = min((places[cell] for cell in cells if cell in places), key=len, default=[])
        line = max(
            (lines[number] for number in rarest),
            key=lambda line: sum(cell in line for cell in cells),
            default=frozenset(),
        )
        missing += [cell for cell in cells if cell not in line]
    return missing


def _bare(cell: str) -> str:
    return "".join(_plain(cell).split()).lstrip("-•·")


if __name__ == "__main__":
    main(sys.argv[1:])
