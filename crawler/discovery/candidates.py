"""Extraction of leads to possible sources (feeds, sitemaps, listings) from a page. Pure functions; no I/O."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.model.addresses import Addresses
from crawler.model.network.suffixes import in_same_domain
from crawler.model.page import Page, parse_html
from crawler.model.reason import LeadReason, Reason
from crawler.model.url_key import url_key

LeadKind = Literal["html", "feed", "sitemap"]
WELL_KNOWN = ("/rss.xml", "/feed", "/atom.xml", "/index.xml", "/rss", "/feed.xml", "/feed.json")
"""Common feed paths, which are tried if a site has no link to a feed."""
_FEED_TYPE = re.compile(r"(?i)(?:application|text)/(?:x[-.])?(?:rss|atom|feed|rdf)\b")
_DATA_TYPE = re.compile(
    r"(?i)\s*(?:(?:(?:application|text)/(?:xml|json|rdf|plain)|application/octet-stream)\s*(?:;.*)?)?\Z"
)
"""Matches content types that pages state for their feeds instead of a feed type, including an empty type."""
_PAGE_TYPE = re.compile(r"(?i)\s*(?:text/html|application/xhtml\+xml)\s*(?:;.*)?\Z")
"""Matches the content type of a page, which some pages state for a feed."""
_FEED_WORDS = re.compile(
    r"(?i)\b(?:atom|feeds?|subscribe|abonnieren|s'abonner|flux)\b|rss|订阅|訂閱|聚合|フィード|購読|구독|피드"
)
_FEED_ADDRESS = re.compile(
    r"(?i)(?:/(?:rss|feeds?|atom)(?:\d|[/.?]|$)|\.(?:rss|atom|rdf)(?:$|\?)|[?&](?:feed|format|type)=(?:rss|atom|feed)"
    r"|\b(?:rss|atom|feed)\.(?:xml|json|php|aspx?|jsp)\b)"
)
_PAGE_ADDRESS = re.compile(r"(?i)\.(?:s?html?|jsp|aspx?|php)$|/$")
_LONGEST = 30
"""Maximum number of characters in a listing link's text. Longer texts are titles of notices."""
# Names of columns of official sites that contain documents, with their scores, the most certain first.
_COLUMNS = (
    (
        9,
        re.compile(
            r"(?i)通知公告|通告公告|公告通知|公示公告|公告公示|规范性文件|政策文件|最新政策|法规文件|政策法规|公文|规章库?"
        ),
    ),
    (
        7,
        re.compile(
            r"(?i)^(?:通知|公告|公示|通告|政策|法规|文件|规划计划|征求意见|意见征集|政府文件|部门文件|政府公报)$"
        ),
    ),
    (
        6,
        re.compile(
            r"(?i)\b(?:announcements?|press releases?|news releases?|publications|consultations?|regulations)\b"
        ),
    ),
    (5, re.compile(r"通知|公告|公示|通告|法规|规章|文件|意见征集|征求意见|政策|公报")),
    (4, re.compile(r"(?i)\b(?:news(?:room)?|notices?|policies|press|media cent(?:er|re)|updates)\b")),
    (3, re.compile(r"(?i)工作动态|要闻|新闻|动态|资讯|信息公开|政务公开|latest|blog")),
)
_MORE = re.compile(r"(?i)^\W*(?:更多|查看更多|more|view all|see all|all news)\W*$")
_NO_COLUMN = re.compile(
    r"(?i)解读|登录|登陆|注册|邮箱|搜索|无障碍|english|繁体|简体|首页|网站地图|联系我们|关于"
    r"|login|sign in|search|contact|privacy|cookie"
)
_MADE_FOR_LISTS = re.compile(
    r"(?i)/(?:tzgg|gsgg|zcwj|zcfg|gfxwj|gggs|zxzc|zfwj|zwgk|gkmlpt|news|press|announcements?)(?:/|$|_)"
)


@dataclass(frozen=True)
class SourceLead:
    """The URL of a possible source, and the reason for trying it.

    The code of `reason` is a LeadReason. `words` is the text of the link, if any. Leads with a higher score are tried
    earlier.
    """

    url: str
    kind: LeadKind
    reason: Reason
    words: str = ""
    score: float = 0.0


def find_leads(page: Page, depth: int = 0) -> list[SourceLead]:
    """Return the leads (links to possible sources) on a page, best first and without duplicate URLs.

    Leads to other sites are omitted, except for feeds and sitemaps in the same registered domain. `depth` is the number
    of links followed from the first page to this page; the greater it is, the lower the scores are.
    """
    try:
        root = parse_html(page.text)
    except ValueError:
        return []
    addresses = Addresses(root, page.final_url)
    found = [*_linked_feeds(root, addresses), *_anchored(root, addresses)]
    best: dict[str, SourceLead] = {}
    for lead in sorted(found, key=lambda lead: -lead.score):
        near = same_site(lead.url, page.final_url) if lead.kind == "html" else same_family(lead.url, page.final_url)
        if near and url_key(lead.url) != url_key(page.final_url):
            key = url_key(lead.url)
            best.setdefault(key, SourceLead(lead.url, lead.kind, lead.reason, lead.words, lead.score - 1.5 * depth))
    return list(best.values())


