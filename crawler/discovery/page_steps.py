"""Functions that parse pages in a search, run in the process of `crawler.sandbox`. Pure functions; no I/O."""

from dataclasses import dataclass

from crawler.discovery.candidates import SourceLead, find_leads
from crawler.discovery.rank import site_name, title_of
from crawler.fetching.barriers import require_page
from crawler.listings import form_of
from crawler.listings.platforms import list_addresses
from crawler.model.errors import ListingError
from crawler.model.page import Page
from crawler.model.source import Source


@dataclass(frozen=True)
class PageLook:
    """The form of a page, the name of its site, its leads, and the number of URLs from which it loads lists."""

    form: str
    site: str
    leads: tuple[SourceLead, ...]
    lists: int


def look_at(page: Page, source: Source, step: int) -> PageLook:
    """Return the properties of a page that was reached by following `step` links.

    Raises FetchError when the response is not a page.
    """
    require_page(page)
    form = form_of(page, source)
    if form in ("feed", "sitemap"):
        return PageLook(form, "", (), 0)
    try:
        lists = len(list_addresses(page, source, form))
    except ListingError:
        lists = 0
    return PageLook(form, site_name(title_of(page)), tuple(find_leads(page, step)), lists)
