"""Automatic list numbers of a DOC file, from its lists (PlfLst), list overrides (PlfLfo) and paragraph styles (STSH).

The structure names and the offsets are as defined in [MS-DOC].
"""

from dataclasses import dataclass, field

from crawler.files.numbering import Level, Numbering
from crawler.files.word_streams import WordStreams, modifiers, unpacked
from crawler.model.errors import DamagedFileError

_NUMERALS = {
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "japaneseCounting",
    12: "aiueo",
    13: "iroha",
    14: "decimalFullWidth",
    16: "japaneseLegal",
    18: "decimalEnclosedCircle",
    19: "decimalFullWidth",
    20: "aiueoFullWidth",
    21: "irohaFullWidth",
    22: "decimalZero",
    24: "ganada",
    25: "chosung",
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese",
    30: "ideographTraditional",
    31: "ideographZodiac",
    33: "taiwaneseCounting",
    34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    38: "chineseLegalSimplified",
    39: "chineseCountingThousand",
    40: "chineseDigital",
    41: "koreanDigital",
    42: "koreanCounting",
}
"""The numeral formats (MSONFC of [MS-OSHARED]) under their names in WordprocessingML. Others are decimal."""
_UNNUMBERED = (23, 255)
_STYLES = 1
_LISTS = 73
_USES = 74
_LIST_ID = 0x460B
_LEVEL = 0x260A
_LEVELS = 9
_MOST = 2000
"""The maximum number of lists, list overrides and styles that are read."""


@dataclass
class WordLists:
    """The lists of a DOC file, for computing list numbers.

    `styles` maps a paragraph style to its list, its list level and its parent style. List and level are None if the
    style takes them from its parent.
    """

    numbering: Numbering = field(default_factory=Numbering)
    styles: dict[int, tuple[int | None, int | None, int]] = field(default_factory=dict)

    def label(self, style: int, list_id: int | None, level: int | None) -> str:
        """Return the list number of a paragraph, or "" if it is not numbered.

        `style` is the paragraph's style. `list_id` or `level` is None if the paragraph takes it from the style.
        """
        seen: set[int] = set()
        while style in self.styles and style not in seen and (list_id is None or level is None):
            seen.add(style)
            of_style, level_of_style, based_on = self.styles[style]
            list_id = of_style if list_id is None else list_id
            level = level_of_style if level is None else level
            style = based_on
        return self.numbering.next_label(str(list_id), level or 0) if list_id else ""


def word_lists(streams: WordStreams) -> WordLists:
    """Return the lists of a DOC file. Damaged lists are omitted, because the text is usable without list numbers."""
    lists = WordLists()
    if streams.is_old:
        return lists
    try:
        levels = _lists(streams)
        _add_uses(streams, levels, lists.numbering)
        _add_styles(streams, lists)
    except DamagedFileError:
        return lists
    return lists


def _lists(streams: WordStreams) -> dict[int, dict[int, Level]]:
    """Return the levels of each list by list id."""
    header = streams.extent(_LISTS)
    data = streams.after(_LISTS)
    found: dict[int, dict[int, Level]] = {}
    at = 0
    for number in range(min(unpacked("<H", header, 0)[0], _MOST) if header else 0):
        place = 2 + 28 * number
        name = unpacked("<I", header, place)[0]
        is_simple = unpacked("<B", header, place + 26)[0] & 1
        found[name] = {}
        for level in range(1 if is_simple else _LEVELS):
            made, at = _level(data, at)
            if made:
                found[name][level] = made
    return found


def _level(data: bytes, at: int) -> tuple[Level | None, int]:
    """Parse the list level (LVL) at offset `at`.

    Return the level, or None if it is unnumbered, and the offset after it.
    """
    start, numerals = unpacked("<iB", data, at)
    characters, paragraph = unpacked("<BB", data, at + 24)
    at += 28 + characters + paragraph
    length = unpacked("<H", data, at)[0]
    chars = unpacked(f"<{length}H", data, at + 2)
    # A character below 9 is a placeholder for the number of the level with this index.
    pattern = "".join(f"%{char + 1}" if char < _LEVELS else chr(char) for char in chars[:50])
    made = None if numerals in _UNNUMBERED else Level(start, _NUMERALS.get(numerals, "decimal"), pattern)
    return made, at + 2 + 2 * length


def _add_uses(streams: WordStreams, levels: dict[int, dict[int, Level]], numbering: Numbering) -> None:
    """Add the list overrides (LFO) to `numbering`. Each of them is one use of a list.

    Paragraphs refer to a list override by its number, counted from 1, which becomes its id. `levels` maps the ids of
    the lists to their levels.
    """
    data = streams.extent(_USES)
    if not data:
        return
    count = min(unpacked("<I", data, 0)[0], _MOST)
    at = 4 + 16 * count
    for number in range(count):
        origin = unpacked("<I", data, 4 + 16 * number)[0]
        overrides = unpacked("<B", data, 4 + 16 * number + 12)[0]
        name = str(number + 1)
        own = dict(levels.get(origin, {}))
        restarts = False
        at += 4
        for _ in range(overrides):
            start, flags = unpacked("<iI", data, at)
            at += 8
            level = flags & 15
            if flags & 32:
                made, at = _level(data, at)
                own |= {level: made} if made else {}
            elif flags & 16 and level in own:
                own[level] = Level(start, own[level].numerals, own[level].pattern)
            restarts = restarts or bool(flags & 16)
        numbering.lists[name] = own
        # Uses of the same list share a count, unless a use restarts its own.
        numbering.shared[name] = name if restarts else f"of {origin}"


def _add_styles(streams: WordStreams, lists: WordLists) -> None:
    """Add all paragraph styles to `lists`, each with its own list and level, if any, and its parent style."""
    data = streams.extent(_STYLES)
    if not data:
        return
    size = unpacked("<H", data, 0)[0]
    count, base = unpacked("<HH", data, 2)
    at = 2 + size
    for number in range(min(count, _MOST)):
        length = unpacked("<H", data, at)[0]
        style = data[at + 2 : at + 2 + length]
        at += 2 + length + length % 2
        if length > base and style[2] & 15 == 1:
            values = _style_values(style, base)
            based_on = unpacked("<H", style, 2)[0] >> 4
            lists.styles[number] = (values.get(_LIST_ID), values.get(_LEVEL), based_on)


def _style_values(style: bytes, base: int) -> dict[int, int]:
    """Return a dict from codes (sprm) to values, for the paragraph properties that a style (STD) sets.

    The values are in the UpxPapx, which follows the style's name. `base` is the size of the style's fixed part.
    """
    name = unpacked("<H", style, base)[0]
    at = base + 2 + 2 * name + 2
    size = unpacked("<H", style, at)[0]
    properties = style[at + 4 : at + 2 + size]
    return {code: int.from_bytes(operand, "little") for code, operand in modifiers(properties)}
