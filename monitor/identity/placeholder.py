"""Decide whether the recorded text of a notice was a placeholder, such as an error page. Pure functions; no I/O."""

from crawler.model.notice import TEXT_NOT_FOUND, Notice
from monitor.identity.normalized import letters_of

_LONGEST = 120
"""The maximum number of letters of a placeholder."""
_MORE = 60
"""The minimum number of letters by which the notice is longer than the placeholder."""
_COMMON = 0.4
"""A text is part of the notice if at least this share of its pairs of adjacent letters also occurs in the notice."""


def replaces_placeholder(found: Notice, known: Notice) -> bool:
    """Return whether a page now shows a notice of which only a placeholder was recorded before.

    The recorded text is a placeholder if it is only a title, because the page showed no text, or if it is short and
    does not occur in the notice.
    """
    if any(attachment.text for attachment in known.attachments) or _has_no_text(found):
        return False
    before = letters_of(known.text)
    now = letters_of(found.text)
    if len(before) > _LONGEST or len(now) < len(before) + _MORE:
        return False
    if _has_no_text(known):
        return True
    pairs = {before[place : place + 2] for place in range(len(before) - 1)}
    return sum(pair in now for pair in pairs) < _COMMON * len(pairs)


def _has_no_text(notice: Notice) -> bool:
    return any(warning.code == TEXT_NOT_FOUND for warning in notice.warnings)
