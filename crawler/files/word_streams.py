"""The structures of a DOC file needed for its text: header (FIB), text pieces, and character and paragraph properties.

The structure names and the offsets are as defined in [MS-DOC]. Files of Word 6 and Word 95 are supported too; their
text is 8-bit, in the code page of the document's language.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.files.compound import Compound
from crawler.files.values import TEXT_LIMIT
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, UnsupportedFileError

_WORD = 0xA5EC
_WORD_6 = 0xA5DC
_NEWEST_OLD = 0xC0
"""The highest version number (nFib) of the format before Word 97."""
_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200
_COMPLEX = 0x0004
_WIDE_OLD = 0x1000
_COMPRESSED = 1 << 30
_PAGE = 512
_CODE_PAGES = {0x0804: "gb18030", 0x1004: "gb18030", 0x0404: "big5hkscs", 0x0C04: "big5hkscs", 0x0411: "cp932"}
_REMOVED = frozenset((0x0800, 0x083C))
"""The properties of deleted (sprmCFRMarkDel) and hidden (sprmCFVanish) characters."""
_TABLE = 0xD608
_HUGE = (0x6645, 0x6646)
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""The sizes of a modifier's operand in bytes, by the three highest bits of its code; 0 if the operand states it."""
FILLER = "\x00"
"""A placeholder for the second byte of a double-byte character, so that text positions count bytes as in the file."""


@dataclass(frozen=True)
class Piece:
    """A piece of the text, which is an entry of the piece table.

    `start` is the document position of its first character, `offset` is its offset in the stream, and `width` is the
    number of bytes per character.
    """

    start: int
    offset: int
    text: str
    width: int


@dataclass(frozen=True)
class WordStreams:
    """The streams of a DOC file: WordDocument (`main`), 0Table or 1Table (`table`), and Data (`data`).

    `is_old` is true for Word 6 and Word 95.
    """

    main: bytes
    table: bytes
    is_old: bool
    language: int
    data: bytes = b""

    def extent(self, index: int) -> bytes:
        """Return the data in the table stream that entry `index` of FibRgFcLcb97 refers to."""
        offset, size = unpacked("<II", self.main, 0x9A + 8 * index)
        return self.table[offset : offset + size]

    def after(self, index: int) -> bytes:
        """Return everything in the table stream that follows the data of entry `index` of FibRgFcLcb97."""
        offset, size = unpacked("<II", self.main, 0x9A + 8 * index)
        return self.table[offset + size :]


def unpacked(form: str, data: bytes, at: int) -> tuple[int, ...]:
    """Return the integers at the offset `at` of the data. Raise DamagedFileError if the data is too short.

    `form` is the format of the integers, as in the module `struct`.
    """
    try:
        return struct.unpack_from(form, data, at)
    except struct.error as error:
        raise DamagedFileError(FileDetail.TRUNCATED.of(reason=error)) from error


def open_streams(compound: Compound) -> WordStreams:
    """Return the streams of a DOC file. Raise FileError if they are encrypted, damaged or of an unknown version."""
    main = compound.read("WordDocument")
    mark, version = unpacked("<HH", main, 0)
    language, _, flags = unpacked("<HHH", main, 6)
    if mark not in (_WORD, _WORD_6):
        raise UnsupportedFileError(FileDetail.OLD_WORD.of())
    if flags & _ENCRYPTED:
        raise EncryptedFileError()
    if version <= _NEWEST_OLD:
        return WordStreams(main, main, True, language)
    name = "1Table" if flags & _SECOND_TABLE else "0Table"
    data = compound.read("Data") if compound.has("Data") else b""
    return WordStreams(main, compound.read(name), False, language, data)


