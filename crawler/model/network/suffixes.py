"""The Public Suffix List bundled with tldextract. No list is downloaded. Only this module imports tldextract."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract

_DOT = re.compile("[.\u3002\uff0e\uff61]")
"""The characters that separate the labels of a host name (RFC 3490, 3.1)."""


@cache
def suffixes() -> "TLDExtract":
    """Return a function that splits a host name into subdomain, domain and public suffix.

    The list is loaded at the first call, because loading takes a quarter of a second.
    """
    # The library imports `requests`, which takes 0.1 s that most commands need not spend.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def in_same_domain(host: str, other: str) -> bool:
    """Return whether two host names belong to the same registered domain. Hosts such as IP addresses belong to none."""
    # The list is needed only if the hosts end alike.
    ends = [_DOT.split(name.rstrip("."))[-2:] for name in (host, other)]
    if ends[0] != ends[1]:
        return False
    domain = suffixes()(host).top_domain_under_public_suffix
    return bool(domain) and domain == suffixes()(other).top_domain_under_public_suffix
