"""Synonym sets: names that represent words in any query, as `@name`."""

from collections.abc import Mapping, Sequence

from crawler.text.fold import fold
from monitor.topics.errors import SynonymError

MARK = "@"
Synonyms = Mapping[str, tuple[str, ...]]
"""The words of each set, by its key."""
_WORDS_LIMIT = 1000


def synonym_key(name: str) -> str:
    """Return a set's name, with or without its mark, in the form in which names are compared."""
    return fold(name).removeprefix(MARK)


def expand_synonyms(sets: Mapping[str, Sequence[str]]) -> Synonyms:
    """Return the words of each set (by its key), with those of the sets it names (`@other`) in their places.

    Raises SynonymError for a name that no set has, for a set that contains itself and for a set of more than a thousand
    words.
    """
    done: dict[str, tuple[str, ...]] = {}
    for key in sets:
        _expand(key, sets, done, [])
    return done


def _expand(key: str, sets: Mapping[str, Sequence[str]], done: dict[str, tuple[str, ...]], around: list[str]) -> None:
    if key in done:
        return
    if len(around) > 50:
        raise SynonymError(around[0], f"{MARK}{around[0]} is nested too deeply")
    words: dict[str, None] = {}
    for word in sets[key]:
        if not word.startswith((MARK, "＠")):
            words[word] = None
            continue
        inner = synonym_key(word)
        if inner not in sets:
            raise SynonymError(key, f"{MARK}{key} names {word}, and there is no such set")
        if inner in (path := [*around, key]):
            raise SynonymError(
                key, f"{MARK}{key} contains itself: " + " → ".join(MARK + name for name in (*path, inner))
            )
        _expand(inner, sets, done, path)
        words |= dict.fromkeys(done[inner])
    if len(words) > _WORDS_LIMIT:
        raise SynonymError(key, f"{MARK}{key} has more than {_WORDS_LIMIT} words")
    done[key] = tuple(words)
