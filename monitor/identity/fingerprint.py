"""Identify texts: equal fingerprints mean equal texts except for script, width, case and punctuation. Pure."""

import hashlib
from collections.abc import Sequence

from crawler.model.notice import Attachment
from crawler.model.url_key import url_key
from monitor.identity.normalized import letters_of

VERSION = 2
SHORT = 60
"""The number of letters below which a text alone identifies nothing ("see the attachment"); the title then counts as
well."""
SHORT_FOR_FILES = 200
"""The number of letters below which a text only introduces its attachments, which contain the rest and then count as
well. A longer text is the notice itself: whoever reposts it without its forms reposts the same notice."""


def fingerprint(title: str | None, text: str, attachments: Sequence[Attachment] = ()) -> str:
    """Return the fingerprint of a notice's text, `2:` and 32 hexadecimal digits."""
    body = letters = letters_of(text)
    if len(body) < SHORT:
        letters = f"{letters_of(title or '')}\n{letters}"
    if len(body) < SHORT_FOR_FILES:
        letters = "\n".join([letters, *(_identity(attachment) for attachment in attachments if attachment.url)])
    return f"{VERSION}:{hashlib.blake2b(letters.encode(), digest_size=16).hexdigest()}"


def evidence_hash(page_sha256: str, attachments: Sequence[Attachment]) -> str:
    """Return a hash of all bytes from which a notice was read: the page and its attachments."""
    files = [f"{url_key(attachment.url)} {attachment.sha256}" for attachment in attachments if attachment.sha256]
    if not files:
        return page_sha256
    return hashlib.sha256("\n".join([page_sha256, *files]).encode("utf-8", "replace")).hexdigest()


def _identity(attachment: Attachment) -> str:
    """Return an attachment's text; else its bytes (a scan); else its address."""
    said = letters_of(attachment.text or "")
    return said or attachment.sha256 or url_key(attachment.url)
