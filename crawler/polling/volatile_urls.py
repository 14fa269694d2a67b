"""Recognition of links whose query strings change with every poll, by the lasting parts of their URLs.

Parameters with the same value in all links of a listing do not identify a link (`?t=…` with the current time, a
session, a column). The same applies to the whole query of a link whose path is unique. A link that is equal without
these parameters, and has the same title and date, is the same link as before. Links are compared by their full URLs
first; this method only recognises known links with new URLs. Pure functions; no I/O.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.model.link import Link
from crawler.model.url_key import names_a_page, url_key

_FEWEST = 3
"""Minimum number of links for which common parameters are determined."""


def aliases(links: Iterable[Link], said: Iterable[str]) -> dict[str, str]:
    """Return, by link URL, a short digest of the lasting parts of the URL and of the link's text in `said`.

    URLs without a query are left out, and so are URLs with the same path but without common parameters.
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
    """Return the links of one path with the parameters that distinguish them.

    A single link has no such parameters. The result is empty if the links have no common parameters.
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
