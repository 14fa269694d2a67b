"""The amount of visible text on a page, with which the extracted text is compared."""

from dataclasses import dataclass

from crawler.reading.main_text.block_kinds import CLUTTER, COMMENTS, FURNITURE
from crawler.reading.main_text.layout import Block, PageLayout, weight_of
from crawler.reading.main_text.line_sums import LineSums
from crawler.reading.main_text.score import LARGE, prose_weight
from crawler.text.characters import alphanumeric

_ASIDES = CLUTTER | COMMENTS
MOST_PROSE = 0.8
"""The share of the prose below the headline, outside clutter, below which a text in a language with spaces causes a
warning.

On the 990 pages that trafilatura is evaluated with, 26 texts are below this share or below a quarter of the page's
text; 12 of them lack at least a third of the segments that are expected.
"""


@dataclass(frozen=True)
class VisibleText:
    """The amounts of visible text on a page, as an equivalent number of Chinese characters.

    Attributes:
        all: the amount of text outside links.
        main: the amount of text outside links, clutter and readers' comments.
        prose: the amount of visible prose outside clutter and readers' comments, for each line.
        layout: the lines and blocks of the page.
        headline: the index of the headline's first line, or None.
    """

    all: float
    main: float
    prose: tuple[float, ...]
    layout: PageLayout
    headline: int | None

    def share(self, text: str) -> float:
        """Return the share of the page's text that is in `text`; it is 1 for a page without text."""
        return _share(text, self.all)

    def main_share(self, text: str) -> float:
        """Return the share of the page's text outside clutter and comments that is in `text`, or 1 if it has none."""
        return _share(text, self.main)

    def prose_share(self, text: str) -> float:
        """Return the share of the page's prose that is in `text`; it is 1 for a page without prose."""
        return _share(text, sum(self.prose))

    def article_share(self, text: str) -> float:
        """Return the share of the prose below the headline that is in `text`.

        Counted is the smallest block that contains the headline and the lines of `text`, because the page may have
        other texts around it. The result is `prose_share` if this share is large, or if the lines are not found.
        """
        share = self.prose_share(text)
        if share >= MOST_PROSE or self.headline is None:
            return share
        lines = self.layout.lines
        said, title = alphanumeric(text), alphanumeric(lines[self.headline].text)
        below = [at for at in range(self.headline + 1, len(lines)) if self.prose[at]]
        kept = {at for at in below if alphanumeric(lines[at].text) in said}
        if not kept:
            return share
        around = [block for block in self.layout.blocks if block.first <= self.headline and max(kept) < block.end]
        end = around[-1].end if around else len(lines)
        counted = [at for at in below if at < end and (at in kept or alphanumeric(lines[at].text) != title)]
        # A repeated line may be in the text only once.
        return min(sum(self.prose[at] for at in kept), weight_of(text)) / sum(self.prose[at] for at in counted)


def visible_text(layout: PageLayout, headline: int | None = None) -> VisibleText:
    """Return the amounts of visible text on a page with this layout and this headline."""
    lines = layout.lines
    visible = [not layout.blocks[line.block].hidden for line in lines]
    prose = [prose_weight(line) if seen else 0.0 for line, seen in zip(lines, visible, strict=True)]
    sums = LineSums(prose)
    shown: list[bool] = []
    for block in layout.blocks:
        is_large = sums.between(block.first, min(block.end, len(lines))) > LARGE * sums.total
        shown.append((block.parent < 0 or shown[block.parent]) and (is_large or not _is_aside(block)))
    plain = [line.weight - line.linked if seen else 0.0 for line, seen in zip(lines, visible, strict=True)]
    main = sum(weight for line, weight in zip(lines, plain, strict=True) if shown[line.block])
    counted = tuple(weight if shown[line.block] else 0.0 for line, weight in zip(lines, prose, strict=True))
    return VisibleText(sum(plain), main, counted, layout, headline)


def _share(text: str, whole: float) -> float:
    return min(weight_of(text) / whole, 1.0) if whole else 1.0


def _is_aside(block: Block) -> bool:
    return block.tag in FURNITURE or not _ASIDES.isdisjoint(block.names)
