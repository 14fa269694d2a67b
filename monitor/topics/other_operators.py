"""Words that are operators in other search languages or in plain sentences, but not in queries.

Pure functions, apart from reading a data file of the package.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

FOREIGN = re.compile(r"XOR|NEAR(?:/\d+)?|ONEAR|ADJ\d*|WITHIN|SAME|[NW]/\d+|near/\d+|[nw]/\d+|adj\d+")
"""Operators for distances in other search languages, and XOR."""


def operator_of(word: str) -> str | None:
    """Return the operator that a word was probably meant to be, or None if it is no such word."""
    return _words("words").get(word) or _words("words").get(word.lower())


def attached_operator(word: str) -> tuple[str, str] | None:
    """Return the operator at the start of a word such as 不包括招标 as written, and the operator meant, or None."""
    for written, operator in _words("prefixes").items():
        if word.startswith(written) and len(word) - len(written) > 1:
            return written, operator
    return None


@cache
def _words(table: str) -> dict[str, str]:
    text = (files("monitor.topics") / "data" / "other_operators.toml").read_text(encoding="utf-8")
    return {word: operator for operator, words in tomllib.loads(text)[table].items() for word in words.split()}
