"""Kinds of a page's blocks: clutter, readers' comments, or possibly the article; and their names and first lines."""

import re
from enum import IntEnum

from crawler.reading.main_text.layout import Block, PageLayout

CLUTTER = frozenset(
    "related relate relation xiangguan recommend recommended recommendation recommendations recom tuijian rec guess"
    " promo promos promoted share sharing shares fenxiang social sns sidebar side aside rail nav navbar navigation"
    " menu menus breadcrumb breadcrumbs crumb crumbs foot footer copyright banner advert adverts advertisement ads ad"
    " sponsor sponsored newsletter subscribe signup login hot rank ranking paihang popular trending widget widgets"
    " toolbar tools pager pagination prev previous next cookie cookies consent modal popup popover dialog search"
    " qrcode erweima wxfollow video-player videoplayer mplayer dplayer jwplayer video-js prism-player"
    " outbrain taboola more mostread infobox navbox reflist references toc metadata catlinks".split()
)
"""Words in the class names and ids of blocks that surround an article."""
COMMENTS = frozenset("comment comments commentlist pinglun reply replies disqus answer answers cmmts".split())
"""Words in class names and ids of blocks with readers' comments."""
BODIES = re.compile(
    r"ucap-?content|trs_u?editor|zoom(con)?|pages_content|articlebody|articlecontent|bt-?content|news_content"
    r"|js_content|rich_media_content|v_news_content|vsb_content(_\d+)?"
)
"""Ids and classes of the element with the main text in publishing systems of portals, schema.org and WeChat.

The publishing systems are TRS, UCAP, Hanweb, jpaas and Webber.
"""
FURNITURE = frozenset(("nav", "footer", "aside"))
_OTHER_TEXTS = re.compile(
    r"[【\[]?(?:[上下]一[篇条页则]\s*(?:[:：】\]].*)?"
    r"|(?:相关|推荐|热门|最新|往期|更多)(?:新闻|阅读|文章|推荐|报道|资讯|回顾)|(?:推荐|延伸)阅读|猜你喜欢)[】\]]?\s*[:：]?"
)
"""Matches the first line of a block with other texts: the next article, or recommendations."""
_REPLIES = re.compile(
    r"[【\[]?(?:网友|网民|读者|最新|全部|热门|精彩|用户)?(?:评论|留言|跟帖)(?:列表|区)?[】\]]?\s*(?:[(（]?\d+条?[)）]?)?[:：]?"
)
"""Matches the first line of a block with readers' comments."""
_LABEL_WEIGHT = 40
"""The maximum weight of a first line that labels the other lines of a block."""


class BlockKind(IntEnum):
    """The kind of a block: OPEN may contain the article, CLUTTER does not, CONVERSATION is readers' comments."""

    OPEN = 0
    CLUTTER = 1
    CONVERSATION = 2


def is_body(block: Block) -> bool:
    """Return whether a block has an id or class that names it as the main text of a page."""
    return any(map(BODIES.fullmatch, block.marks))


def kind_of_first_line(layout: PageLayout, block: Block) -> BlockKind:
    """Return the kind of a block by its first line. It is OPEN if this line is no label of the other lines."""
    first = layout.lines[block.first]
    if first.weight > _LABEL_WEIGHT or block.end - block.first < 2:
        return BlockKind.OPEN
    if _REPLIES.fullmatch(first.text):
        return BlockKind.CONVERSATION
    return BlockKind.CLUTTER if _OTHER_TEXTS.fullmatch(first.text) else BlockKind.OPEN
