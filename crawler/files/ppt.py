"""Extraction of text from PPT and DPS files (MS-PPT): slides in order, each with its text, tables and notes.

Hidden slides, and the placeholders for dates, headers, footers and slide numbers are omitted, as for PPTX files.
Embedded objects, such as charts, are not read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.files.compound import open_compound
from crawler.files.ppt_records import STREAM, Record, objects_of, place_of, record_at
from crawler.files.rows import row_lines
from crawler.files.values import PAGES_LIMIT, TEXT_LIMIT
from crawler.model.errors import NoTextError

# Records of MS-PPT (2.13.24) and of drawings (MS-ODRAW, 2.2).
_SLIDE_ATOM = 0x03EF
_SLIDE_REFERENCE = 0x03F3
_SHOW_INFO = 0x03F9
_DRAWING = 0x040C
_PLACEHOLDER = 0x0BC3
_OUTLINE_REFERENCE = 0x0F9E
_TEXT_HEADER = 0x0F9F
_TEXT_CHARS = 0x0FA0
_TEXT_BYTES = 0x0FA8
_FIELDS = frozenset((0x0FD8, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x1015))
_SLIDE_LIST = 0x0FF0
_PAGE = 0xF002
_GROUP = 0xF003
_SHAPE = 0xF004
_OPTIONS = frozenset((0xF00B, 0xF121, 0xF122))
_TEXT_BOX = 0xF00D
_CHILD_ANCHOR = 0xF00F
_CLIENT_DATA = 0xF011
_SLIDES, _NOTES = 0, 2
_HIDDEN = 0x0004
_TABLE_PROPERTIES = 0x039F
_NO_CONTENT = range(0x07, 0x0C)
"""The types of placeholders for dates, slide numbers, footers, headers, and the slide's picture above its notes."""
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\t": " "})
_DEEPEST = 60


@dataclass(frozen=True)
class _Slide:
    """The reference to a slide or to notes: the number of its object, its identifier, and its texts in the outline."""

    number: int
    identifier: int
    outline: list[str]


def read_ppt(body: bytes) -> tuple[str, str | None]:
    """Return the text of a PPT file, and `cut` if slides beyond PAGES_LIMIT were not read, otherwise None.

    Raise FileError if the file is encrypted, cannot be parsed or has no text.
    """
    compound = open_compound(body)
    main = memoryview(compound.read(STREAM))
    document, places = objects_of(compound, main)
    lists: dict[int, list[_Slide]] = {
        part.instance: list(_slides(part))
        for part in record_at(main, place_of(places, document)).children()
        if part.kind == _SLIDE_LIST
    }
    slides = lists.get(_SLIDES, [])
    notes = {slide.identifier: slide for slide in lists.get(_NOTES, [])}
    lines: list[str] = []
    size = 0
    for slide in slides[:PAGES_LIMIT]:
        found = list(_slide_lines(main, places, slide, notes))
        lines += found
        size += sum(map(len, found))
        if size > TEXT_LIMIT:
            break
    text = "\n".join(stripped for line in lines if (stripped := line.strip()))
    if not text:
        raise NoTextError()
    return text, "cut" if len(slides) > PAGES_LIMIT else None


def _slides(listed: Record) -> Iterator[_Slide]:
    """Yield the slides of a list, in order."""
    slide: _Slide | None = None
    for record in listed.children():
        if record.kind == _SLIDE_REFERENCE:
            if slide:
                yield slide
            number, _, _, identifier = record.numbers("<IIII")
            slide = _Slide(number, identifier, [])
        elif slide and record.kind == _TEXT_HEADER:
            slide.outline.append("")
        elif slide and slide.outline and record.kind in (_TEXT_CHARS, _TEXT_BYTES):
            slide.outline[-1] = _decoded(record)
    if slide:
        yield slide


def _decoded(record: Record) -> str:
    data = bytes(record.data)
    return data.decode("utf-16-le", "replace") if record.kind == _TEXT_CHARS else data.decode("latin-1")


def _slide_lines(
    main: memoryview, places: Mapping[int, int], slide: _Slide, notes: Mapping[int, _Slide]
) -> Iterator[str]:
    """Yield the lines of a slide and of its notes, unless the slide is hidden."""
    parts = list(record_at(main, place_of(places, slide.number)).children())
    if any(part.numbers("<H", 10)[0] & _HIDDEN for part in parts if part.kind == _SHOW_INFO):
        return
    yield from _drawn(parts, slide.outline)
    referred = next((part.numbers("<I", 16)[0] for part in parts if part.kind == _SLIDE_ATOM), 0)
    if note := notes.get(referred):
        yield from _drawn(record_at(main, place_of(places, note.number)).children(), note.outline)


def _drawn(parts: Iterator[Record] | Sequence[Record], outline: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the shapes that are drawn on a slide, in the order of drawing."""
    for part in parts:
        if part.kind == _DRAWING:
            for page in part.children():
                if page.kind == _PAGE:
                    yield from _shapes(page, outline, 0)


def _shapes(group: Record, outline: Sequence[str], depth: int) -> Iterator[str]:
    """Yield the lines of the shapes in a group. `depth` is the number of groups around it; the deepest are omitted."""
    if depth > _DEEPEST:
        return
    members = list(group.children())
    if depth and _is_table(members):
        yield from _rows(members, outline)
        return
    for member in members:
        if member.kind == _GROUP:
            yield from _shapes(member, outline, depth + 1)
        elif member.kind == _SHAPE:
            yield from _text(list(member.children()), outline).split("\n")


def _is_table(members: Sequence[Record]) -> bool:
    """Return whether a group is a table, according to the properties of its first shape, which is the group itself."""
    first = next((member for member in members if member.kind == _SHAPE), None)
    return first is not None and any(
        part.numbers("<H", 6 * number)[0] & 0x3FFF == _TABLE_PROPERTIES
        for part in first.children()
        if part.kind in _OPTIONS
        for number in range(part.instance)
    )


def _rows(cells: Sequence[Record], outline: Sequence[str]) -> Iterator[str]:
    """Yield the rows of a table. Cells with the same upper edge are a row."""
    rows: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
    for cell in cells:
        parts = list(cell.children()) if cell.kind == _SHAPE else []
        anchor = next((part for part in parts if part.kind == _CHILD_ANCHOR), None)
        if anchor and (text := _text(parts, outline)):
            left, top = anchor.numbers("<ii")
            rows[top].append((left, text.split("\n")))
    for _, row in sorted(rows.items()):
        yield from row_lines([lines for _, lines in sorted(row)])


def _text(parts: Sequence[Record], outline: Sequence[str]) -> str:
    """Return the text of a shape. Paragraphs and lines end with a line break."""
    if any(_is_no_content(part) for part in parts):
        return ""
    text = ""
    for box in parts:
        for record in box.children() if box.kind == _TEXT_BOX else ():
            if record.kind in (_TEXT_CHARS, _TEXT_BYTES):
                text = _decoded(record)
            elif record.kind == _OUTLINE_REFERENCE:
                (number,) = record.numbers("<I")
                text = outline[number] if number < len(outline) else ""
            elif record.kind in _FIELDS:
                # The text contains an asterisk in place of a date or number that is inserted when a slide is shown.
                (place,) = record.numbers("<I")
                text = text[:place] + " " + text[place + 1 :]
    return text.translate(_BREAKS)


def _is_no_content(part: Record) -> bool:
    """Return whether a part of a shape states that the shape is a placeholder of something other than content."""
    return part.kind == _CLIENT_DATA and any(
        record.kind == _PLACEHOLDER and record.numbers("<IB")[1] in _NO_CONTENT for record in part.children()
    )
