"""Removal of the portal's list of downloadable files (附件) from the end of a text.

The list that a portal adds below the text repeats the attachments' names and is removed. The document's own list of
attachments is above its signature (GB/T 9704-2012, 7.3.4) and is kept.
"""

import re
from collections.abc import Iterable

from crawler.model.notice import Attachment
from crawler.reading.fold import fold_text

LONGEST = 3_000
"""The number of characters at the end of a text that are searched for a list of files."""

_LABEL = re.compile(r"(?:^|(?<=\s))附 {0,3}件(?:下载|列表)? {0,3}\d{0,2} {0,3}(?::|(?=\d{1,2}[.、]))", re.MULTILINE)
_NO_NAME = re.compile(r"[\W_\d]+")
_ENDINGS = re.compile(r"(?<=\w)\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|txt|csv|zip|rar|7z)(?![a-z])")
_LABELS = re.compile(r"(?:附件(?:下载|列表)?)*")


def without_files_below(text: str, attachments: Iterable[Attachment]) -> str:
    """Return the text without the list of files at its end.

    The text is returned unchanged if it does not end with such a list, if the list names other files than
    `attachments`, or if it consists only of the list.
    """
    names = sorted({name for attachment in attachments if (name := _key(attachment.name))}, key=len, reverse=True)
    if not names:
        return text
    tail = max(0, len(text) - LONGEST)
    named = re.compile("|".join(map(re.escape, names)))
    for label in _LABEL.finditer(fold_text(text[tail:])):
        start = tail + label.start()
        if _LABELS.fullmatch(named.sub("", _key(text[start:]))):
            return text[:start].rstrip() or text
    return text


def _key(written: str) -> str:
    """Return the comparison key of a name: its letters, without digits, punctuation and file extensions."""
    return _NO_NAME.sub("", _ENDINGS.sub("", fold_text(written).lower()))
