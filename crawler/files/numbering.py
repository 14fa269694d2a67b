"""Computation of Word's automatic list numbers (ECMA-376 part 1, 17.9).

These numbers are not part of the document's text, but the outline of a notice depends on them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crawler.files.list_numerals import list_numeral


@dataclass(frozen=True)
class Level:
    """The numbering of a list level: its first number, its numeral format, and its label pattern (`第%1条`)."""

    start: int
    numerals: str
    pattern: str


@dataclass
class Numbering:
    """The automatic list numbers of a document.

    `lists` maps each list id to its levels, and `styles` maps each paragraph style to a list id and a level. The object
    also keeps the current number of each level.
    """

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    """The key of each list's counter. Lists with the same key share a counter, so that one list continues the other."""
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, numbering: etree._Element | None, styles: etree._Element | None) -> "Numbering":
        """Create the numbering from the XML of word/numbering.xml and word/styles.xml.

        An argument is None if the document does not contain the file.
        """
        made = cls()
        if numbering is None:
            return made
        abstract = {
            _value(element, "abstractNumId"): _levels(element) for element in numbering.findall("{*}abstractNum")
        }
        for element in numbering.findall("{*}num"):
            origin = element.find("{*}abstractNumId")
            if origin is not None and (name := _value(element, "numId")):
                made.lists[name] = abstract.get(_value(origin, "val"), {})
                # Lists with the same definition share a count, unless a list restarts its own.
                anew = element.find("{*}lvlOverride/{*}startOverride") is not None
                made.shared[name] = name if anew else f"of {_value(origin, 'val')}"
        for style in () if styles is None else styles.findall("{*}style"):
            place = _place(style, {})
            if place and (name := _value(style, "styleId")):
                made.styles[name] = place
        return made

    def label(self, paragraph: etree._Element) -> str:
        """Return the list number of a paragraph, or "" if it is not numbered.

        The next paragraph gets the next number.
        """
        place = _place(paragraph, self.styles)
        return self.next_label(*place) if place else ""

    def next_label(self, name: str, at: int) -> str:
        """Return the next number at level `at` of the list `name`, or "" if there is no such list.

        Each call increments the current number of the level.
        """
        levels = self.lists.get(name, {})
        counts = self._counts[self.shared.get(name, name)]
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        if at not in levels:
            return ""
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        label = levels[at].pattern
        for level in sorted(levels, reverse=True):
            numeral = list_numeral(counts.get(level, levels[level].start), levels[level].numerals)
            label = label.replace(f"%{level + 1}", numeral)
        return label + (" " if label[-1:].isalnum() and label.isascii() else "")

    def restart(self, name: str, at: int, number: int) -> None:
        """Let the next number at level `at` of the list `name` be `number`."""
        self._counts[self.shared.get(name, name)][at] = number - 1


def _levels(abstract: etree._Element) -> dict[int, Level]:
    return {number: level for element in abstract.findall("{*}lvl") for number, level in _level(element)}


def _level(element: etree._Element) -> Iterator[tuple[int, Level]]:
    numerals = _child(element, "numFmt")
    pattern = _child(element, "lvlText")
    number = _value(element, "ilvl")
    if number.isdecimal() and numerals not in ("bullet", "none"):
        start = _child(element, "start")
        yield int(number[:2]), Level(int(start[:6]) if start.isdecimal() else 1, numerals, pattern[:50])


def _place(element: etree._Element, styles: dict[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return the list id and the list level of a paragraph or a style, or None if it is not numbered.

    `element` is the XML element of the paragraph or the style. `styles` maps each numbered paragraph style to the list
    id and the level that its paragraphs take from it.
    """
    properties = element.find("{*}pPr")
    if properties is None:
        return None
    from_style = styles.get(_child(properties, "pStyle"))
    own = properties.find("{*}numPr")
    if own is None:
        return from_style
    number = _child(own, "numId")
    level = _child(own, "ilvl")
    name = number or (from_style[0] if from_style else "")
    if name in ("", "0"):  # list id 0 removes the numbering of the style
        return None
    if level.isdecimal():
        return name, int(level[:2])
    return name, from_style[1] if from_style else 0


def _child(element: etree._Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return "" if found is None else _value(found, "val")


def _value(element: etree._Element, name: str) -> str:
    attributes: Any = element.attrib
    return next((str(value) for key, value in attributes.items() if key.rpartition("}")[2] == name), "")
