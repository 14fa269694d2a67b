"""The URL key: the same for all addresses of a page."""

import re
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

# Parameters that follow the visitor, not the page.
_TRACKING = re.compile(
    r"(?i)^(utm_\w+|spm|isappinstalled|jsessionid|phpsessid|sessionid|session_id|aspsessionid\w+|cfid|cftoken"
    r"|fbclid|gclid|msclkid|yclid|bd_vid|mc_[ce]id|_hsenc|_hsmi|_ga|wt\.mc_id|hm(sr|pl|cu|kw|ci))$"
)
# Parameters that the visitor's way leaves behind, or that keep caches away, but which mean something with other values.
_FROM = re.compile(r"(?i)(?:timeline|(?:group|single)message|wechat|weixin|weibo|qq|qzone)")
_FRESH = re.compile(r"(?i)_|_?t|_?ts|timestamp|time|r|rnd|rand\w{0,8}|nocache|no_cache|cache\w{0,8}|_dc|v")
_MOMENT = re.compile(r"1\d{9}(?:\d{3})?|0\.\d{6,20}")
"""Seconds or milliseconds since 1970, or what Math.random() gives."""
_ITEM = re.compile(
    r"(?i)(?!(?:page|p|comments?|reply|respond|post|ftn|ftnref|fn|note|ref|h|sec|section|toc|top|tab|t|rd|msg)?[-_=]?\d)"
    r"[a-z]{1,12}[-_=]?\d{1,12}|(?:id|item|no|news|art|article|notice|gg|tz)[-_=][\w-]{1,40}"
)
"""Fragments that name one item of several on a page; not places inside a text, such as a comment or a footnote."""
ENTRY_MARK = ":~:entry="
"""Begins the part of a fragment that names an entry of a feed whose address several share. Browsers take what follows
`:~:` for a directive and leave it out of the page's own fragment
(https://wicg.github.io/scroll-to-text-fragment/#the-fragment-directive)."""
_SESSION_PATH = re.compile(r"(?i);jsessionid=[^/?#]*|(?<=/)\(s\(\w{10,60}\)\)/")


def url_key(url: str) -> str:
    """Return the key of an address; two addresses with the same key are the same page.

    Scheme, a leading `www.`, default ports, the case of the host and of %-codes, a slash at the end, fragments (except
    `#/` and `#!` routes, numbers of items such as `#n12`, and marked entries of feeds), parameter order, `&amp;` for
    `&`, tracking parameters, session ids and cache-busting parameters (`?t=1718252400123`, `?rnd=0.4711235`) make no
    difference. Never raises: an address that cannot be parsed is its own key.
    """
    url = _SESSION_PATH.sub("", url.strip())
    try:
        fragment = urlsplit(url).fragment
        canonical = canonicalize_url(_plain_query(url), keep_fragments=names_a_page(fragment))
        parts = urlsplit(canonical)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
        while host.startswith("www."):
            host = host.removeprefix("www.")
    except ValueError:
        return url
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    path = parts.path.rstrip("/") or "/"
    return parts._replace(scheme="", netloc=netloc, path=path).geturl().removeprefix("//")


def names_a_page(fragment: str) -> bool:
    """Return whether a fragment distinguishes pages: a route of a script, an item, or the mark of a feed's entry."""
    return fragment.startswith(("/", "!")) or ENTRY_MARK in fragment or bool(_ITEM.fullmatch(fragment))


def is_feed_entry(url: str) -> bool:
    """Return whether an address is that of a feed's entry, whose text is only in the feed."""
    return ENTRY_MARK in url.partition("#")[2]


def _plain_query(url: str) -> str:
    """Return an address without the query parameters that do not identify its page."""
    before, mark, after = url.partition("?")
    if not mark or "#" in before:
        return url
    query, sharp, fragment = after.partition("#")
    kept = [part for part in query.replace("&amp;", "&").split("&") if not _says_nothing(part)]
    return f"{before}{mark}{'&'.join(kept)}{sharp}{fragment}"


def _says_nothing(part: str) -> bool:
    name, _, value = part.partition("=")
    if name.lower() == "from":
        return bool(_FROM.fullmatch(value))
    return bool(_TRACKING.match(name)) or bool(_FRESH.fullmatch(name) and _MOMENT.fullmatch(value))
