"""Texts and tables of real files against LibreOffice's conversion of the same files.

    python -m tests.benchmarks files --data DIR [--list]

DIR has a folder `files/` with a folder for each format, which `python -m tests.benchmarks.labels.files` puts in place.
Figures per format: F1 of tokens (Chinese characters, other words and numbers), and the share of the cells of tables
that are cells of one line of the text as well. The peer is LibreOffice (`soffice`), for PDF files and presentations
`pdftotext`. For archives: the number of files in them, and of those with text.
"""

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from crawler.files.values import FileText
from crawler.polling.file_process import FileReader
from tests.benchmarks import data

CONVERTED = ("doc", "wps", "rtf", "pptx", "pdf")
ARCHIVES = ("zip", "rar", "7z")
PATIENCE = 120.0
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


def main(arguments: list[str]) -> None:
    parser = data.parser("files", __doc__)
    parser.add_argument("--list", action="store_true", help="print the figures of each file")
    options = parser.parse_args(arguments)
    folder = data.needed("files")
    reader = FileReader()
    try:
        for kind in CONVERTED:
            _texts(kind, sorted((folder / kind).glob("*")), reader, options.list)
        for kind in ARCHIVES:
            _archives(kind, sorted((folder / kind).glob("*")), reader, options.list)
    finally:
        reader.close()


def _read(path: Path, reader: FileReader) -> FileText:
    return asyncio.run(reader.read(path.read_bytes(), PATIENCE))


def _texts(kind: str, paths: list[Path], reader: FileReader, listed: bool) -> None:
    scores: list[float] = []
    cells: list[float] = []
    faults: list[str] = []
    for path in paths:
        read = _read(path, reader)
        peer = converted(path)
        if read.text is None or not peer.strip():
            faults.append(f"{path.name}: {read.fault}, the peer has {len(peer)} characters")
            continue
        scores.append(token_f1(read.text, peer))
        wanted = cells_of(path) if kind != "pdf" else []
        found = [share_of_cells(read.text, wanted)] if wanted else []
        cells += found
        if listed:
            print(f"  {path.name}  F1 {scores[-1]:.3f}  cells {found[0] if found else '–'}")
    mean = f"F1 mean {statistics.mean(scores):.3f}, lowest {min(scores):.3f}" if scores else "none"
    of_cells = f"; cells mean {statistics.mean(cells):.3f} in {len(cells)} files" if cells else ""
    print(f"{kind}: {len(paths)} files, {mean}{of_cells}")
    for fault in faults:
        print(f"  {fault}")


def _archives(kind: str, paths: list[Path], reader: FileReader, listed: bool) -> None:
    members = [(path, member) for path in paths for member in _read(path, reader).members]
    texts = sum(member.end > member.start for _, member in members)
    print(f"{kind}: {len(paths)} archives, {len(members)} files, {texts} with text")
    if listed:
        for path, member in members:
            print(f"  {path.name[:12]} {member.name}: {member.type} {member.fault or member.end - member.start}")


def converted(path: Path) -> str:
    """The text of a file by LibreOffice, or by pdftotext for a PDF."""
    if path.suffix == ".pdf":
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=False)
        return done.stdout.decode("utf-8", "replace")
    if path.suffix == ".pptx":
        return converted(_office(path, "pdf"))
    return _office(path, "txt:Text (encoded):UTF8").read_text("utf-8", "replace")


def _office(path: Path, form: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="files-"))
    shutil.copy(path, folder / f"input{path.suffix}")
    profile = f"-env:UserInstallation=file://{tempfile.gettempdir()}/files-profile"
    ending = form.partition(":")[0]
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        folder,
        folder / f"input{path.suffix}",
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=False)
    made = folder / f"input.{ending}"
    if not made.exists():
        made.write_text("")
    return made


def tokens(text: str) -> Counter[str]:
    """The tokens of a text: Chinese characters, as lines are wrapped within words, and other words and numbers."""
    return Counter(_TOKEN.findall(unicodedata.normalize("NFKC", text)))


def token_f1(text: str, peer: str) -> float:
    found = tokens(text)
    wanted = tokens(peer)
    both = (found & wanted).total()
    return 2 * both / max(1, found.total() + wanted.total())


def cells_of(path: Path) -> list[list[str]]:
    """The rows of the tables in LibreOffice's HTML, with the texts of their cells that are not empty."""
    made = _office(path, "html").read_bytes()
    return list(_rows(html.fromstring(made))) if made.strip() else []


def _rows(tree: html.HtmlElement) -> Iterator[list[str]]:
    for row in tree.iter("tr"):
        if next(row.iterdescendants("table"), None) is None:
            cells = ["".join(cell.text_content().split()) for cell in row.iterfind("td")]
            filled = [cell for cell in cells if cell]
            if len(filled) > 1:
                yield filled


def share_of_cells(text: str, rows: list[list[str]]) -> float:
    """The share of cells that are a cell of a line which has the row's first cell."""
    lines = [["".join(cell.split()) for cell in line.split("\t")] for line in text.splitlines() if "\t" in line]
    found = 0
    for row in rows:
        line = max(lines, key=lambda cells: len(set(cells) & set(row)), default=[])
        found += sum(cell in line for cell in row)
    return found / max(1, sum(map(len, rows)))


if __name__ == "__main__":
    main(sys.argv[1:])
