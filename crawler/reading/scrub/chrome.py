"""Removal of page chrome: lines that belong to the web page around a text, not to the text.

Examples are breadcrumbs, view counters, buttons, links to the previous and next page, editors' names, and website
filing numbers. Such a line is short, contains no sentence, and consists only of labels with their values (see
`patterns`). This module removes only whole lines. If a text has only one or a few lines, the module `pieces` removes
the chrome at the beginning and end of these lines. A line with only a source and a date is kept.
"""

import re

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.line_context import Kinds, kinds_of
from crawler.reading.scrub.patterns import is_over_links
from crawler.reading.scrub.values import Cleaned, Lines, without
from crawler.text.fold import fold, fold_all

LONGEST = 120
"""Maximum number of characters in a page-chrome line."""

# Signs that a line below a heading for links belongs to the text nevertheless: the end of a sentence, an attachment, a
# bracket, the date of a signature.
_OF_TEXT = re.compile(r"[。;:]|^附件|^\(|\d{4}年\d{1,2}月\d{1,2}日$")


def cut_chrome(lines: Lines, title: str | None = None) -> Cleaned:
    """Return the lines that are not page chrome, and a Removal for each line that is.

    `title` is the title of the page. A portal may repeat it as a headline above the text; such a headline is page
    chrome.
    """
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    texts = fold_all([lines[at].text if len(lines[at].text.strip()) <= LONGEST else "" for at in written])
    kinds = kinds_of(texts, fold(title) if title else None)
    _links(texts, kinds)
    reasons = {at: why for at, why in zip(written, kinds, strict=True) if why}
    return without(lines, reasons, "chrome")


def _links(texts: list[str], kinds: Kinds) -> None:
    """Mark a list of links to other pages at the end of the text as page chrome, by setting the reasons in `kinds`.

    The list begins with a heading such as 相关链接. It is marked only if each line below the heading could be a link.
    """
    for at in range(len(texts) - 1, -1, -1):
        if kinds[at] and is_over_links(texts[at]):
            kinds[at:] = [kind or Reason.of(RemovalReason.LINK_BELOW) for kind in kinds[at:]]
        elif not kinds[at] and (not 4 < len(texts[at]) <= 60 or _OF_TEXT.search(texts[at])):
            return
