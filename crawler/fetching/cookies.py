"""Cookies per source, with limits on their number and size."""

from collections import OrderedDict
from http.cookiejar import Cookie
from typing import Any

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.fetching.scrapy_compat import split_cookie_domains
from crawler.model.network.suffixes import suffixes

JARS = 2000
"""The maximum number of sources whose cookies are remembered."""
COOKIES = 50
"""The maximum number of cookies of a source, as RFC 6265 (6.1) expects of a browser for each domain."""
COOKIE_BYTES = 4096
"""The maximum size of a Set-Cookie header in bytes. Longer ones are ignored, as browsers do."""


def _suffix(domain: str) -> Any:
    """Split a domain into its parts (subdomain, domain and public suffix) according to the Public Suffix List.

    The copy of the list in the tldextract package is used, including the list's section of private domains.
    """
    return suffixes()(domain, include_psl_private_domains=True)


class BoundedCookiesMiddleware(CookiesMiddleware):
    """Scrapy's cookie middleware with limits on the sources, the cookies per source, and the cookie sizes.

    If there are too many sources, the cookies of the source that has received none for the longest time are removed. If
    a source has too many cookies, its oldest cookies are removed. Cookies that are too long are ignored.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self.jars: Any = _Jars()
        # Scrapy would download a list of public suffixes for the first cookie, and block all requests meanwhile.
        split_cookie_domains(_suffix)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - the signature of Scrapy's own
    ) -> Request | Response:
        """Remember the cookies of a response, and return the response."""
        given = response.headers.getlist("Set-Cookie")
        if not given:
            return response
        headers = response.headers.copy()
        headers.setlist("Set-Cookie", [cookie for cookie in given[:COOKIES] if len(cookie) <= COOKIE_BYTES])
        jar = self.jars.stored(request.meta.get("cookiejar"))
        super().process_response(request, response.replace(headers=headers))
        _shorten(jar)
        return response


class _Jars(OrderedDict[Any, CookieJar]):
    """The cookie jars of the sources, by source key.

    Looking up the key of an unknown source returns an empty jar, which is not stored. Only the method `stored` stores
    new jars.
    """

    def __init__(self) -> None:
        super().__init__()
        self._empty = CookieJar()

    def __missing__(self, key: Any) -> CookieJar:
        return self._empty

    def stored(self, key: Any) -> CookieJar:
        """Return the jar of a source. If there is none, create and store it."""
        jar = self[key] if key in self else CookieJar()
        self[key] = jar
        self.move_to_end(key)
        if len(self) > JARS:
            self.popitem(last=False)
        return jar


def _shorten(jar: CookieJar) -> None:
    """Remove the oldest cookies from a jar until it has at most COOKIES cookies.

    The age of a cookie is counted from the first time it was set.
    """
    cookies: list[Cookie] = list(jar)
    for cookie in cookies[: max(0, len(cookies) - COOKIES)]:
        jar.clear(cookie.domain, cookie.path, cookie.name)
