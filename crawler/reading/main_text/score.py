"""Classification and scoring of a page's blocks: clutter, readers' comments, or possibly the article.

Prefix sums over the lines (compare Pasternack and Roth, Extracting article text from the web with maximum subsequence
segmentation, 2009) avoid visiting the lines of a block again for each of its ancestors.
"""

import re
from collections import Counter
from dataclasses import dataclass

from crawler.reading.main_text.block_kinds import CLUTTER, COMMENTS, FURNITURE, BlockKind, kind_of_first_line
from crawler.reading.main_text.layout import Block, PageLayout, TextLine
from crawler.reading.main_text.line_sums import LineSums
from crawler.reading.page_facts import is_information

PROSE = 20
"""The minimum number of Chinese characters in a line of prose."""
_SENTENCE = re.compile(r"[。！？；，、]|[.!?,;](?=\s|$|[\"'”’)\]])")
_PORTAL = re.compile(
    r"copyright|all rights reserved|©|版权所有|icp备|公网安备|网站标识码|[主承]办单位[:：]"
    r"|(安装|下载)[^，。]{0,12}(客户端|app\b)|关注[^，。]{0,12}公众号|二维码[^，。]{0,4}关注|粉丝福利|正文已结束"
    r"|^[【\[（(]?\s*(作者|编辑|责编|浏览|点击|阅读|访问|字号|字体|打印|分享|扫一扫|当前位置|您?(现在)?的?位置|上一[篇页]|下一[篇页])"
)
"""Phrases, in lower case, that a site adds around a text: imprint, counters, controls, offers to follow the site."""
_CREDITS = re.compile(r"^(?!.*\d{4}-\d)[【\[（(]?\s*(?:作者|编辑|責任編輯|责任编辑|责编|编审|审核|校对|供稿)")
"""Matches the beginning of a line that names the authors and editors of an article, usually inside its block.

The byline above the article also has a date.
"""
_SHORT_PIECE = 0.2
"""The amount by which a short line outside paragraphs and table cells reduces the value of its block."""
_TEXTUAL = frozenset(("p", "td", "th"))
LARGE = 0.4
"""A block may contain the article, whatever its name, if it has more than this share of the page's prose.

On a page with a headline, the headline decides instead of the share when the blocks are scored.
"""
_MUTED_LINKS = 0.3
"""The factor by which negative line scores in clutter and comments are multiplied for the enclosing blocks.

Positive scores of lines in clutter and comments count as 0.
"""
_ARTICLE = 5 * PROSE
"""The minimum amount of prose of an article below a headline, in Chinese characters."""
_TEASERS = 3
_ALIKE = 0.7
_LEADING = 0.8
_TEASER_LENGTH = 100
_TITLE = 6


def is_prose(line: TextLine) -> bool:
    """Return whether a line is prose: it has sentence punctuation, and its text outside links is long enough."""
    return line.weight - line.linked >= PROSE and bool(_SENTENCE.search(line.text))


def prose_weight(line: TextLine) -> float:
    """Return the amount of text outside links in a line of prose, and 0 for any other line."""
    return line.weight - line.linked if is_prose(line) else 0.0


def line_score(line: TextLine, tag: str) -> float:
    """Return the contribution of a line to the value of its block. `tag` is the tag of the block.

    Prose counts positively, links count negatively. Short lines outside paragraphs and table cells count slightly
    negatively.
    """
    if line.linked * 2 >= line.weight:
        return -line.linked
    if line.weight < 5 * PROSE and (_PORTAL.search(line.text.lower()) or is_information(line.text)):
        return -1.0
    plain = line.weight - line.linked
    if is_prose(line):
        return plain
    if line.weight >= PROSE or _SENTENCE.search(line.text):
        return plain * 0.5
    return 0.0 if tag in _TEXTUAL else -_SHORT_PIECE


@dataclass(frozen=True)
class BlockScore:
    """The classification and the scores of the blocks of a page.

    Attributes:
        kinds: the kind of each block.
        values: the value of each block; a higher value makes it more likely that the block contains the article.
        prose: the amount of prose in each line, which can be summed over lines.
        foreign: for each line 1 if it is foreign to an article (a link, a portal phrase other than credits, the
            headline), otherwise 0.
        clutter: the total amount of prose in clutter.
        conversation: the total amount of prose in readers' comments.
        headed: the index of the innermost block that contains the headline and an article below it, or None.
    """

    kinds: list[BlockKind]
    values: list[float]
    prose: LineSums
    foreign: LineSums
    clutter: float
    conversation: float
    headed: int | None


def score_blocks(layout: PageLayout, headline: int | None) -> BlockScore:
    """Classify and score every block of a page. `headline` is the index of the headline's line, or None."""
    figures = _LineSums(layout, headline)
    kinds: list[BlockKind] = []
    muted = dict.fromkeys(BlockKind, 0.0)
    for place, block in enumerate(layout.blocks):
        above = kinds[block.parent] if block.parent >= 0 else BlockKind.OPEN
        kinds.append(above or figures.kind(place))
        if above is BlockKind.OPEN:
            muted[kinds[place]] += figures.prose.of(block)
    worths = [
        _MUTED_LINKS * min(score, 0.0) if kinds[line.block] else score
        for line, score in zip(layout.lines, figures.worths, strict=True)
    ]
    sums = LineSums(worths)
    values = [sums.of(block) for block in layout.blocks]
    return BlockScore(
        kinds,
        values,
        figures.prose,
        figures.foreign,
        muted[BlockKind.CLUTTER],
        muted[BlockKind.CONVERSATION],
        figures.headed,
    )


