"""Targets of a page's links: relative URLs resolved like in browsers, and URLs in scripts."""

import re
from functools import cached_property
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.model.handlers import (
    ADDRESS,
    Destination,
    built_in,
    called_in,
    find_constants,
    find_delegated,
    find_functions,
    opens,
    variable_of,
)

_NO_PAGE = ("#", "mailto:", "tel:", "data:", "file:", "about:", "blob:", "ftp:")
_SCRIPT = re.compile(r"(?i)\s*javascript\s*:")
_FEED_SCHEME = re.compile(r"(?i)\A(?:feed:(?=https?:)|feed:(?=//))")
"""Matches the `feed:` scheme, which may precede a feed's whole URL or replace the URL's own scheme."""
_DATA = re.compile(r"(?i)(?:data-)?(?:target|link|jump|detail|go|page|article|news)?[-_]?(?:url|href|link|uri|to)$")
"""Names of attributes from which scripts take a URL."""
_VOID = re.compile(r"(?i)javascript\s*:\s*(?:void\s*\(?\s*0\s*\)?)?;?")
_NO_NOTICE = re.compile(r"(?i)\.(?:json|js|css|png|jpe?g|gif|svg|ico)(?:$|\?)|/api/|ajax")
_ROW_TAGS = frozenset("li tr td div p span dd dt h2 h3 h4 h5 article section button".split())
_SCRIPT_TEXT = 300_000
"""The maximum number of characters in a page's scripts that are searched."""