def same_site(one: str, other: str) -> bool:
    """Return whether two URLs have the same host and port, ignoring a `www.` prefix."""
    here, there = (urlsplit(url).netloc.lower().removeprefix("www.") for url in (one, other))
    return here == there


def same_family(one: str, other: str) -> bool:
    """Return whether two URLs belong to the same registered domain, or have the same host and port."""
    here, there = (urlsplit(url).hostname or "" for url in (one, other))
    return same_site(one, other) or in_same_domain(here, there)


def home_of(url: str) -> str:
    """Return the URL of the site's home page."""
    return urljoin(url, "/")


def _linked_feeds(root: HtmlElement, addresses: Addresses) -> list[SourceLead]:
    found = []
    for link in root.xpath("//link[@href]"):
        url = addresses.resolve(link.get("href"))
        points = _named_as_feed(link, url) if url else 0.0
        if url and points:
            comments = "comment" in (link.get("title") or "").lower() + url.lower()
            words = " ".join((link.get("title") or "").split())
            reason = Reason.of(LeadReason.DECLARED_FEED)
            found.append(SourceLead(url, "feed", reason, words, 2.0 if comments else points))
    return found


def _named_as_feed(link: HtmlElement, url: str) -> float:
    """Return how likely it is that a `link` element leads to a feed, as a score; 0 means that it does not.

    The element must have the content type of a feed, or the `rel` value `alternate` or `feed`. Elements that lead to
    the page in another language or for another device score 0.
    """
    kind = link.get("type") or ""
    relations = (link.get("rel") or "").lower().split()
    if _FEED_TYPE.match(kind):
        return 12.0
    if not {"alternate", "feed", "service.feed"} & set(relations) or "stylesheet" in relations:
        return 0.0
    if link.get("hreflang") or link.get("media"):
        return 0.0
    said = _FEED_WORDS.search(link.get("title") or "") or _FEED_ADDRESS.search(url) or "feed" in relations
    if not _DATA_TYPE.match(kind):
        return 10.0 if said and _PAGE_TYPE.match(kind) else 0.0
    return 11.0 if said else 7.5


def _anchored(root: HtmlElement, addresses: Addresses) -> list[SourceLead]:
    found = []
    for anchor in root.iter("a", "area"):
        url = addresses.of(anchor)
        if url is None:
            continue
        words = _words(anchor)
        is_named = len(words) <= _LONGEST and _FEED_WORDS.search(words)
        if _FEED_ADDRESS.search(url) or _FEED_TYPE.match(anchor.get("type") or ""):
            found.append(SourceLead(url, "feed", Reason.of(LeadReason.LINKED_FEED), words, 8.0))
        elif is_named:
            # The link may lead to a page about the site's feeds rather than to a feed.
            points = 5.5 if _PAGE_ADDRESS.search(urlsplit(url).path) else 8.0
            found.append(SourceLead(url, "feed", Reason.of(LeadReason.LINKED_FEED), words, points))
        elif lead := _column(anchor, words, url):
            found.append(lead)
    return found


def _words(anchor: HtmlElement) -> str:
    """Return the text of a link or, if there is none, its `title` attribute or the `alt` text of its image."""
    said = " ".join("".join(anchor.itertext()).split())
    return said or (anchor.get("title") or "").strip() or str(anchor.xpath("string(.//img/@alt)")).strip()


def _column(anchor: HtmlElement, words: str, url: str) -> SourceLead | None:
    """Return a lead to a listing if the text of a link is the usual name of a listing, otherwise None.

    `words` is the text of the link, and `url` its target. For a "more" link, the heading above or beside it is used
    instead of its text.
    """
    if _MORE.match(words):
        words = _heading(anchor)
    if not words or len(words) > _LONGEST or _NO_COLUMN.search(words):
        return None
    score = next((float(points) for points, column in _COLUMNS if column.search(words)), 0.0)
    if _MADE_FOR_LISTS.search(urlsplit(url).path):
        score += 1.5
    # A URL that ends in a date or a long number belongs to a notice, regardless of its title.
    if re.search(r"/t?\d{6,}|/(?:art|content|detail)[/_]", urlsplit(url).path) or len(words) > 16:
        score -= 5
    reason = Reason.of(LeadReason.LINK_TEXT, text=words)
    return SourceLead(url, "html", reason, words, score) if score > 0 else None


def _heading(anchor: HtmlElement) -> str:
    """Return the heading that a "more" link belongs to.

    This is the text beside the link, or the first heading in the nearest enclosing element that contains a heading.
    """
    around = anchor.getparent()
    for _ in range(3):
        if around is None:
            return ""
        beside = " ".join("".join(around.xpath("text()")).split())
        if re.search(r"\w{2}", beside) and not _MORE.match(beside):
            return beside
        heading = around.xpath("string((.//h1 | .//h2 | .//h3 | .//h4 | .//strong | .//a | .//span)[1])").strip()
        if heading and not _MORE.match(heading):
            return " ".join(heading.split())
        around = around.getparent()
    return ""
