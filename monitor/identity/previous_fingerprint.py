"""Functions that compute fingerprints of version 2 (releases up to 0.3), which some recorded readings still have.

Pure functions; no I/O. Version 2 folds texts differently. Remove this module once no supported release upgrades from
0.3.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from crawler.model.notice import Attachment
from crawler.text.script import simplify_variants
from monitor.identity.fingerprint import digest_of

VERSION = 2
_ROUNDS = 4
_HAN = ((0x2E80, 0xA000), (0xF900, 0xFB00))
_NUMBER_YEAR = re.compile(r"[〔\[【(](?:((?:19|20)\d\d)\)|(\d{1,4})[〕\]】])(?=\d)")
_DATE = re.compile(
    r"(?<![\d./-])((?:19|20)\d\d)([./-])(?:(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])|([1-9]|1[0-2])\2([1-9]|[12]\d|3[01]))"
    r"(?![\d./-])"
)
_DECIMAL = re.compile(
    r"(?<![\d.])(\d+)\.(\d+)"
    r"(?=[百千万亿元%‰倍吨亩米升兆]|个百分|公[里顷斤]|[平立]方|[美欧港日]元| ?(?:[mb]illion|percent))"
)


def previous_fingerprint(title: str | None, text: str, attachments: Sequence[Attachment] = ()) -> str:
    """Return the version 2 fingerprint of a notice's text."""
    return digest_of(VERSION, _letters, title, text, attachments)


def _letters(text: str) -> str:
    folded = _NUMBER_YEAR.sub(r"\1\2年", _fold(text))
    folded = _DATE.sub(
        lambda found: f"{found[1]}{(found[3] or found[5]):0>2}{(found[4] or found[6]):0>2}", folded.replace("○", "〇")
    )
    return "".join(filter(str.isalnum, _DECIMAL.sub(r"\1点\2", folded)))


def _fold(text: str) -> str:
    text = text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFKC", text).lower()
    if text.isascii():
        return text
    for _ in range(_ROUNDS):
        folded = _convertible().sub(lambda found: _simplified(found[0]), simplify_variants(text))
        if folded == text:
            break
        text = folded
    return text


@cache
def _convertible() -> re.Pattern[str]:
    """Return a pattern of the characters that may change in the conversion to simplified Chinese."""
    chars = [chr(code) for start, end in _HAN for code in range(start, end)]
    simplified = simplify_variants("\n".join(chars)).split("\n")
    changed = "".join(char for char, other in zip(chars, simplified, strict=True) if char != other)
    return re.compile(f"[{changed}\U00020000-\U0003ffff]")


@cache
def _simplified(char: str) -> str:
    return simplify_variants(char)