def pieces_of(streams: WordStreams) -> list[Piece]:
    """Return the pieces of the main text, in order. Raise DamagedFileError if there are none."""
    size = unpacked("<I", streams.main, 0x34 if streams.is_old else 0x4C)[0]
    flags = unpacked("<H", streams.main, 0x0A)[0]
    pieces: list[Piece] = []
    extents = [(0, unpacked("<I", streams.main, 0x18)[0], size)]
    if not streams.is_old or flags & _COMPLEX:
        extents = list(_extents(streams))
    room = min(size, TEXT_LIMIT + 1)
    for start, fc, count in extents:
        if start >= room:
            break
        is_narrow = bool(fc & _COMPRESSED) if not streams.is_old else not flags & _WIDE_OLD
        offset = (fc & ~_COMPRESSED) // 2 if fc & _COMPRESSED else fc
        width = 1 if is_narrow else 2
        data = streams.main[offset : offset + width * min(count, room - start)]
        pieces.append(Piece(start, offset, _decoded(data, width, streams), width))
    if not any(piece.text for piece in pieces):
        raise DamagedFileError(FileDetail.NO_PIECES.of())
    return pieces


def _extents(streams: WordStreams) -> Iterator[tuple[int, int, int]]:
    """Yield three numbers for each piece in the piece table (PlcPcd).

    They are the document position of the piece's first character, its coded offset in the stream, and its length.
    """
    if streams.is_old:
        offset, size = unpacked("<II", streams.main, 0x160)
        clx = streams.main[offset : offset + size]
    else:
        clx = streams.extent(33)
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + unpacked("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise DamagedFileError(FileDetail.NO_PIECE_TABLE.of())
    size = min(unpacked("<I", clx, at + 1)[0], len(clx) - at - 5)
    table = clx[at + 5 : at + 5 + size]
    count = (size - 4) // 12
    for number in range(count):
        start, end = unpacked("<II", table, 4 * number)
        if end > start:
            yield start, unpacked("<I", table, 4 * (count + 1) + 8 * number + 2)[0], end - start


def _decoded(data: bytes, width: int, streams: WordStreams) -> str:
    """Return the text of a piece with exactly one character for each document position.

    `width` is the number of bytes per character in `data`. A character outside the Basic Multilingual Plane becomes two
    surrogates.
    """
    if width == 2:
        return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])))
    encoding = _CODE_PAGES.get(streams.language)
    if encoding and (wide := _double_byte(data, encoding, streams.is_old)):
        return wide
    return data.decode("cp1252", "replace")


def _double_byte(data: bytes, encoding: str, is_old: bool) -> str | None:
    """Decode bytes in a double-byte encoding, and return the text, or None if the bytes are not valid in this encoding.

    Each character of two bytes is followed by FILLER, so that the text has as many characters as there are bytes. For
    Word 6 and Word 95 (`is_old`), invalid bytes are replaced instead.
    """
    try:
        text = data.decode(encoding, "replace" if is_old else "strict")
    except UnicodeDecodeError:
        return None
    sizes = (len(char.encode(encoding, "replace")) for char in text)
    return "".join(char + FILLER * (size - 1) for char, size in zip(text, sizes, strict=True))[: len(data)]


