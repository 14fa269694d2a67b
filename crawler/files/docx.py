"""Extraction of text from DOCX files (ECMA-376, WordprocessingML): paragraphs and table rows in document order.

The XML is parsed directly. Existing libraries omit parts of the text, such as content controls, accepted insertions or
automatic list numbers (一、二、…). The outline of a notice depends on these numbers.
"""

from collections.abc import Iterator

from lxml import etree

from crawler.files.numbering import Numbering
from crawler.files.rows import row_lines
from crawler.files.zips import Zip, open_zip
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, NoTextError

# Elements without text of the document: deleted and moved text, field codes, properties, fallbacks for old programs.
_PASSED_OVER = frozenset(("del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "tblPr", "sectPr"))
_DEEPEST = 60


def read_docx(body: bytes) -> str:
    """Return the text of a DOCX file, one paragraph or table row per line. Raise FileError if it cannot be parsed."""
    with open_zip(body) as archive:
        root = archive.xml(_main_part(archive))
        numbering = Numbering.of(_part(archive, "word/numbering.xml"), _part(archive, "word/styles.xml"))
    lines = (line.strip() for line in _blocks(root, numbering, 0))
    text = "\n".join(line for line in lines if line)
    if not text:
        raise NoTextError()
    return text


def _main_part(archive: Zip) -> str:
    names = [name for name in archive.names if name.startswith("word/document") and name.endswith(".xml")]
    if not names:
        raise DamagedFileError(FileDetail.NO_PART.of(name="word/document.xml"))
    return min(names, key=len)


def _part(archive: Zip, name: str) -> etree._Element | None:
    return archive.xml(name) if name in archive.names else None


def local_name(element: etree._Element) -> str:
    """Return the tag name of an element without its namespace, which differs between transitional and strict files."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _blocks(parent: etree._Element, numbering: Numbering, depth: int) -> Iterator[str]:
    """Yield the lines of all paragraphs and tables below an element, with the list numbers of the paragraphs.

    `depth` is the nesting depth of the element. Elements that are nested too deep are omitted.
    """
    if depth > _DEEPEST:
        return
    for element in parent:
        name = local_name(element)
        if name == "p":
            yield from _paragraph(element, numbering, depth)
        elif name == "tbl":
            yield from _table(element, numbering, depth)
        elif name not in _PASSED_OVER:
            yield from _blocks(element, numbering, depth + 1)


def _paragraph(paragraph: etree._Element, numbering: Numbering, depth: int) -> Iterator[str]:
    boxes: list[etree._Element] = []
    text = "".join(_inline(paragraph, boxes, depth))
    # A cell of the column 序号 often has only an automatic number.
    is_shown = text.strip() or local_name(paragraph.getparent()) == "tc"
    label = numbering.label(paragraph) if is_shown else ""
    yield from (label + text.strip()).split("\n")
    for box in boxes:
        yield from _blocks(box, numbering, depth + 1)


def _inline(parent: etree._Element, boxes: list[etree._Element], depth: int) -> Iterator[str]:
    """Yield the text inside `parent`, which is a paragraph or an element in a paragraph.

    Text boxes are appended to `boxes`, and their text is not yielded. `depth` is the nesting depth of `parent`.
    Elements that are nested too deep are omitted.
    """
    if depth > _DEEPEST:
        return
    for element in parent:
        name = local_name(element)
        if name == "t":
            yield element.text or ""
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "tab":
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "r" and _is_hidden(element):
            continue
        elif name == "txbxContent":
            boxes.append(element)
        elif name not in _PASSED_OVER:
            yield from _inline(element, boxes, depth + 1)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find("{*}rPr/{*}vanish")
    return vanish is not None and not any(value in ("0", "false", "off") for value in vanish.attrib.values())


def _table(table: etree._Element, numbering: Numbering, depth: int) -> Iterator[str]:
    for row in table.iter("{*}tr"):
        if next((element for element in row.iterancestors("{*}tbl")), None) is not table:
            continue  # a row of a nested table, which is read with the cell around it
        cells = [list(_blocks(cell, numbering, depth + 1)) for cell in _cells(row)]
        yield from row_lines(cells)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if local_name(element) == "tc":
            yield element
        elif local_name(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(element)
