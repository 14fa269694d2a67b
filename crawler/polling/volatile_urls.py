"""Links that a listing gives with another query string at every poll, and the lasting parts of them. Pure.

The parameters that all links of a listing have in common identify none of them (`?t=…` of the moment, a session, a
column); nor does the query of a link whose path no other has. Without those, and with the same title and date, a link
is the same as before. A link is recognised by its whole address first; this only recognises old links under new
addresses.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.model.link import Link
from crawler.model.url_key import names_a_page, url_key

_FEWEST = 3
"""Links of which something can be said to be common to all."""


def aliases(links: Iterable[Link], said: Iterable[str]) -> dict[str, str]:
    """Return, by address, a short digest of its lasting parts, and of the text in `said` for each link.

    Addresses without a query have none, nor have those that have nothing in common.
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
    """Return the links of one path with the parameters that distinguish them: none, for a single link."""
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
