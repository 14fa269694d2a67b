"""The Public Suffix List bundled with tldextract. No list is downloaded. Only this module imports tldextract."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def suffixes() -> "TLDExtract":
    """Return a function that splits a host name into subdomain, domain and public suffix.

    The list is loaded at the first call, because loading takes a quarter of a second.
    """
    # The library imports `requests`, which takes 0.1 s that most commands need not spend.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
