"""Publishing systems of Chinese portals: recognition of their pages, the addresses of their lists, and the lists.

One reader for a system works for every portal on it: a source needs only its address.
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
    """The functions of one system: whether it made a page, the addresses of its page's lists, the list of a page."""

    made: Callable[[Page], bool]
    list_addresses: Callable[[Page, Source], tuple[str, ...]]
    read: Callable[[Page, Source, date], Found]


_SYSTEMS = {
    "gkmlpt": Platform(gkmlpt.recognises, gkmlpt.list_addresses, gkmlpt.read_list),
    "jpage": Platform(jpage.recognises, jpage.list_addresses, jpage.read_list),
    "jpaas": Platform(jpaas.recognises, jpaas.list_addresses, jpaas.read_list),
}


def platform_of(page: Page) -> str | None:
    """Return the publishing system that made a page, or None."""
    return next((name for name, system in _SYSTEMS.items() if system.made(page)), None)


def list_addresses(page: Page, source: Source, form: str) -> tuple[str, ...]:
    """Return the addresses that a page of this form gets its list from; none when the page contains the list.

    Raises ListingError when the source's type is a system that did not make the page.
    """
    system = _SYSTEMS.get(form)
    return system.list_addresses(page, source) if system else ()


def read_system(form: str, page: Page, source: Source, today: date) -> Found:
    """Return the list that a page of a system holds. Raises ListingError when it holds none."""
    return _SYSTEMS[form].read(page, source, today)
