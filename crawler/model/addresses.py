"""Where a link of a page leads: addresses made whole as a browser does it, and those that stand in scripts."""

import re
from functools import cached_property
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

_NO_PAGE = ("#", "mailto:", "tel:", "data:", "file:", "about:", "blob:", "ftp:")
_SCRIPT = re.compile(r"(?i)\s*javascript\s*:")
_QUOTED = re.compile(r"""'([^'\\\n]{1,1000})'|"([^"\\\n]{1,1000})\"""")
_CALL = re.compile(r"(?<![.\w$])([A-Za-z_$][\w$]{0,60})\s*\(([^()]{0,400})\)")
_FUNCTION = re.compile(
    r"(?:function\s{1,9}([A-Za-z_$][\w$]{0,60})\s{0,9}|(?:var|let|const)\s{1,9}([A-Za-z_$][\w$]{0,60})\s{0,9}=\s{0,9}function\s{0,9})"
    r"\(([\w\s,$]{0,200})\)\s{0,9}\{"
)
_GOES = re.compile(
    r"(?:location(?:\.href)?\s{0,9}=(?!=)\s{0,9}|(?:window\.open|location\.(?:assign|replace))\s{0,9}\(\s{0,9})"
    r"([^;\n]{1,500})"
)
_PIECE = re.compile(r"""\s*(?:'([^'\\\n]{0,500})'|"([^"\\\n]{0,500})"|([A-Za-z_$][\w$]{0,60}))\s*(\+)?""")
_ARGUMENT = re.compile(r"""\s*(?:'([^'\\\n]{0,500})'|"([^"\\\n]{0,500})"|(-?\w{1,60}))\s*(?:,|$)""")
_ADDRESS = re.compile(
    r"(?i)(?:https?:)?//|\.{0,2}/\S|\?\w"
    r"|[\w./%-]{1,300}\.(?:[sj]?html?|jsp|aspx?|php|do|action|pdf|docx?)(?:[?#]|$)"
)
_FUNCTION_TEXT = 2000
"""Characters of a function that are looked through for where it goes."""
_SCRIPT_TEXT = 300_000
"""Characters of a page's scripts that are looked through."""


class Addresses:
    """The addresses of one page's links."""

    def __init__(self, root: HtmlElement, url: str) -> None:
        self._root = root
        self._base = _base(root, url)
        self._own = urldefrag(url)[0]

    def leads(self, element: HtmlElement) -> bool:
        """Whether an element is a link of some kind."""
        if element.tag in ("a", "area"):
            return element.get("href") is not None or element.get("onclick") is not None
        return element.tag in ("li", "tr", "div", "p", "span", "dd", "h3", "h4") and _goes_by_click(element)

    def of(self, element: HtmlElement) -> str | None:
        """The whole http or https address, or None where the element leads to no other page."""
        href = (element.get("href") or "").strip()
        if href and not href.startswith(_NO_PAGE) and not _SCRIPT.match(href):
            return self.whole(href)
        for code in (href if _SCRIPT.match(href) else "", element.get("onclick") or ""):
            written = self._in_script(code[:2000])
            if written:
                return self.whole(written)
        return None

    def whole(self, href: str) -> str | None:
        """An address as a browser makes it whole, or None when it is not http or https."""
        written = re.sub(r"[\t\r\n]", "", href).strip()
        if written.lower().startswith(_NO_PAGE):
            return None
        path, mark, rest = written.partition("?")
        rest = rest.replace("&amp;", "&")  # written twice by some systems
        try:
            # Browsers take a backslash in the path for a slash (WHATWG URL Standard, special schemes).
            url = urljoin(self._base, path.replace("\\", "/") + mark + rest)
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                return None
        except ValueError:
            return None
        return url

    def is_own(self, url: str) -> bool:
        """Whether an address is the page's own; a fragment that is a route makes another page."""
        bare, fragment = urldefrag(url)
        return bare == self._own and not fragment.startswith(("/", "!"))

    def built(self, code: str) -> str | None:
        """Return the whole address that a handler builds: by a function of the page, or as a sum of texts."""
        written = self._built(code)
        return self.whole(written) if written else None

    def _built(self, code: str) -> str | None:
        for call in _CALL.finditer(code):
            if call[1] in self._functions:
                return _put_together(self._functions[call[1]], call[2])
        match = _GOES.search(code)
        return _joined_up(match[1], {}) if match else None

    def _in_script(self, code: str) -> str | None:
        """The address that a handler goes to: written in it, or put together by a function of the page."""
        if not code:
            return None
        if any(call[1] in self._functions for call in _CALL.finditer(code)) or _GOES.search(code):
            return self._built(code)
        return next((text for match in _QUOTED.finditer(code) if _ADDRESS.match(text := match[1] or match[2])), None)

    @cached_property
    def _functions(self) -> dict[str, tuple[list[str], str]]:
        """The page's functions that go somewhere: their parameters and the expression that they go to."""
        scripts = "\n".join(element.text or "" for element in self._root.iter("script"))[:_SCRIPT_TEXT]
        starts = list(_FUNCTION.finditer(scripts))
        found: dict[str, tuple[list[str], str]] = {}
        for number, match in enumerate(starts):
            end = starts[number + 1].start() if number + 1 < len(starts) else len(scripts)
            if goes := _GOES.search(scripts[match.end() : min(end, match.end() + _FUNCTION_TEXT)]):
                parameters = [name.strip() for name in match[3].split(",")]
                found.setdefault(match[1] or match[2], (parameters, goes[1]))
        return found


def _goes_by_click(element: HtmlElement) -> bool:
    code = element.get("onclick") or ""
    return bool(code) and ("location" in code or "open(" in code) and next(element.iter("a"), None) is None


def _put_together(function: tuple[list[str], str], arguments: str) -> str | None:
    parameters, expression = function
    values = []
    at = 0
    while (match := _ARGUMENT.match(arguments, at)) and match.end() > at:
        values.append(match[1] or match[2] or match[3] or "")
        at = match.end()
    return _joined_up(expression, dict(zip(parameters, values, strict=False)))


def _joined_up(expression: str, values: dict[str, str]) -> str | None:
    """A sum of texts and known names (`'/detail?id=' + id`); None when it holds anything else or is no address."""
    whole = ""
    at = 0
    while match := _PIECE.match(expression, at):
        text = match[1] if match[1] is not None else match[2] if match[2] is not None else values.get(match[3])
        if text is None:
            return None
        whole = whole + text
        at = match.end()
        if not match[4]:
            break
    return whole if _ADDRESS.match(whole) else None


def _base(root: HtmlElement, url: str) -> str:
    href = root.xpath("string(//base/@href)").strip()
    try:
        return urljoin(url, href) if href else url
    except ValueError:
        return url
