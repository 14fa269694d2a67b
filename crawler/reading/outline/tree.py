"""Tree of the numbered parts of a text.

Items of an enumeration within a sentence and entries of a table of contents are not parts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from crawler.reading.measures.units import ResponsibleUnits, read_units
from crawler.reading.outline.endings import Endings
from crawler.reading.outline.headings import Heading, read_heading
from crawler.reading.outline.markers import ARTICLE, Marker
from crawler.reading.outline.nesting import Placed

_STOP = re.compile("[。;]")
_BRACKETS = re.compile(r"\([^()]*\)")
_LEAD = 20
"""The minimum length in characters of sentences that are more than a heading."""


@dataclass(slots=True)
class Part:
    """A numbered part of a text. It ends where the next part that is not inside it begins.

    If a list of attachments, a signature or another ending (see `Endings`) comes first, the part ends there.
    """

    marker: Marker
    parent: "Part | None"
    end: int
    children: list["Part"] = field(default_factory=list)
    heading: Heading = Heading(None, 0, 0)
    units: ResponsibleUnits = ResponsibleUnits()  # units named in the introduction
    shares_units: bool = True  # the units are responsible for the children too

    @property
    def around(self) -> tuple["Part", ...]:
        """Return the parts that contain this part, from the outermost to the innermost."""
        return (*self.parent.around, self.parent) if self.parent else ()

    @property
    def path(self) -> tuple[str, ...]:
        """Return the labels of all parts around this part, the outermost one first, followed by the label of this part.

        A label does not repeat the label of its parent. For example, the label of 1.2 below 1 is 2.
        """
        outer = self.parent.marker.label + "." if self.parent else ""
        label = self.marker.label
        return (*(self.parent.path if self.parent else ()), label.removeprefix(outer) if outer else label)

    def walk(self) -> Iterator["Part"]:
        """Yield this part and all parts inside it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_tree(placed: Sequence[Placed], text: str, folded: str, endings: Endings) -> list[Part]:
    """Build the tree of parts from the markers in `placed`, and return the outermost parts.

    Items of an enumeration within a sentence belong to the part that contains the sentence. Entries of a table of
    contents are removed.
    """
    roots: list[Part] = []
    open_parts: list[Part] = []
    for (marker, depth), after in zip_longest(placed, placed[1:]):
        end = after.marker.start if after else len(text)
        del open_parts[depth:]
        parent = open_parts[-1] if open_parts else None
        part = Part(marker, parent, _cut(marker, end, endings))
        (parent.children if parent else roots).append(part)
        open_parts.append(part)
    for root in roots:
        _settle(root, text, folded)
    return _without_contents(roots, folded)


def _cut(marker: Marker, end: int, endings: Endings) -> int:
    at = bisect_left(endings.breaks, marker.end)
    return min(end, endings.breaks[at]) if at < len(endings.breaks) else end


def _settle(part: Part, text: str, folded: str) -> None:
    """Determine the headings and units of a part and of all parts inside it.

    Before that, the items of an enumeration within a sentence are merged into the part that contains the sentence.
    """
    for child in part.children:
        _settle(child, text, folded)
    if part.children and _is_enumeration(part, folded):
        part.end = max(child.end for child in part.children)
        part.children = []
    own_end = part.children[0].marker.start if part.children else part.end
    if part.children:
        part.units = read_units(text[part.marker.start : own_end])
    part.heading = read_heading(text, folded, part.marker, own_end, parent=bool(part.children))
    if part.units.responsible:
        part.shares_units = not (_has_sentences(part, folded) and _name_units(part.children, text))


def _has_sentences(part: Part, folded: str) -> bool:
    """Return whether the introduction of a part contains sentences after its heading. Words in brackets are ignored."""
    words = _BRACKETS.sub("", folded[part.heading.end : part.children[0].marker.start])
    return len(words) > _LEAD and bool(_STOP.search(words))


def _name_units(children: list[Part], text: str) -> bool:
    """Return whether any of the parts in `children` names responsible units."""
    return any(
        child.units.responsible or read_units(text[child.marker.start : child.end]).responsible for child in children
    )


def _is_enumeration(part: Part, folded: str) -> bool:
    """Return whether the children of a part are the items of an enumeration within a sentence.

    This is always the case if the part is an article (第…条, §). Otherwise, the part must have several children, which
    have no children of their own, and at least half of them must end in a semicolon. The last child is not counted.
    """
    if part.marker.rank == ARTICLE:
        return True
    items = part.children
    if any(item.children for item in items):
        return False
    ended = sum(_ends(folded, item) for item in items[:-1])
    return len(items) > 1 and 2 * ended >= len(items[:-1])


def _ends(folded: str, item: Part) -> bool:
    return folded[item.marker.end : item.end].rstrip().endswith(";")


def _without_contents(roots: list[Part], folded: str) -> list[Part]:
    """Return the parts without the entries of a table of contents.

    Such an entry is a heading without text that is repeated later.
    """
    last_seen: dict[tuple[str, int, str], int] = {}
    for root in roots:
        for part in root.walk():
            last_seen[_key(part)] = part.marker.start

    def keep(part: Part) -> bool:
        part.children = [child for child in part.children if keep(child)]
        bare = not part.children and not folded[part.heading.end : part.end].strip()
        return not (bare and part.heading.text and last_seen[_key(part)] > part.marker.start)

    return [root for root in roots if keep(root)]


def _key(part: Part) -> tuple[str, int, str]:
    return part.marker.kind, part.marker.number, "".join((part.heading.text or "").split())
