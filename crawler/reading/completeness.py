"""Warnings that a text may not be the whole notice.

They are based on the share of the page's text that was kept, and on the words of the title that the text contains.
"""

import re
from collections.abc import Iterator

from crawler.model.codes import WarningCode
from crawler.model.notice import Notice, ReadingWarning
from crawler.model.reason import Reason, WarningReason
from crawler.reading.fold import fold_text

LITTLE_SHARE = 0.2
FEW_WORDS = 0.15
"""The shares of the page's visible prose, and of the title's pairs of letters, below which a text causes a warning.

Fitted on the labelled pages of the benchmark `extraction` and on notices of portals: the complete texts have a share of
the prose above 0.2, or contain nearly all words of their title.
"""
_ENOUGH_TITLE = 10
_ENOUGH_TEXT = 60
_KNOWN_TITLE = 0.6


def completeness_warnings(notice: Notice, share: float) -> Iterator[ReadingWarning]:
    """Yield a warning if the text of a notice may be incomplete.

    `share` is the share of the page's visible prose that was kept as the text.
    """
    title = _letters(notice.title or "")
    if (share >= LITTLE_SHARE and len(title) < _ENOUGH_TITLE) or (len(title) > 1 and str(notice.title) in notice.text):
        return
    text = _letters(notice.text)
    pairs = {title[place : place + 2] for place in range(len(title) - 1)}
    said = sum(pair in text for pair in pairs) / max(len(pairs), 1)
    if share < LITTLE_SHARE and said < _KNOWN_TITLE:
        reason = Reason.of(WarningReason.LITTLE_OF_PAGE, percent=round(100 * share))
        yield ReadingWarning.of(WarningCode.INCOMPLETE_TEXT, reason)
    elif len(title) >= _ENOUGH_TITLE and len(text) >= _ENOUGH_TEXT and said < FEW_WORDS:
        reason = Reason.of(WarningReason.TITLE_NOT_IN_TEXT, percent=round(100 * said))
        yield ReadingWarning.of(WarningCode.INCOMPLETE_TEXT, reason)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_text(text).lower())
