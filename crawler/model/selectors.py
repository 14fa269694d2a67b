"""Selectors: CSS or XPath for pages, JMESPath (https://jmespath.org/specification.html) for API responses."""

import re
from functools import lru_cache
from typing import Any

from jmespath import compile as compile_jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError

_NAME = "[A-Za-z_][A-Za-z0-9_-]*"
_CONDITION = (
    rf"[.#]{_NAME}|\[{_NAME}(?:[*^$~|]?=(?:{_NAME}|\"[\w ./:;,?=&%+-]*\"|'[\w ./:;,?=&%+-]*'))?\]"
    rf"|:(?:(?:first|last)-child|nth-child\([0-9]+\)|not\([.#]?{_NAME}\))"
)
_COMPOUND = rf"(?:(?:{_NAME}|\*)(?:{_CONDITION})*+|(?:{_CONDITION})++)"
_COMMON_CSS = re.compile(rf"{_COMPOUND}(?:(?: *[>+~,] *| +){_COMPOUND})*+(?:::text|::attr\({_NAME}\))?")
"""Matches CSS selectors in common notation, all of which are valid. Others are checked with cssselect and lxml."""


class SelectorError(ValueError):
    """The selector is not well-formed, or cannot be evaluated."""


@lru_cache(maxsize=4096)
def to_xpath(selector: str) -> str:
    """Return the selector as XPath.

    A selector that begins with `/`, `./` or `(` is already XPath. Any other selector is CSS, with parsel's `::text` and
    `::attr(name)`. For an invalid selector, raise an exception of cssselect or lxml.
    """
    from lxml.etree import XPath
    from lxml.html import fromstring

    xpath = selector if selector.startswith(("/", "./", "(")) else _css_to_xpath(selector)
    # Some faults (an unknown function or prefix) are detected only during evaluation.
    XPath(xpath)(fromstring("<ul><li><h4><a href='/' title='a'>a</a></h4><span>b</span></li></ul>"))
    return xpath


def check_markup(selector: str) -> None:
    """Raise SelectorError if `selector` is neither valid CSS nor valid XPath."""
    if _COMMON_CSS.fullmatch(selector):
        return  # loading cssselect and lxml takes longer than the rest of a short command
    try:
        to_xpath(selector)
    except Exception as error:
        raise SelectorError(f"a CSS or XPath selector, not {selector!r} ({error})") from error


def check_jmespath(expression: str) -> None:
    """Raise SelectorError if `expression` is not valid JMESPath."""
    try:
        _compiled(expression)
    except (JMESPathError, RecursionError) as error:
        reason = " ".join(str(error).split("\n")[0].split()).rstrip(":")
        raise SelectorError(
            f"a JMESPath expression (for the type json, only `body` is CSS or XPath), not "
            f"{expression!r} ({reason[:200]})"
        ) from error
    # A function's name and the number of its arguments are checked only when it is called.
    try:
        _compiled(expression).search({})
    except JMESPathTypeError:
        return  # the test data is empty; real data will have other types
    except JMESPathError as error:
        raise SelectorError(f"a JMESPath expression, not {expression!r} ({error})") from error


def find(expression: str, data: Any) -> Any:
    """Return the result of a JMESPath expression applied to plain JSON data.

    Raise SelectorError if the expression cannot be evaluated on the data.
    """
    try:
        return _compiled(expression).search(data)
    except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise SelectorError(f"{expression!r} cannot be evaluated: {' '.join(str(error).split())[:200]}") from error


def _css_to_xpath(selector: str) -> str:
    from parsel.csstranslator import HTMLTranslator

    return str(HTMLTranslator().css_to_xpath(selector))


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    return compile_jmespath(expression)
