"""Extraction of text from RTF files (Rich Text Format 1.9), which portals often publish under the extension .doc.

Headers, footers, footnotes, comments, field instructions, and deleted and hidden text are omitted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from crawler.files.rows import row_lines
from crawler.files.values import TEXT_LIMIT
from crawler.model.errors import NoTextError

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<value>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    "colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote annotation"
    " fldinst objdata sp sn sv nonesttables list listoverride atnid atnauthor xe tc bkmkstart bkmkend datafield".split()
)
"""RTF destinations (named groups) that contain no text of the document.

Unknown destinations are skipped as well: control words after an asterisk at the beginning of a group.
"""
_KEPT = frozenset("shpinst shptxt".split())
_CHARS = {
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u3000",
    "enspace": " ",
    "line": "\n",
}
_SYMBOLS = {"~": " ", "_": "-", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}
_BREAKS = frozenset("par sect page column".split())
_CHARSETS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    238: "cp1250",
}
_CODE_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_WESTERN = "cp1252"
_DEEPEST = 1000
_HEAD = 200
"""The number of bytes at the beginning of a file that name the program that wrote it."""


@dataclass(frozen=True)
class _Group:
    """The formatting state inside a group (`{…}`). At the end of the group, the previous state is restored.

    In RTF, each Unicode character is followed by characters that older programs show in its place; `fallback` is their
    number. `font` is the number of the current font. `in_fonts` means that the group is the font table.
    """

    skipped: bool = False
    hidden: bool = False
    in_table: bool = False
    in_fonts: bool = False
    fallback: int = 1
    font: int = -1


@dataclass
class _Reader:
    """Reads the tokens of an RTF text one by one, and collects the lines of its paragraphs and table rows."""

    charsets: dict[int, str]
    encoding: str = _WESTERN
    fonts: dict[int, str] = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    room: int = TEXT_LIMIT + 1
    _chars: list[str] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _cells: list[list[str]] = field(default_factory=list)
    _cell: list[str] = field(default_factory=list)
    _to_skip: int = 0
    _is_destination: bool = False
    _is_new_group: bool = False

    def symbol(self, char: str) -> None:
        """Process a control symbol (a backslash and one other character)."""
        if char == "*":
            self._is_destination = self._is_new_group
        elif char in _SYMBOLS:
            self.add(_SYMBOLS[char])

    def brace(self, char: str) -> None:
        """Begin or end a group."""
        self._decode()
        self._is_destination = False
        self._is_new_group = char == "{"
        if char == "{":
            self.outer.append(self.group)
            if len(self.outer) > _DEEPEST:
                self.group = replace(self.group, skipped=True)
        elif self.outer:
            self.group = self.outer.pop()

    def word(self, word: str, value: int | None) -> None:
        """Process a control word and its numeric parameter `value`, if any."""
        self._is_new_group = False
        if word == "u" and value is not None:
            self.add(chr(value % 0x10000))
            self._to_skip = self.group.fallback
            return
        self._decode()
        if word in _CHARS:
            self.add(_CHARS[word])
        elif word in _BREAKS:
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell(is_nested=word == "nestcell")
        elif word == "row":
            self._end_row()
        else:
            self._set(word, value)

    def add(self, text: str) -> None:
        """Add decoded text to the current paragraph, unless it is hidden.

        Characters that older programs show in place of a Unicode character (see `_Group`) are omitted.
        """
        self._decode()
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        if not self.group.skipped and not self.group.hidden and not self.group.in_fonts:
            self._chars.append(text[skipped:])
            self.room -= len(text)

    def add_bytes(self, data: bytes) -> None:
        """Add text to the current paragraph, given as bytes in the encoding of the current font, unless it is hidden.

        Bytes that older programs show in place of a Unicode character (see `_Group`) are omitted.
        """
        self._is_new_group = False
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        if not self.group.skipped and not self.group.hidden and not self.group.in_fonts:
            self._bytes += data[skipped:]
            self.room -= len(data)

    def finish(self) -> str:
        """End the last paragraph or table row, and return the text of the file."""
        self._decode()
        self._end_paragraph()
        self._end_row()
        text = "\n".join(line.strip() for line in self.lines if line.strip())
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _set(self, word: str, value: int | None) -> None:
        """Apply a control word to the formatting state of the current group."""
        group = self.group
        is_on = value != 0
        if word == "fonttbl":
            self.group = replace(group, in_fonts=True)
        elif word in _SKIPPED or (self._is_destination and word not in _KEPT):
            self.group = replace(group, skipped=True)
        elif word in ("v", "deleted"):
            self.group = replace(group, hidden=is_on)
        elif word == "plain":
            self.group = replace(group, hidden=False)
        elif word in ("intbl", "pard"):
            self.group = replace(group, in_table=word == "intbl")
        elif word == "uc" and value is not None:
            self.group = replace(group, fallback=max(0, value))
        elif word == "f" and value is not None:
            self.group = replace(group, font=value)
        elif word == "fcharset" and group.in_fonts and value in self.charsets:
            self.fonts[group.font] = self.charsets[value]
        elif word == "ansicpg" and value:
            self.encoding = _CODE_PAGES.get(value, _WESTERN if value not in range(1250, 1259) else f"cp{value}")
        self._is_destination = False

    def _decode(self) -> None:
        if self._bytes:
            self._chars.append(self._decoded(bytes(self._bytes)))
            self._bytes.clear()

    def _decoded(self, data: bytes) -> str:
        # The font of Chinese text is often a Western one; the document's encoding then applies.
        for encoding in (self.fonts.get(self.group.font, "ascii"), self.encoding, _WESTERN):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        return data.decode(self.encoding, "replace")

    def _end_paragraph(self) -> None:
        text = "".join(self._chars).strip()
        self._chars.clear()
        lines = text.split("\n") if text else []
        if self.group.in_table:
            self._cell += lines
        else:
            self._end_row()
            self.lines += lines

    def _end_cell(self, *, is_nested: bool) -> None:
        text = "".join(self._chars).strip()
        self._chars.clear()
        self._cell += text.split("\n") if text else []
        if not is_nested:
            self._cells.append(self._cell)
            self._cell = []

    def _end_row(self) -> None:
        self.lines += [*row_lines(self._cells), *self._cell] if self._cells else self._cell
        self._cells = []
        self._cell = []


def read_rtf(body: bytes) -> str:
    """Return the text of an RTF file, one paragraph or table row per line. Raise NoTextError if it has no text."""
    # macOS writes all bytes in the encoding of their font.
    reader = _Reader(charsets={**_CHARSETS, 0: _WESTERN} if b"\\cocoartf" in body[:_HEAD] else _CHARSETS)
    for token in _tokens(body.decode("latin-1")):
        if token["word"]:
            reader.word(token["word"], int(token["value"]) if token["value"] else None)
        elif token["byte"]:
            reader.add_bytes(bytes.fromhex(token["byte"]))
        elif token["symbol"]:
            reader.symbol(token["symbol"])
        elif token["brace"]:
            reader.brace(token["brace"])
        else:
            reader.add_bytes(token["text"].replace("\t", " ").encode("latin-1"))
        # Bytes after the end of the outermost group are no part of the document.
        if reader.room < 0 or (token["brace"] == "}" and not reader.outer):
            break
    text = reader.finish()
    if not text:
        raise NoTextError()
    return text


def _tokens(text: str) -> Iterator[re.Match[str]]:
    r"""Yield the tokens of an RTF text. Binary data after `\bin` is skipped."""
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if match["word"] == "bin" and match["value"]:
            at += max(0, int(match["value"]))
        yield match
