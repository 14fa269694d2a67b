"""Functions that compute fingerprints of texts.

Texts that differ only in script, width, case or punctuation have the same fingerprint. Pure functions; no I/O.
"""

import hashlib
from collections.abc import Callable, Sequence

from crawler.model.notice import Attachment
from crawler.model.url_key import url_key
from monitor.identity.normalized import letters_of

VERSION = 3
SHORT = 60
"""A text with fewer letters does not identify a notice by itself ("see the attachment"); the fingerprint then also
covers the title."""
SHORT_FOR_FILES = 200
"""A text with fewer letters only introduces its attachments; the fingerprint then also covers the attachments. A longer
text is regarded as the notice itself, so that a copy without the attached forms has the same fingerprint."""


def fingerprint(title: str | None, text: str, attachments: Sequence[Attachment] = ()) -> str:
    """Return the fingerprint of a notice's text: `3:` (the version) and 32 hexadecimal digits."""
    return digest_of(VERSION, letters_of, title, text, attachments)


def digest_of(
    version: int,
    letters_in: Callable[[str], str],
    title: str | None,
    text: str,
    attachments: Sequence[Attachment],
) -> str:
    """Return the fingerprint of a notice's text, as defined by the fingerprint version `version`.

    `letters_in` returns the letters of a text, as defined by that version.
    """
    body = letters = letters_in(text)
    if len(body) < SHORT:
        letters = f"{letters_in(title or '')}\n{letters}"
    if len(body) < SHORT_FOR_FILES:
        files = (_identity(attachment, letters_in) for attachment in attachments if attachment.url)
        letters = "\n".join([letters, *files])
    return f"{version}:{hashlib.blake2b(letters.encode(), digest_size=16).hexdigest()}"


def evidence_hash(page_sha256: str, attachments: Sequence[Attachment]) -> str:
    """Return a hash of all bytes from which a notice was read: the page and its attachments."""
    files = [f"{url_key(attachment.url)} {attachment.sha256}" for attachment in attachments if attachment.sha256]
    if not files:
        return page_sha256
    return hashlib.sha256("\n".join([page_sha256, *files]).encode("utf-8", "replace")).hexdigest()


def _identity(attachment: Attachment, letters_in: Callable[[str], str]) -> str:
    """Return the string that identifies an attachment.

    It is the attachment's text or, if the attachment has no text (a scan, for example), its hash or else its URL key.
    """
    said = letters_in(attachment.text or "")
    return said or attachment.sha256 or url_key(attachment.url)
