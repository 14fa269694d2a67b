"""The Public Suffix List, as it comes with tldextract: nothing is fetched. The only importer of tldextract."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def suffixes() -> "TLDExtract":
    """Takes a host apart at its public suffix. Read when it is first needed: that takes a quarter of a second."""
    # With the library comes `requests`: 0.1 s that most commands do without.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
