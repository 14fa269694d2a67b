"""Warnings that a text may not be the whole notice.

They are based on the share of the page's visible text that was kept, and on the words of the title that the text
contains.
"""

import re
from collections.abc import Iterator

from crawler.model.codes import WarningCode
from crawler.model.notice import Notice, ReadingWarning
from crawler.model.reason import Reason, WarningReason
from crawler.reading.fold import fold_text
from crawler.reading.main_text.layout import is_ideographic
from crawler.reading.main_text.title_words import FEW_WORDS, title_share
from crawler.reading.main_text.visible import MOST_PROSE

LITTLE_SHARE = 0.25
"""The share of the page's visible text below which a text causes a warning.

Fitted on 209 labelled pages. Of the texts with less than `LITTLE_SHARE` and few of the title's words, all are
incomplete; of the 35 texts that lack more than a fifth of the article, they are a ninth. The texts of the 54 notices
of portals have at least .74 of the visible text.
"""
_ENOUGH_TITLE = 10
_ENOUGH_TEXT = 60
_LONG_TEXT = 500
_MOST = 0.6
"""A text of at least `_LONG_TEXT` letters may paraphrase its title if it has at least this share of the page's text."""
_KNOWN_TITLE = 0.6


def completeness_warnings(notice: Notice, share: float, prose_share: float = 1.0) -> Iterator[ReadingWarning]:
    """Yield a warning if the text of a notice may be incomplete.

    `share` and `prose_share` are the shares of the page's text outside links, and of the prose below its headline, that
    were kept as the text (see `MainText`). On Chinese, Japanese and Korean pages, comments and other articles are often
    longer than the notice; there, a text with the title's words causes no warning. In other languages, most texts have
    the pairs of letters of any title.
    """
    if (share < LITTLE_SHARE or prose_share < MOST_PROSE) and not is_ideographic(notice.text):
        yield _little(min(share, prose_share))
        return
    title = _letters(notice.title or "")
    if (share >= LITTLE_SHARE and len(title) < _ENOUGH_TITLE) or (len(title) > 1 and str(notice.title) in notice.text):
        return
    text = _letters(notice.text)
    said = title_share(title, text)
    is_essay = len(text) >= _LONG_TEXT and share >= _MOST
    if share < LITTLE_SHARE and said < _KNOWN_TITLE:
        yield _little(share)
    elif len(title) >= _ENOUGH_TITLE and len(text) >= _ENOUGH_TEXT and said < FEW_WORDS and not is_essay:
        reason = Reason.of(WarningReason.TITLE_NOT_IN_TEXT, percent=round(100 * said))
        yield ReadingWarning.of(WarningCode.INCOMPLETE_TEXT, reason)


def _little(share: float) -> ReadingWarning:
    reason = Reason.of(WarningReason.LITTLE_OF_PAGE, percent=round(100 * share))
    return ReadingWarning.of(WarningCode.INCOMPLETE_TEXT, reason)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_text(text).lower())