def formatted_pages(streams: WordStreams, index: int) -> Iterator[bytes]:
    """Yield the pages (FKP) that contain the character properties or the paragraph properties of a document.

    `index` is the entry of FibRgFcLcb97 that lists these pages: 12 for characters, 13 for paragraphs.
    """
    plc = streams.extent(index)
    count = (len(plc) - 4) // 8
    for number in range(max(count, 0)):
        place = (unpacked("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF) * _PAGE
        page = streams.main[place : place + _PAGE]
        if len(page) == _PAGE:
            yield page


def modifiers(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the property modifiers (Prl) as pairs of code (sprm) and operand. Stop at the first truncated modifier."""
    at = 0
    while at + 2 <= len(grpprl):
        code = int.from_bytes(grpprl[at : at + 2], "little")
        at += 2
        size = _SIZES[code >> 13]
        if not size:
            # The size has two bytes for the definition of a table row (sprmTDefTable), otherwise one.
            size = 1 + int.from_bytes(grpprl[at : at + (2 if code == _TABLE else 1)], "little")
        if at + size > len(grpprl):
            return
        yield code, grpprl[at : at + size]
        at += size


def removed_spans(streams: WordStreams, pieces: list[Piece]) -> list[tuple[int, int]]:
    """Return the sorted spans of deleted and hidden text, as document positions."""
    if streams.is_old:
        return []
    runs = sorted(run for page in formatted_pages(streams, 12) for run in _removed_runs(page))
    starts = [first for first, _ in runs]
    spans = [span for piece in pieces for span in _within(piece, runs, bisect_right(starts, piece.offset) - 1)]
    return sorted(spans)


def _within(piece: Piece, runs: list[tuple[int, int]], at: int) -> Iterator[tuple[int, int]]:
    """Yield those parts of a piece of text that are inside one of the spans `runs`.

    `runs` are sorted spans of stream offsets. The search begins at index `at` of `runs`. The yielded parts are spans of
    document positions.
    """
    end = piece.offset + len(piece.text) * piece.width
    for first, last in islice(runs, max(at, 0), None):
        if first >= end:
            break
        if last > piece.offset:
            before = max(0, first - piece.offset) // piece.width
            length = min(last, end) - piece.offset
            yield piece.start + before, piece.start + (length + piece.width - 1) // piece.width


def _removed_runs(page: bytes) -> Iterator[tuple[int, int]]:
    count = page[-1]
    if 4 * (count + 1) + count >= _PAGE:
        return
    for number in range(count):
        place = 2 * page[4 * (count + 1) + number]
        properties = page[place + 1 : place + 1 + page[place]] if place else b""
        if any(code in _REMOVED and operand == b"\x01" for code, operand in modifiers(properties)):
            first, last = unpacked("<II", page, 4 * number)
            yield first, last


@dataclass(frozen=True)
class ParagraphRuns:
    """The style and the property modifiers (`properties`) of each paragraph.

    Each paragraph is a span of stream offsets. `starts`, `ends` and `properties` have one item for each paragraph, in
    the same order.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    properties: tuple[tuple[int, bytes], ...]

    def at(self, offset: int) -> tuple[int, bytes] | None:
        """Return the style and the property modifiers of the paragraph at a stream offset, or None if unknown."""
        place = bisect_right(self.starts, offset) - 1
        return self.properties[place] if place >= 0 and offset < self.ends[place] else None


def paragraph_runs(streams: WordStreams) -> ParagraphRuns:
    """Return the style and the property modifiers of each paragraph. The result is empty for Word 6 and Word 95."""
    pages = () if streams.is_old else formatted_pages(streams, 13)
    runs = sorted(run for page in pages for run in _paragraphs(page))
    return ParagraphRuns(
        tuple(first for first, _, _, _ in runs),
        tuple(last for _, last, _, _ in runs),
        tuple((style, _whole(properties, streams.data)) for _, _, style, properties in runs),
    )


def _whole(properties: bytes, data: bytes) -> bytes:
    """Return all property modifiers of a paragraph.

    `properties` are the modifiers stored with the paragraph. If they are too long (in rows with many cells, for
    example), they only refer to the modifiers in `data`, the stream Data.
    """
    for code, operand in modifiers(properties):
        if code in _HUGE:
            at = int.from_bytes(operand, "little")
            return data[at + 2 : at + 2 + int.from_bytes(data[at : at + 2], "little")]
    return properties


def _paragraphs(page: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    count = page[-1]
    if 4 * (count + 1) + 13 * count >= _PAGE:
        return
    for number in range(count):
        place = 2 * page[4 * (count + 1) + 13 * number]
        first, last = unpacked("<II", page, 4 * number)
        size = 2 * page[place] - 1
        begin = place + 1
        if page[place] == 0 and place + 1 < _PAGE:
            size = 2 * page[place + 1]
            begin = place + 2
        data = page[begin : begin + size] if place else b""
        yield first, last, int.from_bytes(data[:2], "little"), data[2:]
