"""PPT files of single records, made for the tests."""

import struct
from dataclasses import dataclass
from itertools import accumulate

from tests.crawler.files.compounds import a_compound

TOKEN = 0xE391C05F
ENCRYPTED = 0xF3D1C4DF


@dataclass(frozen=True)
class Slide:
    """A slide: its shapes, the texts of its outline, the shapes of its notes, and whether it is hidden."""

    shapes: tuple[bytes, ...] = ()
    outline: tuple[str, ...] = ()
    notes: tuple[bytes, ...] = ()
    hidden: bool = False


def record(kind, *parts, instance=0):
    data = b"".join(parts)
    return struct.pack("<HHI", instance << 4, kind, len(data)) + data


def text(content):
    """The text atom of a text: bytes are 8-bit, a string is UTF-16."""
    header = record(0x0F9F, bytes(4))
    return header + (record(0x0FA8, content) if isinstance(content, bytes) else _chars(content))


def _chars(content):
    return record(0x0FA0, content.encode("utf-16-le"))


def shape(content="", *parts, placeholder=None, outline=None, at=None, field=None):
    """A shape with a text, or with a reference to the text `outline` of the slide's outline."""
    made = b""
    if at:
        made += record(0xF00F, struct.pack("<iiii", *at, 0, 0))
    if placeholder is not None:
        made += record(0xF011, record(0x0BC3, struct.pack("<iBBH", 0, placeholder, 0, 0)))
    box = record(0x0F9E, struct.pack("<I", outline)) if outline is not None else text(content) if content else b""
    if field is not None:
        box += record(0x0FD8, struct.pack("<I", field))
    return record(0xF004, made, record(0xF00D, box) if box else b"", *parts)


def group(*shapes, properties=0x7F):
    """A group of shapes, whose first shape is the group itself. A table has the property 0x39F."""
    options = record(0xF122, struct.pack("<HI", properties, 1), instance=1)
    return record(0xF003, record(0xF004, options), *shapes)


def table(*rows):
    """A table of rows of texts."""
    cells = [
        shape(content, at=(100 * column, 50 * number))
        for number, row in enumerate(rows)
        for column, content in enumerate(row)
    ]
    return group(*reversed(cells), properties=0x039F)


def a_ppt(*slides, token=TOKEN, edits=1):
    """A PPT of slides. With several edits, the first slide was replaced by the last edit."""
    noted = [slide for slide in slides if slide.notes]
    first_notes = 2 + len(slides)
    document = record(
        0x03E8,
        record(0x0FF0, *(_listed(2 + place, slide) for place, slide in enumerate(slides)), instance=0),
        record(0x0FF0, *(_reference(first_notes + place) for place in range(len(noted))), instance=2),
    )
    objects = [
        document,
        *(_slide(slide, first_notes + noted.index(slide) if slide.notes else 0) for slide in slides),
        *(record(0x03F0, _drawing(slide.notes)) for slide in noted),
    ]
    main = b""
    edit = 0
    for number in range(edits):
        written = objects if number == edits - 1 else [document, _slide(Slide((shape("旧"),)), 0)]
        places = [*accumulate(map(len, written[:-1]), initial=len(main))]
        main += b"".join(written)
        directory = len(main)
        main += record(0x1772, struct.pack(f"<{1 + len(places)}I", len(places) << 20 | 1, *places))
        before, edit = edit, len(main)
        main += record(0x0FF5, struct.pack("<IIIIIII", 0, 0, before, directory, 1, 0, 0))
    user = record(0x0FF6, struct.pack("<III", 0x14, token, edit))
    return a_compound(PowerPoint_Document=main, Current_User=user)


def _listed(number, slide):
    return _reference(number) + b"".join(map(text, slide.outline))


def _reference(number):
    return record(0x03F3, struct.pack("<IIIII", number, 0, 0, number, 0))


def _slide(slide, notes):
    shown = record(0x03F9, bytes(10), struct.pack("<HI", 4 if slide.hidden else 0, 0))
    return record(0x03EE, record(0x03EF, bytes(16), struct.pack("<II", notes, 0)), shown, _drawing(slide.shapes))


def _drawing(shapes):
    return record(0x040C, record(0xF002, record(0xF003, record(0xF004), *shapes)))
