"""Recognition of lines that are page chrome (parts of the web page around a text).

Lines are first recognized by their own form, and then by the lines before and after them.
"""

import re

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.patterns import chrome_reason, weak_reason

HEAD = 8
"""Number of non-blank lines at the beginning of a text that are searched for the breadcrumb line."""

_KIND = re.compile(
    r"(?:通知|意见|决定|命令|公告|通告|公报|议案|报告|请示|批复|函|纪要|办法|规定|条例|方案|规划|计划|细则|要点|措施|公示)"
    r"(?:\([^()]{1,20}\))?$"
)
_NUMBER = re.compile(r"[^\s,。]{1,20}[〔\[(【](?:19|20)\d\d[〕\])】]\s?第?\d{1,5}号")
_LABEL = re.compile(r"[^\d。,;:!?()《》]{1,16}")

Kinds = list[Reason | None]
"""For each line, the reason why it is page chrome, or None."""


def kinds_of(texts: list[str], title: str | None = None, ends: bool = True) -> Kinds:
    """Return for each line the reason why it is page chrome (a part of the web page around the text), or None.

    `texts` are consecutive folded lines without blank lines, and `title` is the folded title of the page. `ends` is
    False if `texts` are only the beginning of a text.
    """
    kinds = [chrome_reason(text) for text in texts]
    _spread(texts, kinds, ends)
    _above(texts, kinds)
    _headline(texts, kinds, title)
    return kinds


def _spread(texts: list[str], kinds: Kinds, ends: bool) -> None:
    """Mark lines in `kinds` that may be page chrome, and are next to page chrome or at an end of the text.

    A marked line counts as page chrome for the lines next to it. Therefore, several consecutive lines can be marked.
    `ends` is False if the last line is not the end of the text.
    """
    for order, beside in ((range(len(texts)), True), (range(len(texts) - 1, -1, -1), ends)):
        for at in order:
            if not kinds[at] and beside:
                kinds[at] = weak_reason(texts[at])
            beside = bool(kinds[at])


def _above(texts: list[str], kinds: Kinds) -> None:
    """Mark the lines above the breadcrumb line as page chrome, if each of them is a label (a few words, no sentence).

    The reasons are set in `kinds`.
    """
    place = next((at for at, kind in enumerate(kinds[:HEAD]) if _is_breadcrumb(kind)), 0)
    if all(_LABEL.fullmatch(text) and not _KIND.search(text) for text in texts[:place]):
        kinds[:place] = [kind or Reason.of(RemovalReason.LABEL_ABOVE) for kind in kinds[:place]]


def _is_breadcrumb(kind: Reason | None) -> bool:
    return kind is not None and kind.code == RemovalReason.BREADCRUMB


def _headline(texts: list[str], kinds: Kinds, title: str | None) -> None:
    """Mark a headline that the portal has added above the text as page chrome, by setting its reason in `kinds`.

    A line may be such a headline if it is equal to `title`, or is between the breadcrumb line and other page chrome. It
    is marked only if the next line that is not page chrome is a different title, and a document number follows that
    title.
    """
    for at in range(len(texts) - 2):
        above = kinds[at - 1] if at else None
        below = kinds[at + 1]
        if kinds[at] or not texts[at] or not (texts[at] == title or (_is_breadcrumb(above) and below)):
            continue
        first = at + 1 + bool(below)
        own, number = [*texts[first : first + 2], "", ""][:2]
        if texts[at] != own and _KIND.search(own) and _NUMBER.fullmatch(number):
            kinds[at] = Reason.of(RemovalReason.HEADLINE)
