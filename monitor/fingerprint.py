"""What identifies a text: equal fingerprints, equal texts but for script, width, case and punctuation. Pure."""

import hashlib

from monitor.folding import fold

VERSION = 1
SHORT = 60
"""Letters below which a text alone identifies nothing ("see the attachment"); the title then counts as well."""


def fingerprint(title: str | None, text: str) -> str:
    """The fingerprint of a notice's text, `1:` and 32 hexadecimal digits."""
    letters = _letters(text)
    if len(letters) < SHORT:
        letters = f"{_letters(title or '')}\n{letters}"
    return f"{VERSION}:{hashlib.blake2b(letters.encode(), digest_size=16).hexdigest()}"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
