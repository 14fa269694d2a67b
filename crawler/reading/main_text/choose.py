"""Selection of the block that contains the article, and of its lines that belong to the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.reading.main_text.block_kinds import is_body
from crawler.reading.main_text.layout import Block, PageLayout, TextLine
from crawler.reading.main_text.score import PROSE, BlockScore, score_blocks
from crawler.reading.main_text.title_words import FEW_WORDS, title_share
from crawler.text.characters import alphanumeric

_NEARLY_ALL = 0.75
"""An inner block is selected instead of the best block if it has at least this share of the best block's value."""
_NAMED = 0.3
"""A block that the page names as its body is selected if it has at least this share of the best block's value.

The share is lower than `_NEARLY_ALL`, because the clutter around a short notice may be large.
"""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_PARAGRAPHS = _HEADINGS | frozenset("p li dd dt pre blockquote figure figcaption".split())
_CELLS = frozenset(("td", "th", "tr"))
_BYLINES = frozenset("author authors byline source laiyuan pubtime publictime info infos meta time date".split())
_BYLINE_LINES = 6
_LABEL_LENGTH = 8
_DAY = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_ARTICLE = 10 * PROSE
"""The minimum amount of prose of an article whose readers' comments may be longer than the article."""
_HEADLINE_WITHIN = 20
"""The number of lines at the start of the article among which the headline may be."""


@dataclass(frozen=True)
class Choice:
    """The indexes of the lines selected as the article, with measures of how certain the selection is.

    Attributes:
        lines: the indexes of the lines in the layout.
        share: the share of the page's prose, without clutter, that is in these lines. Readers' comments count only if
            the lines have less prose than an article.
        prose: the amount of prose in these lines, as an equivalent number of Chinese characters.
        conversation: the amount of prose in readers' comments on the page, in the same unit.
        named: whether an id or class marks the selected block as the body of the page, or its headline does.
    """

    lines: list[int]
    share: float
    prose: float
    conversation: float
    named: bool


def choose(layout: PageLayout, headline: int | None, *, is_broken: bool = False) -> Choice:
    """Select the lines of a page that belong to its article.

    `headline` is the index of the headline's first line, or None. `is_broken` means that the headline spans several
    lines. In this case, the headline is not removed from the article.
    """
    judgement = score_blocks(layout, headline)
    best = chosen = _holder(layout, judgement)
    if headline is not None and judgement.headed is not None:
        chosen = _with_title_words(layout, best, judgement.headed, headline)
    # Keep all lines of a title or remove all: the second line alone would be taken for the whole title.
    lines = _kept(layout, chosen, judgement, None if is_broken else headline)
    prose = sum(judgement.prose.at(at) for at in lines)
    aside = judgement.clutter + (judgement.conversation if prose >= _ARTICLE else 0.0)
    share = prose / max(judgement.prose.total - aside, 1.0)
    named = chosen != best or is_body(layout.blocks[chosen])
    return Choice(lines, share, prose, judgement.conversation, named)


def _holder(layout: PageLayout, judgement: BlockScore) -> int:
    """Return the index of the block that contains the article.

    If an id or class marks a block as the body of the page, it is this block. Otherwise, the search starts at the
    innermost block whose value is nearly that of the best block. From there it goes up to the parent, as long as the
    parent adds no links or other lines foreign to an article. In this way, headers, lists and signatures of a notice
    are included.
    """
    values = judgement.values
    blocks = layout.blocks
    best = max(range(len(values)), key=lambda place: (values[place], place))
    body = _named_body(layout, judgement, best)
    if body is not None:
        return body
    inner = range(best, blocks[best].last)
    chosen = next((place for place in reversed(inner) if values[place] >= _NEARLY_ALL * values[best]), best)
    while (parent := blocks[chosen].parent) >= 0:
        foreign = judgement.foreign.of(blocks[parent]) - judgement.foreign.of(blocks[chosen])
        if foreign and blocks[chosen].tag not in _PARAGRAPHS and not _has_revealed(blocks, parent):
            break
        chosen = parent
    return chosen


