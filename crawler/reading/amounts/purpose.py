"""Extraction of the purpose of a sum of money from the sentence that states the sum. The sentence must be folded."""

import re

from crawler.reading.rules import read_words

_PACKAGE = "crawler.reading.amounts"
_WORDS = read_words(_PACKAGE)
_NOUN = re.compile(
    rf"(?:{_WORDS['qualifiers']}){{0,3}}(?:{_WORDS['purposes']})(?:总额|金额|资金|标准|额度|费用?|款项?)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:整|人民币|/[^\s,。、;]{1,6}|[(][^()]{0,12}[)]|以上|以下|以内|左右){0,4}\s?(?:的|of|in|for)?\s?(?:an? )?"
    rf"(?P<noun>{_NOUN.pattern})",
    re.IGNORECASE,
)
_REACH = 40
"""The maximum number of characters between a sum and the word before it that states its purpose."""


def purpose_of(sentence: str, last: int, start: int, end: int) -> str | None:
    """Return the purpose of the sum or list of sums between `start` and `end` of the sentence, or None.

    `last` is the end of the preceding sums. A noun directly after the sums (100万元奖励) takes precedence over the last
    noun before them (奖励100万元).
    """
    after = _AFTER.match(sentence, end)
    if after:
        return after["noun"].strip()
    before = list(_NOUN.finditer(sentence, max(last, start - _REACH), start))
    return before[-1][0].strip() if before else None
