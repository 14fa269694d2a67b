"""The false friends of Chinese terms: texts that contain the characters of a term by chance, across a word boundary."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from crawler.text.fold import fold


def false_friend_pattern(folded: str) -> str | None:
    """Return a regular expression that matches a folded term, but not where it is part of a false friend.

    A false friend is a text in which the characters of the term occur by chance, across a word boundary. The result is
    None if the term has no false friends.
    """
    friends = _friends().get(folded)
    if not friends:
        return None
    return "".join(f"(?!{_at_term(folded, friend)})" for friend in friends) + re.escape(folded)


def _at_term(term: str, friend: str) -> str:
    """Return a regular expression that matches `term` only where it is part of its false friend `friend`.

    `friend` may end with `!` and an exception. If the friend is followed by the exception, the expression does not
    match.
    """
    text, _, unless = friend.partition("!")
    before, _, after = text.partition(term)
    behind = f"(?<={re.escape(before)})" if before else ""
    return f"{behind}{re.escape(term + after)}" + (f"(?!{re.escape(unless)})" if unless else "")


@cache
def _friends() -> Mapping[str, list[str]]:
    data = tomllib.loads((files("monitor.topics") / "data" / "false_friends.toml").read_text("utf-8"))
    friends = {fold(term): list(map(fold, texts)) for term, texts in data["terms"].items()}
    for name in map(fold, data["ministries"]["names"].split()):
        friends.setdefault(name, []).extend(name + ending for ending in data["ministries"]["followed_by"])
    for term, texts in friends.items():
        for text in texts:
            if term not in text.partition("!")[0]:
                raise ValueError(f"{text} does not contain {term}")
    return friends
