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
from crawler.reading.main_text.title_words import FEW_WORDS, title_share

LITTLE_SHARE = 0.25
"""The share of the page's visible text below which a text causes a warning.

Fitted on 209 labelled pages. Of the texts with less than `LITTLE_SHARE` and few of the title's words, all are
incomplete; of the 35 texts that lack more than a fifth of the article, they are a ninth. The texts of the 54 notices
of portals have at least .74 of the visible text.
"""
_ENOUGH_TITLE = 10
_ENOUGH_TEXT = 60
_KNOWN_TITLE = 0.6


def completeness_warnings(notice: Notice, share: float) -> Iterator[ReadingWarning]:
    """Yield a warning if the text of a notice may be incomplete.

    `share` is the share of the page's visible text outside links that was kept as the text.
    """
    title = _letters(notice.title or "")
    if (share >= LITTLE_SHARE and len(title) < _ENOUGH_TITLE) or (len(title) > 1 and str(notice.title) in notice.text):
        return
    text = _letters(notice.text)
    said = title_share(title, text)
    if share < LITTLE_SHARE and said < _KNOWN_TITLE:
        reason = Reason.of(WarningReason.LITTLE_OF_PAGE, percent=round(100 * share))
        yield ReadingWarning.of(WarningCode.INCOMPLETE_TEXT, reason)
    elif len(title) >= _ENOUGH_TITLE and len(text) >= _ENOUGH_TEXT and said < FEW_WORDS:
        reason = Reason.of(WarningReason.TITLE_NOT_IN_TEXT, percent=round(100 * said))
        yield ReadingWarning.of(WarningCode.INCOMPLETE_TEXT, reason)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_text(text).lower())
