"""The conversion of addresses given on the command line to sources.

An address may lack the scheme. If it is the address of a home page, a listing is searched for on that page.
"""

import re
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.model.requests import DiscoverRequest, LinksRequest
from crawler.model.results import Candidate, DiscoverResult, LinksResult
from crawler.model.source import Source
from monitor.cli.common import crawler_children, printable, run_async, shown_options
from monitor.config import Config
from monitor.config.source_files import entry, known_as, source_id
from monitor.polling.crawler_pool import CrawlerPool
from monitor.service.crawl import choose_sources
from monitor.text.i18n import gettext

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^\s/@?#:]+\.[^\s/@?#:.]{2,}|localhost|\d+(?:\.\d+){3}|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_NO_CONNECTION = ("unreachable", "timeout", "broken", "certificate")
"""Codes of failures after which the next URL is tried."""
_HOME = re.compile(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.IGNORECASE)


def urls_of(written: str) -> list[str]:
    """Return the possible URLs of an address as typed by the user, in the order in which they are tried.

    For a complete http or https URL, the result contains only that URL. For an address without a scheme, it contains
    the https URL and then the http URL. It is empty if the text is not an address.
    """
    if _SCHEME.match(written):
        return [written] if written.lower().startswith(("http://", "https://")) else []
    return [f"https://{written}", f"http://{written}"] if _HOST.fullmatch(written) else []


def is_home_page(url: str) -> bool:
    """Return whether a URL is the address of a site's home page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def sources_of(config: Config, names: Sequence[str], trusted: bool) -> list[Source]:
    """Return the sources with these ids or addresses, or all enabled sources if `names` is empty.

    For the address of a home page, the result contains the best listing, feed or sitemap found on that page. Sources
    that are not configured are trusted if `trusted` is true. Raises UnknownError if no source can be found for a name.
    """
    configured = {source.id for source in config.sources} | {source.url for source in config.sources}
    unclear = [
        name
        for name in names
        if name not in configured and (urls := urls_of(name)) and (len(urls) > 1 or is_home_page(urls[0]))
    ]
    others = choose_sources(config.sources, [name for name in names if name not in unclear], trusted)
    if not unclear:
        return others

    async def resolve_all() -> list[Source]:
        async with crawler_children(config.settings) as children:
            return [await _resolve(children, config, name, trusted) for name in unclear]

    found = run_async(resolve_all)
    chosen = found if len(unclear) == len(names) else [*others, *found]
    return list({source.id: source for source in chosen}.values())


async def _resolve(children: CrawlerPool, config: Config, name: str, trusted: bool) -> Source:
    """Return the source for an address, using the first of the address's possible URLs that responds."""
    answering = []
    for url in urls_of(name):
        at = choose_sources(config.sources, [url], trusted)[0]
        if is_home_page(url):
            found = await children.ask(DiscoverRequest(id=url, url=at.url, trusted=trusted))
            assert isinstance(found, DiscoverResult)
            if found.candidates:
                return _of_candidate(config, found.candidates[0], name, trusted)
            failures = found.failures
        else:
            links = await children.ask(LinksRequest(id=url, url=at.url, source=at, trusted=trusted))
            assert isinstance(links, LinksResult)
            if links.links:
                return at
            failures = links.failures
        if not any(failure.code in _NO_CONNECTION for failure in failures):
            answering.append(url)
    # Nothing was found: the poll of the address itself reports why.
    return choose_sources(config.sources, [*answering, urls_of(name)[0]][:1], trusted)[0]


def _of_candidate(config: Config, candidate: Candidate, name: str, trusted: bool) -> Source:
    known = known_as(candidate, config.sources)
    source = next((source for source in config.sources if source.id == known), None)
    if source is None:
        taken = {source.id for source in config.sources}
        source = Source.model_validate(entry(candidate, source_id(candidate, taken), trusted=trusted))
        options = shown_options(config.folder, trusted=trusted)
        hint = gettext(
            "to save this source, run `noticewatch sources discover {url} --write{options}`", url=name, options=options
        )
    else:
        hint = gettext("configured as {source}", source=source.id)
    message = gettext(
        "{address}: found {title} ({url}); {hint}", address=name, title=candidate.name, url=candidate.url, hint=hint
    )
    sys.stderr.write(printable(message) + "\n")
    return source
