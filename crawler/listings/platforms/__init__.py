"""Publishing systems of Chinese portals: detection of their pages, and the URLs and contents of their lists.

One reader for a system covers every portal that runs it: a source needs only its URL.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from crawler.listings.found import Found
from crawler.listings.platforms import gkmlpt, jpaas, jpage
from crawler.model.page import Page
from crawler.model.source import Source


@dataclass(frozen=True)
class Platform:
    """The functions of one system: detection of its pages, the URLs of a page's lists, and the reading of a list."""

    made: Callable[[Page], bool]
    list_addresses: Callable[[Page, Source], tuple[str, ...]]
    read: Callable[[Page, Source, date], Found]


_SYSTEMS = {
    "gkmlpt": Platform(gkmlpt.recognises, gkmlpt.list_addresses, gkmlpt.read_list),
    "jpage": Platform(jpage.recognises, jpage.list_addresses, jpage.read_list),
    "jpaas": Platform(jpaas.recognises, jpaas.list_addresses, jpaas.read_list),
}


def platform_of(page: Page) -> str | None:
    """Return the name of the publishing system that made a page, or None."""
    return next((name for name, system in _SYSTEMS.items() if system.made(page)), None)


def list_addresses(page: Page, source: Source, form: str) -> tuple[str, ...]:
    """Return the URLs from which a page of this form loads its lists, or none if the page contains its list.

    Raises ListingError when `form` is a publishing system that did not make the page.
    """
    system = _SYSTEMS.get(form)
    return system.list_addresses(page, source) if system else ()


def read_system(form: str, page: Page, source: Source, today: date) -> Found:
    """Return the list in a page of the publishing system `form`. Raises ListingError when the page has no list."""
    return _SYSTEMS[form].read(page, source, today)
