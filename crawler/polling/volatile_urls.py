"""Recognition of links whose query strings change with every poll, by the stable parts of their URLs.

Some query parameters do not identify a link: those with the same value in all links of a listing (the current time in
`?t=…`, a session, a column), and the whole query if the link's path is unique. If two links are equal without these
parameters, and have the same title and date, they are the same link. Links are compared by their full URLs first; the
stable parts are used only to recognize known links with new URLs. Pure functions; no I/O.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.model.link import Link
from crawler.model.url_key import names_a_page, url_key

_FEWEST = 3
"""Minimum number of links for determining the query parameters that have the same value in all of them."""


def aliases(links: Iterable[Link], said: Iterable[str]) -> dict[str, str]:
    """Return a mapping from link URLs to short digests of the URL's stable parts and the link's text.

    `said` are the texts of the links (title and date). URLs without a query are omitted. URLs that share a path with
    others are omitted if they are few, or have no parameter in common. The mapping is empty if there are few links.
    """
    together: dict[str, list[tuple[Link, str, dict[str, str]]]] = defaultdict(list)
    count = 0
    for link, words in zip(links, said, strict=True):
        count += 1
        path, mark, query = link.url.partition("#")[0].partition("?")
        if mark and not names_a_page(urlsplit(link.url).fragment):
            together[url_key(path)].append((link, words, dict(parse_qsl(query, keep_blank_values=True))))
    if count < _FEWEST:
        return {}
    return {
        link.url: _digest(path, rest, words) for path, some in together.items() for link, words, rest in _lasting(some)
    }


def _lasting(some: list[tuple[Link, str, dict[str, str]]]) -> Iterable[tuple[Link, str, dict[str, str]]]:
    """Reduce the query parameters of links with the same path to those that distinguish the links.

    Each item of `some` is a link, its text and its query parameters. A single link has no parameters that distinguish
    it. The result is empty if there are several links, and they are too few or have no parameter with a common value.
    """
    if len(some) == 1:
        return [(link, words, {}) for link, words, _ in some]
    first = some[0][2]
    common = {name for name, value in first.items() if all(query.get(name) == value for _, _, query in some)}
    if not common or len(some) < _FEWEST:
        return []
    return [
        (link, words, {name: value for name, value in query.items() if name not in common})
        for link, words, query in some
    ]


def _digest(path: str, rest: dict[str, str], words: str) -> str:
    lasting = f"{path}?{urlencode(sorted(rest.items()))}\n{words}"
    return hashlib.blake2b(lasting.encode("utf-8", "replace"), digest_size=6).hexdigest()
