"""The division of sources into shards by the registrable host of their URLs. Pure functions; no I/O.

All sources of one site are in one shard, so that a single worker observes the delays between requests to the site, and
keeps its cookies and its robots.txt. The shard is chosen by rendezvous hashing (Thaler and Ravishankar, IEEE/ACM TON
6(1), 1998): each shard has a weight that depends on the host, and the shard with the greatest weight is chosen. The
choice is made in two steps, first of a group of shards and then of a shard in it, so that 64 weights have to be
computed instead of 1,024.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from crawler.model.network.suffixes import suffixes
from crawler.model.source import Source

FANOUT = 32
SHARDS = FANOUT * FANOUT
"""The number of shards. It is stored with the sources, and therefore never changes."""
_MASK = 2**64 - 1


def site_of_url(url: str) -> str:
    """Return the registrable host of a URL, or its host if the host is an address or has no public suffix."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return suffixes()(host).top_domain_under_public_suffix or host


def shard_of_url(url: str) -> int:
    """Return the shard of the source with this URL."""
    return shard_of_site(site_of_url(url))


@lru_cache(maxsize=65_536)
def shard_of_site(site: str) -> int:
    """Return the shard of a registrable host."""
    key = int.from_bytes(blake2b(site.lower().encode("utf-8", "replace"), digest_size=8).digest(), "big")
    group = _heaviest(key, range(FANOUT))
    return _heaviest(key, range(SHARDS + group * FANOUT, SHARDS + (group + 1) * FANOUT)) - SHARDS


def shards_of(sources: Iterable[Source]) -> dict[str, int]:
    """Return the shards of the sources, by source id."""
    return {source.id: shard_of_url(source.url) for source in sources}


def _heaviest(key: int, nodes: range) -> int:
    return max(nodes, key=lambda node: _mixed(key ^ _mixed(node + 1)))


def _mixed(number: int) -> int:
    """Return a 64-bit number in which each bit depends on each bit of `number` (the finalizer of SplitMix64)."""
    number = (number + 0x9E3779B97F4A7C15) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)
