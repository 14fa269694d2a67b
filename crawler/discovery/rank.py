"""Evaluation of a site's pages as candidate sources, and the ranking of the candidates. Pure functions; no I/O."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from statistics import median
from urllib.parse import urlsplit

from crawler.discovery.candidates import SourceLead
from crawler.discovery.platforms import system_of
from crawler.listings import Listing
from crawler.model.details.sentences import english
from crawler.model.link import Link
from crawler.model.page import Page
from crawler.model.reason import LeadReason
from crawler.model.results import Candidate
from crawler.model.url_key import url_key
from crawler.reading.metadata.region import region_of
from crawler.reading.script import script_of

SHOWN = 5
"""Number of links shown for each candidate."""
_FEWEST = 3
"""Minimum number of links on a page that is accepted as a listing."""
_WIDE = 20
"""Minimum median width of notice titles; the names of site sections are shorter. A non-ASCII character has width 2."""
_COUNTRIES = {"cn": "CN", "hk": "HK", "mo": "MO", "tw": "TW", "uk": "GB", "gov": "US", "mil": "US"}
_TITLE = re.compile(r"(?is)<title[^>]{0,200}>(.{0,500}?)</title>")


def candidate_of(page: Page, form: str, listing: Listing, lead: SourceLead, site: str, today: date) -> Candidate | None:
    """Return the candidate source for a fetched page, or None if the page is not usable as a source.

    `form` is the format in which the page was parsed (see `ExaminedPage`), `listing` contains the links on it, and
    `lead` is the lead whose URL was fetched. `site` is the name of the page's site.
    """
    links = listing.links
    is_page = form not in ("feed", "sitemap")
    few = len(links) < (_FEWEST if is_page else 1) or (is_page and not _are_notices(links))
    if few and not listing.parts:
        return None
    days = [day for link in links if (day := _day(link)) and day <= today]
    return Candidate.model_validate(
        {
            "type": form,
            "url": address_of(page, lead),
            "name": _name(site, lead.words, title_of(page)),
            "system": system_of(page) if is_page else None,
            "why": english(lead.reason),
            "reason": lead.reason.code,
            "params": lead.reason.as_json()["params"],
            "language": _language(links),
            "region": _region(page.final_url, site),
            "links": tuple(sorted(links, key=_newest)[:SHOWN] if form == "sitemap" else links[:SHOWN]),
            "links_seen": len(links),
            "dated": len(days),
            "newest": max(days, default=None),
        }
    )


def address_of(page: Page, lead: SourceLead) -> str:
    """Return the URL of a page after redirects, with the column number of the lead's URL, if any.

    Some sites show several columns at one URL and distinguish them by a number in the fragment, such as `#5`.
    """
    before, _, column = lead.url.partition("#")
    same = column.isdigit() and url_key(before) == url_key(page.final_url)
    return f"{page.final_url.partition('#')[0]}#{column}" if same else page.final_url


def _are_notices(links: tuple[Link, ...]) -> bool:
    """Return whether links seem to lead to notices and not to sections of a site.

    This is so if at least one link has a date, or if most titles are long.
    """
    if any(_day(link) for link in links):
        return True
    widths = [len(title) + sum(not char.isascii() for char in title) for link in links if (title := link.title or "")]
    return bool(widths) and median(widths) >= _WIDE


def _day(link: Link) -> date | None:
    return link.published_on or link.modified_on


def _newest(link: Link) -> int:
    day = _day(link)
    return -day.toordinal() if day else 0


def candidate_score(one: Candidate, today: date) -> tuple[float, float]:
    """Return the sort key of a candidate. A higher key means a better candidate.

    The key is higher the more recent the newest notice is, and the more links have a date and a title. Between
    otherwise equal candidates, feeds are better than pages, and pages are better than sitemaps.
    """
    dated = one.dated / one.links_seen if one.links_seen else 0.0
    age = (today - one.newest).days if one.newest else 10**4
    fresh = 1.0 if age <= 60 else 0.6 if age <= 365 else 0.2 if one.newest else 0.0
    titled = sum(1 for link in one.links if link.title and len(link.title) >= 8) / max(1, len(one.links))
    form = {"feed": 1.4, "sitemap": 0.6}.get(one.type, 1.2)
    column = 0.2 if one.reason == LeadReason.LINK_TEXT else 0.0
    return (round((dated + fresh + titled) * form + column, 3), min(one.links_seen, 50) / 50)


def distinct(ranked: list[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates, except candidates that repeat the URL or the links of a better candidate.

    `ranked` must be sorted, best first. For example, a home page often repeats the first links of the site's best
    listing.
    """
    seen: set[tuple[str, ...]] = set()
    for candidate in ranked:
        links = tuple(url_key(link.url) for link in candidate.links)
        if (url_key(candidate.url),) not in seen and (not links or (candidate.type, *links) not in seen):
            seen.update([(url_key(candidate.url),), (candidate.type, *links)])
            yield candidate


def title_of(page: Page) -> str:
    """Return the title of a page or feed, cut to 80 characters on one line, or an empty string if there is none."""
    match = _TITLE.search(page.text[:20_000])
    said = re.sub(r"<!\[CDATA\[|\]\]>|<[^<>]*>", " ", match[1]) if match else ""
    return " ".join(unescape(said).split())[:80]


def site_name(title: str) -> str:
    """Return the name of a site from the title of its home page.

    A greeting ("welcome to") and the text after a separator are removed.
    """
    title = re.sub(r"^(?:欢迎(?:访问|光临|来到)|welcome to )", "", title, flags=re.IGNORECASE)
    parts = [part.strip() for part in re.split(r"[-_|–—·:]", title) if part.strip() not in ("", "首页", "Home", "主页")]
    return parts[0][:40] if parts else ""


def _name(site: str, words: str, title: str) -> str:
    """Return a readable name for a source: the name of the site, followed by `words` or by the page's title.

    `words` is the text of the link that led to the page. The title is used if `words` is too short or too long.
    """
    own = words if 2 <= len(words) <= 20 else re.split(r"[-_|–—]", title)[0].strip()
    return " ".join(filter(None, (site if site not in own else "", own if own != site else "")))[:80] or title or site


def _language(links: tuple[Link, ...]) -> str | None:
    said = "".join(link.title or "" for link in links)
    script = script_of(said)
    if script in ("Hans", "Hant"):
        return "zh"
    english = re.findall(r"(?i)\b(?:the|of|and|for|to|in)\b", said)
    return "en" if script == "Latn" and len(english) > 5 else None


def _region(url: str, site: str) -> tuple[str, ...]:
    """Return the region of an official site: the country of its host and the place in the site's name.

    The result is empty if the host is not an official host of a known country.
    """
    labels = (urlsplit(url).hostname or "").split(".")
    country = _COUNTRIES.get(labels[-1])
    official = "gov" in labels[-2:] or labels[-1] in ("gov", "mil")
    if not country or not official:
        return ()
    if country == "CN":
        return region_of((site,) if site else (), site, "", (country,), None)
    return (country,)
