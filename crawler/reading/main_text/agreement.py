"""Comparison of the texts that two methods extract from a page."""

import re
from collections import Counter

_SAME = 0.8
_LESS = 0.77
"""Limits for a text to be a part of another one: the shares of its own words and of the other words that are in both.

Both were chosen on 239 labelled pages in languages with spaces. In 18 of them, trafilatura's text is a part of the text
that the layout shows; the mean F1 of the latter is .88, and that of trafilatura's text is .77.
"""
_WORD = re.compile(r"\w+")


def is_part(text: str, whole: str) -> bool:
    """Return whether `whole` contains nearly all words of `text`, and so many others that `text` is incomplete.

    Repeated lines count once: some pages contain their text twice.
    """
    text, whole = ("\n".join(dict.fromkeys(said.splitlines())) for said in (text, whole))
    if len(text) >= _SAME * len(whole):
        return False
    words, others = (Counter(_WORD.findall(said.lower())) for said in (text, whole))
    common = (words & others).total()
    return _SAME * words.total() <= common < _LESS * others.total()