class Addresses:
    """Resolver for the targets of a page's links.

    `base` is the absolute URL against which relative URLs are resolved.
    """

    def __init__(self, root: HtmlElement, url: str, encoding: str = "utf-8") -> None:
        self._root = root
        self._encoding = encoding
        self.base = _base(root, url)
        self._own = urldefrag(url)[0]

    def leads(self, element: HtmlElement) -> bool:
        """Return whether an element is a link: it has an `href`, a click handler, or another attribute with a URL."""
        if element.tag in ("a", "area"):
            return element.get("href") is not None or element.get("onclick") is not None or self._has_data(element)
        if element.tag not in _ROW_TAGS:
            return False
        return _goes_by_click(element) or (self._has_data(element) and self._is_alone(element))

    def of(self, element: HtmlElement) -> str | None:
        """Return the absolute http or https URL of a link, or None if the element does not link to another page."""
        href = (element.get("href") or "").strip()
        if href and not _is_no_page(href) and not _SCRIPT.match(href):
            return self.resolve(href)
        for code in (href if _SCRIPT.match(href) else "", element.get("onclick") or ""):
            written = called_in(code[:2000], self._functions, self._constants) if code else None
            if written:
                return self.resolve(written)
        written = self._in_data(element)
        return self.resolve(written) if written else None

    def resolve(self, href: str) -> str | None:
        """Return the absolute URL of a link, resolved like in browsers, or None if it is not an http or https URL.

        Non-ASCII characters in the query are encoded in the page's encoding, and non-ASCII characters in the path in
        UTF-8 (WHATWG URL Standard).
        """
        written = re.sub(r"[\t\r\n]", "", href).strip()
        if _is_no_page(written.lower()):
            return None
        written = _FEED_SCHEME.sub("", written)
        rest, sharp, fragment = written.partition("#")
        path, mark, query = rest.partition("?")
        query = query.replace("&amp;", "&")  # some systems escape the ampersand twice
        try:
            # Browsers treat a backslash in the path as a slash (WHATWG URL Standard, special schemes).
            url = urljoin(self.base, path.replace("\\", "/") + mark + self._encoded(query) + sharp + fragment)
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                return None
        except ValueError:
            return None
        return url

    def of_template(self, href: str, *, is_absolute: bool) -> str | None:
        """Return the absolute URL of a filled link template, or None if it leads to another host than intended.

        An absolute template (`is_absolute`) names the host. A relative template is resolved against the URL of the
        page, and must not leave its host. The page's `base` element is ignored, because it could name another host.
        """
        url = self.resolve(href if is_absolute else urljoin(self._own, href))
        origin = href if is_absolute else self._own
        return url if url and _origin(url) == _origin(origin) else None

    def built(self, code: str) -> str | None:
        """Return the absolute URL that a click handler opens, or None if it cannot be determined.

        `code` is the code of the handler, which calls a function of the page or concatenates strings.
        """
        code = code[:2000]
        # Most handlers call functions of other files, whose names do not occur in the scripts of the page.
        if not opens(code, self._scripts) or not opens(code, self._functions):
            return None
        written = built_in(code, self._functions, self._constants)
        return self.resolve(written) if written else None

    def _encoded(self, query: str) -> str:
        if self._encoding == "utf-8" or query.isascii():
            return query
        return "".join(char if char.isascii() else _percent(char, self._encoding) for char in query)

    @property
    def is_scripted(self) -> bool:
        """Return whether scripts of the page build URLs from `data-` attributes and open them."""
        return bool(self._delegated)

    def is_own(self, url: str) -> bool:
        """Return whether `url` leads to the page itself.

        If the fragment is a route of a script (`#/…`, `#!…`), it identifies another page, and the result is False.
        """
        bare, fragment = urldefrag(url)
        return bare == self._own and not fragment.startswith(("/", "!"))

    def _has_data(self, element: HtmlElement) -> bool:
        return any(name.startswith("data-") or _DATA.match(name) for name, _ in element.items()) and bool(
            self._in_data(element)
        )

    def _is_alone(self, element: HtmlElement) -> bool:
        """Return whether an element contains text but no link (no `a` element with a URL)."""
        if not any(text.strip() for text in element.itertext()):
            return False
        return all(self.of(inner) is None for inner in element.iter("a") if inner is not element)

    def _in_data(self, element: HtmlElement) -> str | None:
        """Return the URL in an element's attributes, or the URL that a page script builds from them, or None.

        Scripts build URLs from `data-` attributes, such as `data-id`.
        """
        values: dict[str, str] = {}
        for name, value in element.items():
            if name.startswith("data-"):
                values[variable_of(name.removeprefix("data-"))] = value.strip()
            if _DATA.match(name) and ADDRESS.match(value.strip()) and not _NO_NOTICE.search(value):
                return str(value).strip()
        for destination, names in self._delegated:
            if all(values.get(f"data${name}") for name in names):
                written = destination.with_values({**self._constants, **values})
                if written:
                    return written
        return None

    @cached_property
    def _scripts(self) -> str:
        return "\n".join(element.text or "" for element in self._root.iter("script"))[:_SCRIPT_TEXT]

    @cached_property
    def _functions(self) -> dict[str, Destination]:
        return find_functions(self._scripts)

    @cached_property
    def _constants(self) -> dict[str, str]:
        return find_constants(self._scripts)

    @cached_property
    def _delegated(self) -> list[tuple[Destination, frozenset[str]]]:
        return find_delegated(self._scripts)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _is_no_page(href: str) -> bool:
    return href.startswith(_NO_PAGE) and not href.startswith(("#/", "#!"))


def _percent(char: str, encoding: str) -> str:
    """Return the percent-encoded form of a character in the encoding `encoding`.

    If the character does not exist in this encoding, a numeric character reference is percent-encoded in its place, as
    in browsers.
    """
    try:
        return quote(char.encode(encoding), safe="/?@:$!*(),;")
    except UnicodeEncodeError:
        return f"%26%23{ord(char)}%3B"


def is_void(element: HtmlElement) -> bool:
    """Return whether the `href` of a link is an empty script (`javascript:;`).

    Clicks on such a link are handled by other scripts of the page.
    """
    href = (element.get("href") or "").strip()
    return element.tag == "a" and bool(href) and _VOID.fullmatch(href) is not None


def is_handler(element: HtmlElement) -> bool:
    """Return whether an element has a click handler that calls a function."""
    code = f"{element.get('href') or ''} {element.get('onclick') or ''}"
    return "(" in _VOID.sub("", code) and ("javascript" in code.lower() or element.get("onclick") is not None)


def _goes_by_click(element: HtmlElement) -> bool:
    code = element.get("onclick") or ""
    return bool(code) and ("location" in code or "open(" in code) and next(element.iter("a"), None) is None


def _base(root: HtmlElement, url: str) -> str:
    href = next((href for base in root.iter("base") if (href := base.get("href")) is not None), "").strip()
    try:
        return urljoin(url, href) if href else url
    except ValueError:
        return url
