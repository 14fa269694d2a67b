"""Extraction of text from OpenDocument text and presentations (ODT, ODP; ISO/IEC 26300), in document order.

Taiwan's authorities publish their attachments in this format. Spreadsheets (ODS) are read like other spreadsheets.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.files.docx import local_name
from crawler.files.odf_lists import OdfLists, OpenList, attribute, number_of
from crawler.files.rows import row_lines
from crawler.files.zips import Zip, open_zip
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, NoTextError

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_NO_TEXT = frozenset(("tracked-changes", "annotation", "forms", "sequence-decls", "settings", "note-citation"))
_DESCRIPTIONS = "svg-compatible:1.0}"
"""The end of the namespace of elements that describe images."""
_DEEPEST = 60
_MOST_SPACES = 20
_MOST_REPEATED = 100
"""The maximum number of times that a cell or a row is repeated."""


def read_odf(body: bytes) -> str:
    """Return the text of an ODT or ODP file, one paragraph or table row per line.

    Raise FileError if the file is damaged, needs a password or has no text.
    """
    with open_zip(body) as archive:
        if _CONTENT not in archive.names:
            raise DamagedFileError(FileDetail.NO_PART.of(name=_CONTENT))
        if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
            raise EncryptedFileError()
        root = archive.xml(_CONTENT)
        roots = [archive.xml(_STYLES), root] if _STYLES in archive.names else [root]
        for presentation in root.iterfind("{*}body/{*}presentation"):
            _add_charts(presentation, archive)
    reader = _Reader(OdfLists.of(*roots))
    lines = (line.strip() for body in root.iterfind("{*}body") for line in reader.blocks(body, 0))
    text = "\n".join(filter(None, lines))
    if not text:
        raise NoTextError()
    return text


def _add_charts(presentation: etree._Element, archive: Zip) -> None:
    """Add the data of charts, which are documents of their own in the ZIP, to the slides that show them."""
    for element in presentation.iter("{*}object"):
        name = f"{attribute(element, 'href').removeprefix('./')}/{_CONTENT}"
        chart = archive.xml(name).find("{*}body/{*}chart") if name in archive.names else None
        if chart is not None:
            element.append(chart)


@dataclass
class _Reader:
    """A reader of a document. `notes` are the footnotes of the table row that is being read; they follow the row."""

    lists: OdfLists
    rows: int = 0
    notes: list[etree._Element] = field(default_factory=list)

    def blocks(self, parent: etree._Element, depth: int, around: OpenList | None = None) -> Iterator[str]:
        """Yield the lines of all paragraphs and tables below an element.

        `depth` is the nesting depth of the element. Elements that are nested too deep are omitted. `around` is the list
        that contains the element, if any.
        """
        if depth > _DEEPEST:
            return
        for element in parent:
            name = local_name(element)
            if name == "p":
                yield from self._paragraph(element, "", depth)
            elif name == "h":
                yield from self._paragraph(element, "" if around else self.lists.heading_label(element), depth)
            elif name == "list":
                yield from self._list(element, around, depth)
            elif name == "table-row":
                yield from self._row(element, depth)
            elif _has_text(element):
                yield from self.blocks(element, depth + 1)

    def _list(self, element: etree._Element, around: OpenList | None, depth: int) -> Iterator[str]:
        opened = self.lists.open(element, around)
        for item in element:
            first = next(iter(item), None)
            if local_name(item) == "list-item" and first is not None and local_name(first) in ("p", "h"):
                yield from self._paragraph(first, self.lists.item_label(item, first, opened), depth + 1)
                item.remove(first)
            yield from self.blocks(item, depth + 1, opened)

    def _row(self, row: etree._Element, depth: int) -> Iterator[str]:
        self.rows += 1
        cells: list[list[str]] = []
        for cell in row.iterfind("{*}table-cell"):
            lines = list(self.blocks(cell, depth + 1))
            cells += [lines] * (_repeated(cell, "number-columns-repeated") if any(lines) else 1)
        self.rows -= 1
        yield from list(row_lines(cells)) * _repeated(row, "number-rows-repeated")
        yield from self._pending_notes(depth)

    def _paragraph(self, paragraph: etree._Element, label: str, depth: int) -> Iterator[str]:
        """Yield the lines of a paragraph, and then those of its frames and footnotes."""
        frames: list[etree._Element] = []
        text = "".join(self._inline(paragraph, frames, depth))
        # A cell of the column 序號 often has only an automatic number.
        yield from (label + text.lstrip() if label and (text.strip() or self.rows) else text).split("\n")
        notes, self.notes = self.notes, []
        for frame in frames:
            yield from self.blocks(frame, depth + 1)
        self.notes = notes + self.notes
        yield from self._pending_notes(depth)

    def _pending_notes(self, depth: int) -> Iterator[str]:
        notes, self.notes = ([], self.notes) if self.rows else (self.notes, [])
        for note in notes:
            yield from self.blocks(note, depth + 1)

    def _inline(self, parent: etree._Element, frames: list[etree._Element], depth: int) -> Iterator[str]:
        """Yield the text inside `parent`, which is a paragraph or an element in a paragraph.

        Elements that contain paragraphs or tables are appended to `frames`, and footnotes to the notes of the reader.
        """
        yield parent.text or ""
        for element in parent:
            name = local_name(element)
            if name == "s":
                yield " " * min(number_of(attribute(element, "c"), 1), _MOST_SPACES)
            elif name == "tab":
                yield " "
            elif name == "line-break":
                yield "\n"
            elif name == "note":
                self.notes.append(element)
            elif _has_text(element) and _is_frame(element):
                frames.append(element)
            elif _has_text(element) and depth < _DEEPEST:
                yield from self._inline(element, frames, depth + 1)
            yield element.tail or ""


def _is_frame(element: etree._Element) -> bool:
    return any(local_name(child) in ("p", "h", "list", "table") for child in element)


def _repeated(element: etree._Element, name: str) -> int:
    return min(max(number_of(attribute(element, name), 1), 1), _MOST_REPEATED)


def _has_text(element: etree._Element) -> bool:
    return local_name(element) not in _NO_TEXT and _DESCRIPTIONS not in str(element.tag)
