"""Recognition of known links whose query strings change with every poll.

Such links are recognized by the stable parts of their URLs: the path, and the query parameters that identify the link.
A parameter does not identify a link if it has the same value in all links with the same path (the current time in
`?t=…`, a session, a section), or if no other link has this path. Two links with equal stable parts are the same link if
they have the same title and date. Full URLs are compared first. The stable parts are used only for links with unknown
URLs. Pure functions; no I/O.
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
    """Return a mapping from link URLs to digests that do not change if only the unstable parts of the URL change.

    A digest is computed from the stable parts of the URL and from the string that `said` contains for the link. This
    string stands for the title and date of the link. The mapping omits URLs without a query, and URLs with the same
    path if they are few or have no parameter with a common value. If there are few links, it is empty.
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
    """Return the links in `some` with only those query parameters that distinguish them.

    All links in `some` have the same path. Each item is a link, a string that stands for its title and date, and its
    query parameters. Parameters with the same value in all links are removed. If there is only one link, all its
    parameters are removed. If there are several links, but they are too few or have no parameter with a common value,
    the result is empty.
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
