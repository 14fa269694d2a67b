"""Extraction of text from DOC and WPS files (MS-DOC): paragraphs, list numbers and table rows in document order.

Headers, footers, footnotes, comments, and deleted and hidden text are omitted, as for DOCX files.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawler.files.compound import open_compound
from crawler.files.rows import row_lines
from crawler.files.word_lists import WordLists, word_lists
from crawler.files.word_streams import (
    FILLER,
    ParagraphRuns,
    Piece,
    modifiers,
    open_streams,
    paragraph_runs,
    pieces_of,
    removed_spans,
)
from crawler.model.errors import NoTextError

_PARAGRAPH = "\r"
_CELL = "\x07"
_FIELD = "\x13"
_FIELD_RESULT = "\x14"
_FIELD_END = "\x15"
_BREAKS = "\x0b\x0c\x0e"
# Characters whose meaning differs from Unicode, and marks of pictures, notes and comments.
_SHOWN = {"\t": " ", "\x1e": "-", "\x1f": "", "\x01": "", "\x02": "", "\x05": "", "\x08": "", "\x03": "", "\x04": ""}
_CODE_LIMIT = 3000
"""The maximum number of characters of a field's instructions.

In a damaged file, a longer text is not an instruction.
"""
_IN_TABLE = 0x2416
_ROW_END = 0x2417
_LEVEL = 0x260A
_LIST = 0x460B


@dataclass(frozen=True)
class _Properties:
    """The properties of a paragraph. `list_id` or `level` is None if the paragraph takes it from its style."""

    in_table: bool = False
    ends_row: bool = False
    style: int = 0
    list_id: int | None = None
    level: int | None = None


@dataclass
class _Table:
    """The table row that is being read: its finished cells, and the lines of the current cell."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def end_cell(self) -> None:
        self.cells.append(self.lines)
        self.lines = []

    def end_row(self) -> Iterator[str]:
        lines = list(row_lines(self.cells)) if self.cells else []
        yield from (*lines, *self.lines)
        self.cells = []
        self.lines = []


def read_doc(body: bytes) -> str:
    """Return the text of a DOC file, one paragraph or table row per line. Raise FileError if it cannot be parsed."""
    streams = open_streams(open_compound(body))
    pieces = pieces_of(streams)
    runs = paragraph_runs(streams)
    marks = _marks(pieces, removed_spans(streams, pieces))
    lines = _lines(marks, runs, word_lists(streams))
    text = "\n".join(line.strip() for line in lines if line.strip())
    if not text:
        raise NoTextError()
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _marks(pieces: list[Piece], removed: list[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Yield each visible character of the document together with its offset in the stream.

    `pieces` are the pieces of the text. `removed` are the spans of deleted and hidden characters, as document
    positions. These characters are omitted, except for the ends of table cells.
    """
    spans = iter(removed)
    first, last = next(spans, (1 << 40, 1 << 40))
    for piece in pieces:
        for place, char in enumerate(piece.text):
            position = piece.start + place
            while position >= last:
                first, last = next(spans, (1 << 40, 1 << 40))
            # The end of a hidden cell or row is kept, because other cells of the row may be visible.
            if (first <= position and char != _CELL) or char == FILLER:
                continue
            yield char, piece.offset + place * piece.width


def _without_fields(marks: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    r"""Yield the characters without field instructions, such as `PAGE \* MERGEFORMAT`. Field results are kept."""
    in_instruction: list[bool] = []
    skipped = 0
    for char, offset in marks:
        if char == _FIELD:
            in_instruction.append(True)
            skipped = 0
        elif char == _FIELD_RESULT:
            in_instruction[-1:] = [False] if in_instruction else []
        elif char == _FIELD_END:
            in_instruction[-1:] = []
        elif not any(in_instruction):
            yield char, offset
        else:
            skipped += 1
            if skipped > _CODE_LIMIT:
                in_instruction.clear()


def _lines(marks: Iterable[tuple[str, int]], runs: ParagraphRuns, lists: WordLists) -> Iterator[str]:
    """Yield the lines of all paragraphs and table rows.

    `marks` are the characters, each with its offset in the stream. `runs` contains the properties of the paragraphs,
    and `lists` contains the lists from which their numbers are computed.
    """
    table = _Table()
    chars: list[str] = []
    for char, offset in _without_fields(marks):
        if char in _BREAKS:
            chars.append("\n")
        elif char not in (_PARAGRAPH, _CELL):
            chars.append(_SHOWN.get(char, char))
        else:
            known = runs.at(offset)
            properties = _properties(*known) if known else _Properties()
            text = "".join(chars).strip()
            chars = []
            yield from _ended(char, table, _labelled(text, properties, lists), properties, known is not None)
    yield from table.end_row()
    yield "".join(chars)


def _ended(char: str, table: _Table, text: str, properties: _Properties, is_known: bool) -> Iterator[str]:
    """Process the end of a paragraph, and yield the lines that are now complete.

    A paragraph outside tables is complete, so its lines are yielded. A paragraph in a table is added to `table`; at the
    end of the row, the lines of the row are yielded. `char` is the character that ends the paragraph, and `text` is the
    text before it. `is_known` is false if the file does not state the paragraph's properties.
    """
    if char == _PARAGRAPH and not properties.in_table:
        yield from table.end_row()
        yield from text.split("\n")
        return
    if text:
        table.lines += text.split("\n")
    if char == _CELL:
        # Without properties, an empty cell ends the row, because an end-of-row mark follows the last cell.
        if properties.ends_row or (not is_known and not text and not table.lines):
            yield from table.end_row()
        else:
            table.end_cell()


def _labelled(text: str, properties: _Properties, lists: WordLists) -> str:
    # A cell of the column 序号 often has only an automatic number.
    is_shown = text or (properties.in_table and not properties.ends_row)
    return (lists.label(properties.style, properties.list_id, properties.level) + text).strip() if is_shown else text


def _properties(style: int, grpprl: bytes) -> _Properties:
    values = {code: int.from_bytes(operand, "little") for code, operand in modifiers(grpprl)}
    return _Properties(
        bool(values.get(_IN_TABLE)),
        bool(values.get(_ROW_END)),
        style,
        values.get(_LIST),
        values.get(_LEVEL),
    )
