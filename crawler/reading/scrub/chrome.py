"""Cut the lines of the page around a text: breadcrumbs, counters, buttons, neighbours, editors, filing numbers.

Such a line is short, holds no sentence, and consists only of labels with their values (`forms`). Only whole lines are
cut; from a text on one line, `pieces` cuts whole pieces at its two ends. A line that gives nothing but source and date
is kept.
"""

import re

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.line_context import Kinds, kinds_of
from crawler.reading.scrub.patterns import is_over_links
from crawler.reading.scrub.values import Cleaned, Lines, without
from crawler.text.fold import fold, fold_all

LONGEST = 120
"""Characters beyond which a line is text."""

# What may end a text below a heading over links all the same: sentences, attachments, signatures' dates.
_OF_TEXT = re.compile(r"[。;:]|^附件|^\(|\d{4}年\d{1,2}月\d{1,2}日$")


def cut_chrome(lines: Lines, title: str | None = None) -> Cleaned:
    """Remove the lines that belong to the page around the text. `title` is the title of the page."""
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    texts = fold_all([lines[at].text if len(lines[at].text.strip()) <= LONGEST else "" for at in written])
    kinds = kinds_of(texts, fold(title) if title else None)
    _links(texts, kinds)
    reasons = {at: why for at, why in zip(written, kinds, strict=True) if why}
    return without(lines, reasons, "chrome")


def _links(texts: list[str], kinds: Kinds) -> None:
    """Mark the lines under a heading over links when only links follow to the end."""
    for at in range(len(texts) - 1, -1, -1):
        if kinds[at] and is_over_links(texts[at]):
            kinds[at:] = [kind or Reason.of(RemovalReason.LINK_BELOW) for kind in kinds[at:]]
        elif not kinds[at] and (not 4 < len(texts[at]) <= 60 or _OF_TEXT.search(texts[at])):
            return
