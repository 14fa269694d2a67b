"""Remove the list of files below a text (附件), which is the page's: the notice's attachments have the same names.

A document names its attachments before its signature (GB/T 9704-2012, 7.3.4), and there they stay; below the end of the
text a portal writes them once more, to be fetched.
"""

import re
from collections.abc import Iterable

from crawler.model.notice import Attachment
from crawler.reading.fold import fold_text

LONGEST = 3_000
"""Characters at the end of a text in which such a list is looked for."""

_LABEL = re.compile(r"(?:^|(?<=\s))附 {0,3}件(?:下载|列表)? {0,3}\d{0,2} {0,3}(?::|(?=\d{1,2}[.、]))", re.MULTILINE)
_NO_NAME = re.compile(r"[\W_\d]+")
_ENDINGS = re.compile(r"(?<=\w)\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|txt|csv|zip|rar|7z)(?![a-z])")
_LABELS = re.compile(r"(?:附件(?:下载|列表)?)*")


def without_files_below(text: str, attachments: Iterable[Attachment]) -> str:
    """Return the text without the list of files at its very end, if that list names only `attachments`.

    Any other text is returned as it is, also one that is nothing but such a list.
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
    """Return the key that distinguishes names: the letters of a name, without file extensions."""
    return _NO_NAME.sub("", _ENDINGS.sub("", fold_text(written).lower()))
