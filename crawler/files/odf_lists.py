"""Automatic numbers of lists and headings in OpenDocument text (ISO/IEC 26300-1: 5.3, 16.30 and 16.34)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from crawler.files.list_numerals import numerals_like
from crawler.files.numbering import Level, Numbering

_LEVELS = 10
_PARENTS = 20
"""The maximum number of styles from which a style inherits."""


@dataclass(frozen=True)
class OpenList:
    """A list that is being read: the key of its count, the name of its style, and its level, counted from 0."""

    key: str
    style: str
    level: int


@dataclass
class OdfLists:
    """The automatic numbers of a document.

    `levels` maps each list style to its levels, and `styles` maps each paragraph style to the name of its list style
    and of its parent style. The name of a list style is None if the paragraph style takes it from its parent.
    `outline` is the name of the list style of headings.
    """

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    outline: str = ""
    _numbering: Numbering = field(default_factory=Numbering)
    _keys: dict[str, str] = field(default_factory=dict)
    _latest: OpenList | None = None
    _count: int = 0

    @classmethod
    def of(cls, *roots: etree._Element) -> "OdfLists":
        """Create the numbers from the XML of styles.xml and content.xml, of which later ones take precedence."""
        made = cls()
        for root in roots:
            for element in root.iterfind("{*}styles/{*}outline-style"):
                made.outline = attribute(element, "name") or "Outline"
                made.levels[made.outline] = _levels(element)
            for element in root.iterfind("*/{*}list-style"):
                made.levels[attribute(element, "name")] = _levels(element)
            for element in root.iterfind("*/{*}style"):
                if attribute(element, "family") == "paragraph":
                    has_list = any(str(key).endswith("}list-style-name") for key in element.attrib)
                    of_list = attribute(element, "list-style-name") if has_list else None
                    made.styles[attribute(element, "name")] = (of_list, attribute(element, "parent-style-name"))
        return made

    def open(self, element: etree._Element, outer: OpenList | None) -> OpenList:
        """Return a list that begins in the list `outer`, or in none if it is None.

        A list begins with its first number, unless it states that it continues a certain list, or the preceding list
        of the document with the same style.
        """
        style = attribute(element, "style-name") or (outer.style if outer else "")
        if outer:
            return OpenList(outer.key, style, outer.level + 1)
        self._count += 1
        key = self._keys.get(attribute(element, "continue-list"), "")
        if attribute(element, "continue-numbering") == "true" and self._latest and self._latest.style == style:
            key = self._latest.key
        self._latest = OpenList(key or f"list {self._count}", style, 0)
        if name := attribute(element, "id"):
            self._keys[name] = self._latest.key
        return self._latest

    def item_label(self, item: etree._Element, paragraph: etree._Element, of: OpenList) -> str:
        """Return the number of the item of a list whose first paragraph is `paragraph`, or "" if it is not numbered."""
        style = of.style or self._style_of(paragraph) or ""
        return self._label(of.key, style, of.level, attribute(item, "start-value"))

    def heading_label(self, heading: etree._Element) -> str:
        """Return the number of a heading outside of lists, or "" if it is not numbered."""
        level = attribute(heading, "outline-level")
        style = self._style_of(heading)
        style = self.outline if style is None else style
        if attribute(heading, "is-list-header") == "true" or not style:
            return ""
        restarts = attribute(heading, "restart-numbering") == "true"
        start = (attribute(heading, "start-value") or "1") if restarts else ""
        return self._label(f"headings {style}", style, number_of(level, 1) - 1, start)

    def _label(self, key: str, style: str, level: int, start: str) -> str:
        self._numbering.lists[key] = self.levels.get(style, {})
        if start.isdecimal():
            self._numbering.restart(key, level, number_of(start, 1))
        return self._numbering.next_label(key, level)

    def _style_of(self, paragraph: etree._Element) -> str | None:
        """Return the list style that the style of a paragraph states, or None if it states none."""
        name = attribute(paragraph, "style-name")
        for _ in range(_PARENTS):
            of_list, parent = self.styles.get(name, (None, ""))
            if of_list is not None or not parent:
                return of_list
            name = parent
        return None


def attribute(element: etree._Element, name: str) -> str:
    """Return the attribute of an element with this name in any namespace, or "" if there is none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _levels(style: etree._Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in style:
        example = attribute(element, "num-format")
        level = number_of(attribute(element, "level"), 0) - 1
        if example and 0 <= level < _LEVELS:
            start = number_of(attribute(element, "start-value"), 1)
            found[level] = Level(start, numerals_like(example), _pattern(element, level, found))
    return found


def _pattern(element: etree._Element, level: int, upper: Mapping[int, Level]) -> str:
    """Return the label pattern of a level: its prefix, the numbers of the levels that it shows, and its suffix."""
    shown = range(level - number_of(attribute(element, "display-levels"), 1) + 1, level)
    places = [number for number in shown if number in upper] + [level]
    numbers = ".".join(f"%{number + 1}" for number in places)
    return f"{attribute(element, 'num-prefix')[:50]}{numbers}{attribute(element, 'num-suffix')[:50]}"


def number_of(text: str, otherwise: int) -> int:
    """Return the number in the value of an attribute, or `otherwise` if it is none."""
    return int(text[:6]) if text[:6].isdecimal() else otherwise
