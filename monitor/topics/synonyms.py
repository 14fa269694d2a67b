"""Synonym sets. In a query, `@name` stands for the words of the set with that name."""

from collections.abc import Mapping, Sequence

from crawler.text.fold import fold
from monitor.text.i18n import gettext
from monitor.topics.errors import SynonymError

MARK = "@"
Synonyms = Mapping[str, tuple[str, ...]]
"""The words of each synonym set, by set key."""
_WORDS_LIMIT = 1000


def synonym_key(name: str) -> str:
    """Return the key of a synonym set: its folded name without the `@` mark."""
    return fold(name).removeprefix(MARK)


def expand_synonyms(sets: Mapping[str, Sequence[str]]) -> Synonyms:
    """Return the words of each synonym set. References to other sets (`@other`) are replaced by their words.

    Raises SynonymError if a set refers to a set that does not exist, contains itself, has references nested too deeply,
    or has more than 1000 words.
    """
    done: dict[str, tuple[str, ...]] = {}
    for key in sets:
        _expand(key, sets, done, [])
    return done


def _expand(key: str, sets: Mapping[str, Sequence[str]], done: dict[str, tuple[str, ...]], around: list[str]) -> None:
    if key in done:
        return
    if len(around) > 50:
        raise SynonymError(around[0], gettext("{name} is nested too deeply", name=MARK + around[0]))
    words: dict[str, None] = {}
    for word in sets[key]:
        if not word.startswith((MARK, "＠")):
            words[word] = None
            continue
        inner = synonym_key(word)
        if inner not in sets:
            message = gettext("{name} uses {other}, but there is no such set", name=MARK + key, other=word)
            raise SynonymError(key, message)
        if inner in (path := [*around, key]):
            circle = " → ".join(MARK + name for name in (*path, inner))
            raise SynonymError(key, gettext("{name} contains itself: {path}", name=MARK + key, path=circle))
        _expand(inner, sets, done, path)
        words |= dict.fromkeys(done[inner])
    if len(words) > _WORDS_LIMIT:
        raise SynonymError(key, gettext("{name} has more than {limit} words", name=MARK + key, limit=_WORDS_LIMIT))
    done[key] = tuple(words)