def _with_title_words(layout: PageLayout, chosen: int, headed: int, headline: int) -> int:
    """Return the index of the block `headed` if the block `chosen` is beside it and lacks the title's words.

    Another article on the page may be longer than the one below the headline.
    """
    blocks = layout.blocks
    is_around = chosen <= headed < blocks[chosen].last or headed <= chosen < blocks[headed].last
    if is_around or blocks[headed].hidden:
        return chosen
    title = alphanumeric(layout.lines[headline].text)
    spans = ((blocks[chosen].first, blocks[chosen].end), (headline + 1, blocks[headed].end))
    texts = (alphanumeric("".join(line.text for line in layout.lines[first:end])) for first, end in spans)
    beside, below = (title_share(title, text) for text in texts)
    return headed if beside < FEW_WORDS and beside < below else chosen


def _has_revealed(blocks: Sequence[Block], place: int) -> bool:
    """Return whether a block directly contains a hidden block of the article, such as an inactive tab."""
    child = place + 1
    while child < blocks[place].last:
        if blocks[child].revealed:
            return True
        child = blocks[child].last
    return False


def _named_body(layout: PageLayout, judgement: BlockScore, best: int) -> int | None:
    """Return the index of the outermost block that an id or class marks as the body of the page, or None.

    `best` is the index of the block with the highest value. The result must contain this block or be inside it, and its
    value must be at least _NAMED times the highest value.
    """
    blocks = layout.blocks
    values = judgement.values
    for place, block in enumerate(blocks):
        related = place <= best < block.last or best <= place < blocks[best].last
        if related and values[place] >= _NAMED * values[best] and not judgement.kinds[place] and is_body(block):
            return place
    return None


def _kept(layout: PageLayout, chosen: int, judgement: BlockScore, headline: int | None) -> list[int]:
    block = layout.blocks[chosen]
    gone = bytearray(len(layout.lines))
    place = chosen + 1
    while place < block.last:
        one = layout.blocks[place]
        if judgement.kinds[place] > judgement.kinds[chosen] or _is_byline(layout, one):
            gone[one.first : one.end] = b"\x01" * (one.end - one.first)
            place = one.last
        else:
            place += 1
    for at in range(block.first, block.end):
        gone[at] |= _only_leads_elsewhere(layout, layout.lines[at])
    _drop_labels(layout, block, gone)
    return [at for at in range(_start(block, judgement, headline), block.end) if not gone[at]]


def _is_byline(layout: PageLayout, block: Block) -> bool:
    """Return whether a block is a byline (publisher and date), judged by its class and id and a date in its text."""
    if _BYLINES.isdisjoint(block.names) or not 0 < block.end - block.first <= _BYLINE_LINES:
        return False
    lines = layout.lines[block.first : block.end]
    return sum(line.weight for line in lines) < 3 * PROSE and any(_DAY.search(line.text) for line in lines)


def _only_leads_elsewhere(layout: PageLayout, line: TextLine) -> bool:
    """Return whether a line consists only of a link to another page, such as an advertisement or another article.

    The result is False for lines in headings and table cells, because links in them may belong to the article.
    """
    tag = layout.blocks[line.block].tag
    return line.linked > 0 and line.linked >= 0.95 * line.weight and tag not in _HEADINGS and tag not in _CELLS


def _drop_labels(layout: PageLayout, block: Block, gone: bytearray) -> None:
    """Mark short labels (相关新闻, 分享到, See also) in `gone` if the line below them is marked.

    `gone` has a flag for each line of the layout; true means that the line is removed from the article.
    """
    for at in range(block.end - 2, block.first - 1, -1):
        if gone[at + 1] and not gone[at]:
            gone[at] = _is_label(layout, layout.lines[at])


def _is_label(layout: PageLayout, line: TextLine) -> bool:
    if line.weight > _LABEL_LENGTH or layout.blocks[line.block].tag in ("p", *_CELLS):
        return False
    return not re.search(r"[。！？；\d]", line.text)


def _start(block: Block, judgement: BlockScore, headline: int | None) -> int:
    """Return the index of the line with which the article in a block begins.

    This is the line after the headline, because the headline is not part of the text. If the headline is not near the
    start of the block, it is the block's first line.
    """
    if headline is None or not block.first <= headline < block.first + _HEADLINE_WITHIN:
        return block.first
    before = judgement.prose.up_to(headline) - judgement.prose.up_to(block.first)
    return headline + 1 if before <= PROSE and headline + 1 < block.end else block.first
