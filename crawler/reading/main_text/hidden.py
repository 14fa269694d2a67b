"""Hidden blocks that belong to the article.

Examples are a main text that a script makes visible, inactive tabs, and the collapsed end of a text.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from crawler.reading.main_text.block_kinds import CLUTTER, COMMENTS, is_body
from crawler.reading.main_text.layout import Block, PageLayout
from crawler.reading.main_text.score import is_prose

_PANES = frozenset(
    "tab tabs pane panel tabpane tabpanel tabcontent tabcon tabcont tabbox collapse collapsed expand expanded fold"
    " folded unfold full fulltext rest remain more morecontent readmore zhankai shouqi".split()
)
"""Words in class names and ids of the panes of tabs, and of parts of a text that a reader unfolds."""
_NOT_CLUTTER = frozenset(("more",))
_OTHER = re.compile(
    r"^[【\[]?(?:政策)?(?:解读|图解|问答|一图读懂|相关(?:阅读|文件|链接|新闻)|推荐|登录|注册|分享|评论)"
)
_MOST_LINKED = 0.3
_NUMBER = re.compile(r"[-_]?\d+")
_STATES = frozenset("active inactive current cur on off show hide hidden selected in fade".split())
"""Class names for the state of a tab."""
_Kind = tuple[str, frozenset[str]]


def reveal(layout: PageLayout) -> None:
    """Mark the hidden blocks of a layout that belong to the article as revealed and visible."""
    blocks = layout.blocks
    shown = cache(lambda parent: frozenset(_shown_kinds(layout, parent)))
    place = 0
    while place < len(blocks):
        block = blocks[place]
        if not block.hidden:
            place += 1
            continue
        if is_body(block) or _is_pane(layout, block, shown):
            block.revealed = True
            for inner in blocks[place : block.last]:
                inner.hidden = False
        place = block.last


def _is_pane(layout: PageLayout, block: Block, shown: Callable[[int], frozenset[_Kind]]) -> bool:
    """Return whether a hidden block is an inactive tab or the collapsed end of a text, and belongs to the article.

    Its name says so, or a visible block with prose beside it has the same names. It must contain prose, be beside
    visible prose, and not begin like another notice. `shown` returns the kinds of the visible blocks with prose that
    are directly inside the block with a given index.
    """
    if (CLUTTER - _NOT_CLUTTER) & block.names or COMMENTS & block.names:
        return False
    lines = layout.lines[block.first : block.end]
    if not any(map(is_prose, lines)) or _OTHER.match(lines[0].text):
        return False
    if sum(line.linked for line in lines) > _MOST_LINKED * sum(line.weight for line in lines):
        return False
    kind = _kind_of(block)
    if _PANES.isdisjoint(block.names) and not (kind[1] and kind in shown(block.parent)):
        return False
    around = layout.blocks[block.parent] if block.parent >= 0 else block
    beside = (*layout.lines[around.first : block.first], *layout.lines[block.end : around.end])
    return any(is_prose(line) and not layout.blocks[line.block].hidden for line in beside)


def _shown_kinds(layout: PageLayout, parent: int) -> Iterator[_Kind]:
    place = parent + 1
    while parent >= 0 and place < layout.blocks[parent].last:
        block = layout.blocks[place]
        if not block.hidden and any(map(is_prose, layout.lines[block.first : block.end])):
            yield _kind_of(block)
        place = block.last


def _kind_of(block: Block) -> _Kind:
    """Return the tag of a block and its ids and classes without numbers and without the names of the state of a tab."""
    return block.tag, frozenset(_NUMBER.sub("", mark) for mark in block.marks - _STATES) - {""}
