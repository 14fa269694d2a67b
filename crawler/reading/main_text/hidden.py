"""Hidden blocks that belong to the article.

Examples are a main text that a script makes visible, inactive tabs, and the collapsed end of a text.
"""

import re

from crawler.reading.main_text.layout import Block, PageLayout
from crawler.reading.main_text.score import CLUTTER, COMMENTS, is_body, is_prose

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


def reveal(layout: PageLayout) -> None:
    """Mark the hidden blocks of a layout that belong to the article as revealed and visible."""
    blocks = layout.blocks
    place = 0
    while place < len(blocks):
        block = blocks[place]
        if not block.hidden:
            place += 1
            continue
        if is_body(block) or _is_pane(layout, block):
            block.revealed = True
            for inner in blocks[place : block.last]:
                inner.hidden = False
        place = block.last


def _is_pane(layout: PageLayout, block: Block) -> bool:
    """Return whether a hidden block is an inactive tab or the collapsed end of a text, and belongs to the article.

    It must contain prose, be beside visible prose, and not begin like another notice.
    """
    if _PANES.isdisjoint(block.names) or (CLUTTER - _NOT_CLUTTER) & block.names or COMMENTS & block.names:
        return False
    lines = layout.lines[block.first : block.end]
    if not any(map(is_prose, lines)) or _OTHER.match(lines[0].text):
        return False
    if sum(line.linked for line in lines) > _MOST_LINKED * sum(line.weight for line in lines):
        return False
    around = layout.blocks[block.parent] if block.parent >= 0 else block
    beside = (*layout.lines[around.first : block.first], *layout.lines[block.end : around.end])
    return any(is_prose(line) and not layout.blocks[line.block].hidden for line in beside)
