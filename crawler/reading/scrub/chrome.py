"""Lines of the page around a text: where one is, counters, buttons, neighbours, editors, filing numbers.

Such a line is short, holds no sentence, and is made of nothing but labels with their values (`forms`). Only whole lines
go; of a text that stands on one line, whole pieces at its two ends (`pieces`). A line that gives nothing but source
and date stays.
"""

import re

from crawler.reading.scrub.forms import PLACE, chrome_reason, is_over_links, weak_reason
from crawler.reading.scrub.pieces import cut_pieces
from crawler.reading.scrub.values import Cleaned, Lines, fold, fold_all, without

LONGEST = 120
"""Characters beyond which a line is text."""
HEAD = 8
"""Lines with text among which the line above a text that says where the page stands is looked for."""

_KIND = re.compile(
    r"(?:通知|意见|决定|命令|公告|通告|公报|议案|报告|请示|批复|函|纪要|办法|规定|条例|方案|规划|计划|细则|要点|措施|公示)"
    r"(?:\([^()]{1,20}\))?$"
)
_NUMBER = re.compile(r"[^\s,。]{1,20}[〔\[(【](?:19|20)\d\d[〕\])】]\s?第?\d{1,5}号")
_LABEL = re.compile(r"[^\d。,;:!?()《》]{1,16}")
# What may end a text below a heading over links all the same: sentences, attachments, signatures' dates.
_OF_TEXT = re.compile(r"[。;:]|^附件|^\(|\d{4}年\d{1,2}月\d{1,2}日$")

_Kinds = list[str | None]


def cut_chrome(lines: Lines, title: str | None = None) -> Cleaned:
    """The lines without those of the page around them; `title` is the page's."""
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    texts = fold_all([lines[at].text if len(lines[at].text.strip()) <= LONGEST else "" for at in written])
    kinds = [chrome_reason(text) for text in texts]
    _spread(texts, kinds)
    _above(texts, kinds)
    _headline(texts, kinds, fold(title) if title else None)
    _links(texts, kinds)
    reasons = {at: why for at, why in zip(written, kinds, strict=True) if why}
    kept, removals = without(lines, reasons, "chrome")
    kept, pieces = cut_pieces(kept)
    return kept, removals + pieces


def _spread(texts: list[str], kinds: _Kinds) -> None:
    """Marks words that are chrome beside chrome, from the ends inwards and from line to line."""
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        beside = True
        for at in order:
            if not kinds[at] and beside:
                kinds[at] = weak_reason(texts[at])
            beside = bool(kinds[at])


def _above(texts: list[str], kinds: _Kinds) -> None:
    """Marks labels above the line that says where the page stands."""
    place = next((at for at, kind in enumerate(kinds[:HEAD]) if kind == PLACE), 0)
    if all(_LABEL.fullmatch(text) and not _KIND.search(text) for text in texts[:place]):
        kinds[:place] = [kind or "a label above the text" for kind in kinds[:place]]


def _headline(texts: list[str], kinds: _Kinds, title: str | None) -> None:
    """Marks the portal's headline over a text that has a title of its own, with its document number below: a line that
    reads as the page's title, or one between a line that says where the page stands and one of counters."""
    for at in range(len(texts) - 2):
        above, below = kinds[at - 1] if at else None, kinds[at + 1]
        if kinds[at] or not texts[at] or not (texts[at] == title or (above == PLACE and below)):
            continue
        first = at + 1 + bool(below)
        own, number = [*texts[first : first + 2], "", ""][:2]
        if texts[at] != own and _KIND.search(own) and _NUMBER.fullmatch(number):
            kinds[at] = "the portal's headline; the text has a title of its own"


def _links(texts: list[str], kinds: _Kinds) -> None:
    """Marks the lines under a heading over links when nothing but links follows to the end."""
    for at in range(len(texts) - 1, -1, -1):
        if kinds[at] and is_over_links(texts[at]):
            kinds[at:] = [kind or "a link under such a heading" for kind in kinds[at:]]
        elif not kinds[at] and (not 4 < len(texts[at]) <= 60 or _OF_TEXT.search(texts[at])):
            return
