"""The URL key: an identifier of a page that is the same for all of its URLs."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

# Parameters that identify the visitor, not the page.
_TRACKING = re.compile(
    r"(?i)^(utm_\w+|spm|isappinstalled|jsessionid|phpsessid|sessionid|session_id|aspsessionid\w+|cfid|cftoken"
    r"|fbclid|gclid|msclkid|yclid|bd_vid|mc_[ce]id|_hsenc|_hsmi|_ga|wt\.mc_id|hm(sr|pl|cu|kw|ci))$"
)
# Referrer and cache-busting parameters, which identify a page if they have other values.
_FROM = re.compile(r"(?i)(?:timeline|(?:group|single)message|wechat|weixin|weibo|qq|qzone)")
_FRESH = re.compile(r"(?i)_|_?t|_?ts|timestamp|time|r|rnd|rand\w{0,8}|nocache|no_cache|cache\w{0,8}|_dc|v")
_MOMENT = re.compile(r"1\d{9}(?:\d{3})?|0\.\d{6,20}")
"""Matches seconds or milliseconds since 1970, or a result of `Math.random()`."""
_ITEM = re.compile(
    r"(?i)(?!(?:page|p|comments?|reply|respond|post|ftn|ftnref|fn|note|ref|h|sec|section|toc|top|tab|t|rd|msg)?[-_=]?\d)"
    r"[a-z]{1,12}[-_=]?\d{1,12}|(?:id|item|no|news|art|article|notice|gg|tz)[-_=][\w-]{1,40}"
)
"""Matches fragments that identify an item on a page, not a position in a text such as a comment or a footnote."""
ENTRY_MARK = ":~:entry="
"""The marker before the part of a fragment that identifies a feed entry, used if several entries share a URL.

Browsers treat the text after `:~:` as a directive and do not include it in the page's own fragment
(https://wicg.github.io/scroll-to-text-fragment/#the-fragment-directive).
"""
_PLAIN = re.compile(
    r"https?://(?:www\.)*(?!www\.)((?:(?!xn--)[a-z0-9-]{1,60}\.)+(?!xn--)[a-z0-9-]{1,60})((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?"
)
"""Matches a URL whose key is its host and path. Most URLs of notices are of this form."""
_SESSION_PATH = re.compile(r"(?i);jsessionid=[^/?#]*|(?<=/)\(s\(\w{10,60}\)\)/")


CACHED_KEYS = 4096
CACHED_LENGTH = 1024
"""The number of URL keys that are cached, and the maximum length of a URL whose key is cached.

A poll needs the key of each listed link several times.
"""


def url_key(url: str) -> str:
    """Return the key of a URL. Two URLs with the same key identify the same page.

    The following differences are ignored: scheme, a leading `www.`, default ports, the case of the host and of
    percent-encodings, a trailing slash, fragments (except routes such as `#/…` and `#!…`, item numbers such as `#n12`,
    and identifiers of feed entries), parameter order, `&amp;` for `&`, tracking parameters, session ids and
    cache-busting parameters (`?t=1718252400123`, `?rnd=0.4711235`). The function never raises an exception. If a URL
    cannot be parsed, the URL itself is its key.
    """
    return _cached_key(url) if len(url) <= CACHED_LENGTH else _url_key(url)


def _url_key(url: str) -> str:
    url = url.strip()
    if plain := _PLAIN.fullmatch(url):
        return plain[1] + (plain[2] or "/")
    return _key(_SESSION_PATH.sub("", url))


_cached_key = lru_cache(maxsize=CACHED_KEYS)(_url_key)


def _key(url: str) -> str:
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
    """Return whether a URL fragment identifies a page or an item, and not merely a position on a page.

    Such fragments are routes (`#/…`, `#!…`), item numbers such as `#n12`, and identifiers of feed entries.
    """
    return fragment.startswith(("/", "!")) or ENTRY_MARK in fragment or bool(_ITEM.fullmatch(fragment))


def is_feed_entry(url: str) -> bool:
    """Return whether a URL identifies a feed entry whose text is only in the feed."""
    return ENTRY_MARK in url.partition("#")[2]


def _plain_query(url: str) -> str:
    """Return the URL without query parameters that do not identify its page."""
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
