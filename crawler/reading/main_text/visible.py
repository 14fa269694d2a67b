"""The amount of visible text on a page, with which the extracted text is compared."""

from dataclasses import dataclass

from crawler.reading.main_text.block_kinds import CLUTTER, COMMENTS, FURNITURE
from crawler.reading.main_text.layout import Block, PageLayout, weight_of
from crawler.reading.main_text.line_sums import LineSums
from crawler.reading.main_text.score import LARGE, prose_weight

_ASIDES = CLUTTER | COMMENTS


@dataclass(frozen=True)
class VisibleText:
    """The amounts of visible text on a page, as an equivalent number of Chinese characters.

    Attributes:
        all: the amount of text outside links.
        prose: the amount of visible prose outside clutter and readers' comments.
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
    lines = layout.lines
    visible = [not layout.blocks[line.block].hidden for line in lines]
    prose = [prose_weight(line) if seen else 0.0 for line, seen in zip(lines, visible, strict=True)]
    sums = LineSums(prose)
    shown: list[bool] = []
    for block in layout.blocks:
        is_large = sums.between(block.first, min(block.end, len(lines))) > LARGE * sums.total
        shown.append((block.parent < 0 or shown[block.parent]) and (is_large or not _is_aside(block)))
    whole = sum(line.weight - line.linked for line, seen in zip(lines, visible, strict=True) if seen)
    return VisibleText(whole, sum(weight for line, weight in zip(lines, prose, strict=True) if shown[line.block]))


def _share(text: str, whole: float) -> float:
    return min(weight_of(text) / whole, 1.0) if whole else 1.0


def _is_aside(block: Block) -> bool:
    return block.tag in FURNITURE or not _ASIDES.isdisjoint(block.names)
