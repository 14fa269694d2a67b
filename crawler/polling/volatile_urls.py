"""Links that a listing gives under another query string at every poll: what stays the same of them. Pure.

What all links of a listing have in common says nothing of any one of them (`?t=…` of the moment, a session, a column);
nor does the query of a link whose path no other has. Without that, and with the same title and date, a link is the
same as before. A link is known by its whole address first; this only tells old ones under new addresses.
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
    """By address, a short digest of what is lasting in it, and of what the listing `said` of each link; addresses
    without a query have none, nor have those of which nothing is common."""
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
    """The links of one path with what tells them apart: nothing, for one that is alone."""
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
