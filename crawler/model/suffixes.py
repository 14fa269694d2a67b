"""The Public Suffix List, as included in tldextract: nothing is fetched. The only importer of tldextract."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def suffixes() -> "TLDExtract":
    """Return the function that splits a host at its public suffix.

    It is loaded when first needed, because that takes a quarter of a second.
    """
    # With the library comes `requests`: 0.1 s that most commands do without.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
