"""The amount of visible text on a page, with which the extracted text is compared."""

from dataclasses import dataclass

from crawler.reading.main_text.block_kinds import CLUTTER, COMMENTS, FURNITURE
from crawler.reading.main_text.layout import Block, PageLayout, weight_of
from crawler.reading.main_text.score import is_prose

_ASIDES = CLUTTER | COMMENTS


@dataclass(frozen=True)
class VisibleText:
    """The amounts of visible text on a page, as an equivalent number of Chinese characters.

    Attributes:
        all: the amount of text outside links.
        prose: the amount of prose outside clutter and readers' comments.
    """

    all: float
    prose: float

    def share(self, text: str) -> float:
        """Return the share of the page's text that is in `text`; it is 1 for a page without text."""
        return _share(text, self.all)

    def prose_share(self, text: str) -> float:
        """Return the share of the page's prose that is in `text`; it is 1 for a page without prose."""
        return _share(text, self.prose)


def visible_text(layout: PageLayout) -> VisibleText:
    """Return the amounts of visible text on a page with this layout."""
    shown: list[bool] = []
    for block in layout.blocks:
        shown.append((block.parent < 0 or shown[block.parent]) and not _is_aside(block))
    lines = [line for line in layout.lines if not layout.blocks[line.block].hidden]
    prose = sum(line.weight for line in lines if shown[line.block] and is_prose(line))
    return VisibleText(sum(line.weight - line.linked for line in lines), prose)


def _share(text: str, whole: float) -> float:
    return min(weight_of(text) / whole, 1.0) if whole else 1.0


def _is_aside(block: Block) -> bool:
    return block.hidden or block.tag in FURNITURE or not _ASIDES.isdisjoint(block.names)
