r"""Link templates: URLs with names in braces, which are replaced by values from a row of a listing.

A name is either an attribute of the row or of an element in it, or a group of a regular expression that is searched for
in the row. Example: the row has `onclick="openDoc('7')"`, the expression is `openDoc\('(?P<id>\d+)'`, and the template
is `/doc?id={id}`. The resulting URL is `/doc?id=7`. Pure functions; no I/O.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from crawler.model.selectors import SelectorError, check_markup

_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,60}|[1-9]\d?", re.ASCII)
_FIELD = re.compile(r"\{([^{}]*)\}")
_ORIGIN = re.compile(r"(?i)https?://[^/?#{}\s@]+(?=[/?#])")
"""Matches the scheme and host of an absolute template, which must not contain a name in braces."""
_RELATIVE = re.compile(r"\.{0,2}/(?!/)|\?|[A-Za-z0-9_-]+[/?.]")
"""Matches the beginnings that a relative template may have. With them, no value can become a scheme or a host."""
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]", re.ASCII)
VALUE_LIMIT = 500
"""The maximum number of characters of a value that is inserted into a template."""
TEXT_LIMIT = 5000
"""The expression is searched only in this number of characters at the start of an attribute or of a row's text."""


class RowElement(Protocol):
    """An element of a listing, as lxml represents it."""

    def iter(self, *tags: str) -> Iterable["RowElement"]:
        """Return the element and the elements in it, in document order."""

    def get(self, key: str) -> str | None:
        """Return the value of an attribute."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the names and the values of the attributes."""

    def text_content(self) -> str:
        """Return the text in the element."""


@dataclass(frozen=True)
class FilledLink:
    """The URL that a template yields for a row.

    `element` is the element that supplied the first value in the URL. It usually contains the title.
    """

    href: str
    element: RowElement


@dataclass(frozen=True)
class LinkTemplate:
    """A link template that has been checked.

    `names` are the names in braces, in order. `pattern` is the regular expression that is searched for in a row, if
    any.
    """

    text: str
    names: tuple[str, ...]
    pattern: re.Pattern[str] | None = None

    def fill(self, row: RowElement) -> FilledLink | None:
        """Return the URL for a row, or None if a value is missing, too long, or contains a path step `..`."""
        found = self._first_values(row)
        if found is None:
            return None
        element, values = found
        for name in self.names:
            if name not in values:
                holder = next((inner for inner in row.iter("*") if (inner.get(name.lower()) or "").strip()), None)
                if holder is None:
                    return None
                element = holder if element is None else element
                values[name] = holder.get(name.lower()) or ""
        encoded = {name: _encoded(value.strip()) for name, value in values.items()}
        if not all(encoded.values()):
            return None
        return FilledLink(self._with(encoded), row if element is None else element)

    def _first_values(self, row: RowElement) -> tuple[RowElement | None, dict[str, str]] | None:
        """Return the element in which the regular expression matches, and the values of its groups by name.

        The result is None if it does not match. Without a regular expression, the element is None and there are no
        values.
        """
        if self.pattern is None:
            return None, {}
        found = _search(self.pattern, row)
        if found is None:
            return None
        element, match = found
        groups = _groups(self.pattern)
        return element, {name: match[groups[name]] or "" for name in self.names if name in groups}

    @property
    def is_absolute(self) -> bool:
        """Return whether the template names its host."""
        return bool(_ORIGIN.match(self.text))

    def _with(self, values: Mapping[str, str | None]) -> str:
        return _FIELD.sub(lambda match: values[match[1]] or "", self.text)


def is_template(link: str | None) -> bool:
    """Return whether a value of `select.link` is a template: it contains a brace and is not a selector."""
    if link is None or not ("{" in link or "}" in link):
        return False
    try:
        check_markup(link)
    except SelectorError:
        return True
    return False


@lru_cache(maxsize=4096)
def link_template(text: str, expression: str | None = None) -> LinkTemplate:
    """Return the checked link template with the text `text`.

    The names in its braces may refer to groups of the regular expression `expression`. Raise SelectorError if the
    template or the expression is invalid.
    """
    names = _names(text)
    if not (_ORIGIN.match(text) or _RELATIVE.match(text)):
        raise SelectorError(
            f"a link template that begins with `/`, `?` or a fixed host such as https://www.example.org/, not {text!r}"
        )
    urlsplit(text)  # a malformed host, such as an IPv6 address without its bracket
    pattern = link_pattern(expression) if expression else None
    groups = _groups(pattern) if pattern else {}
    for name in names:
        if name.isdigit() and name not in groups:
            raise SelectorError(f"a name, or the number of a group in `link_pattern`, not {{{name}}}")
    if pattern and not any(name in groups for name in names):
        raise SelectorError(f"a link template that refers to a group of `link_pattern`, not {text!r}")
    return LinkTemplate(text, names, pattern)


@lru_cache(maxsize=4096)
def link_pattern(expression: str) -> re.Pattern[str]:
    """Compile and return the regular expression of a link template.

    Raise SelectorError if it is not a valid regular expression or has no group.
    """
    try:
        pattern = re.compile(expression)
    except (re.error, RecursionError, OverflowError) as error:
        hint = "; a named group is written (?P<name>…)" if "(?<" in expression else ""
        raise SelectorError(f"a regular expression, not {expression!r} ({error}{hint})") from error
    if not pattern.groups:
        raise SelectorError(f"a regular expression with a group such as (?P<id>\\d+), not {expression!r}")
    return pattern


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(match[1] for match in _FIELD.finditer(text)))
    rest = _FIELD.sub("", text)
    wrong = next((name for name in names if not _NAME.fullmatch(name)), None)
    if not names or "{" in rest or "}" in rest or wrong is not None:
        raise SelectorError(f"a selector, or a link template with names in braces such as /doc?id={{id}}, not {text!r}")
    return names


def _groups(pattern: re.Pattern[str]) -> dict[str, int]:
    """Return the index of each group in a regular expression, by the number (as text) and the name of the group."""
    return {str(number): number for number in range(1, pattern.groups + 1)} | dict(pattern.groupindex)


def _search(pattern: re.Pattern[str], row: RowElement) -> tuple[RowElement, re.Match[str]] | None:
    """Return the first match in a row, and the element in which it was found, or None.

    The attributes of the row and its elements are searched first, then the row's text.
    """
    for element, text in _texts(row):
        if match := pattern.search(text[:TEXT_LIMIT]):
            return element, match
    return None


def _texts(row: RowElement) -> Iterator[tuple[RowElement, str]]:
    for element in row.iter("*"):
        for _, value in element.items():
            yield element, value
    yield row, row.text_content()


def _encoded(value: str) -> str | None:
    """Return a value percent-encoded, or None if it may not be part of a URL.

    Characters that are already encoded are not encoded again. Non-ASCII characters are left unchanged; they are encoded
    later, with the whole URL.
    """
    if not value or len(value) > VALUE_LIMIT or not value.strip("."):
        return None
    return "".join(
        piece if len(piece) > 1 or not piece.isascii() or _PLAIN.match(piece) else f"%{ord(piece):02X}"
        for piece in _ESCAPED.findall(value)
    )