def _headed_block(layout: PageLayout, headline: int, worths: list[float]) -> int:
    """Return the index of the innermost block that contains the headline and an article below it.

    It is the outermost block if the page has no article below the headline.
    """
    place = layout.lines[headline].block
    prose = 0.0
    counted = headline + 1
    while layout.blocks[place].parent >= 0:
        end = layout.blocks[place].end
        prose += sum(worth for worth in worths[counted:end] if worth > 0)
        if prose >= _ARTICLE:
            break
        counted = max(counted, end)
        place = layout.blocks[place].parent
    return place


class _LineSums:
    """Numbers for the lines of a page, such as the amounts of prose and links, which can be summed over blocks.

    The kind of a block is determined from these sums.
    """

    def __init__(self, layout: PageLayout, headline: int | None) -> None:
        lines = layout.lines
        self.layout = layout
        self.headline = headline
        self.worths = [line_score(line, layout.blocks[line.block].tag) for line in lines]
        above = 0
        self.headed: int | None = None
        if headline is not None:
            self.headed = _headed_block(layout, headline, self.worths)
            # Prose above this block belongs to other texts of the page.
            above = layout.blocks[self.headed].first
            # Portals repeat the title above the text; it is not part of the text.
            for at in range(headline + 1):
                if at < above or lines[at].text == lines[headline].text:
                    self.worths[at] = min(self.worths[at], 0.0)
        foreign = [
            float(line.links > 0 or (score <= -1 and not _CREDITS.match(line.text)))
            for line, score in zip(lines, self.worths, strict=True)
        ]
        foreign[:above] = [float(known or is_prose(line)) for known, line in zip(foreign[:above], lines, strict=False)]
        if headline is not None:
            foreign[headline] = 1.0
        self.foreign = LineSums(foreign)
        self.prose = LineSums([max(worth, 0.0) for worth in self.worths])
        self.weight = LineSums([line.weight for line in lines])
        self.linked = LineSums([line.linked for line in lines])
        self.links = LineSums([line.links for line in lines])
        self.sentences = LineSums([is_prose(line) for line in lines])
        self.leads = LineSums([line.weight >= _TITLE and line.linked >= _LEADING * line.weight for line in lines])

    def kind(self, place: int) -> BlockKind:
        """Return the kind of the block with index `place`.

        The function may be called only if the kind of all blocks around it is OPEN (may contain the article).
        """
        block = self.layout.blocks[place]
        if block.end == block.first or block.tag in ("html", "body") or self._may_be_all(block):
            return BlockKind.OPEN
        if not COMMENTS.isdisjoint(block.names):
            return BlockKind.CONVERSATION
        if block.revealed:
            return BlockKind.OPEN
        if block.hidden or block.tag in FURNITURE or not CLUTTER.isdisjoint(block.names):
            return BlockKind.CLUTTER
        return kind_of_first_line(self.layout, block) or (
            BlockKind.CLUTTER if self._is_links(block) or self._is_teasers(place) else BlockKind.OPEN
        )

    def _may_be_all(self, block: Block) -> bool:
        """Return whether a block is large enough to contain the article even if its name suggests clutter.

        This is the case if the block contains the headline or nearly all prose of the page or, on a page without a
        headline, much of it.
        """
        prose = self.prose.of(block)
        if self.headline is None:
            return prose > LARGE * self.prose.total
        is_all = prose >= _ARTICLE and self.prose.total - prose < PROSE and COMMENTS.isdisjoint(block.names)
        return is_all or block.first <= self.headline < block.end

    def _is_links(self, block: Block) -> bool:
        """Return whether a block consists mostly of links and has no prose."""
        mostly = self.linked.of(block) >= 0.6 * self.weight.of(block)
        return mostly and self.links.of(block) >= 2 and not self.sentences.of(block)

    def _is_teasers(self, place: int) -> bool:
        """Return whether a block is a list of teasers: similar short child blocks, most of them with a linked title."""
        blocks = self.layout.blocks
        if blocks[place].tag in ("tr", "tbody"):
            return False
        children = self._children(place)
        if len(children) < _TEASERS:
            return False
        kinds = Counter((child.tag, child.marks) for child in children)
        kind, count = kinds.most_common(1)[0]
        if count < max(_TEASERS, _ALIKE * len(children)):
            return False
        alike = [child for child in children if (child.tag, child.marks) == kind]
        return sum(map(self._is_teaser, alike)) >= _LEADING * count

    def _children(self, place: int) -> list[Block]:
        blocks = self.layout.blocks
        children = []
        child = place + 1
        while child < blocks[place].last:
            children.append(blocks[child])
            child = blocks[child].last
        return children

    def _is_teaser(self, block: Block) -> bool:
        return bool(self.leads.of(block)) and self.weight.of(block) - self.linked.of(block) < _TEASER_LENGTH
