"""Selectors: CSS or XPath for pages, JMESPath (https://jmespath.org/specification.html) for the answers of APIs."""

from functools import lru_cache
from typing import Any

from jmespath import compile as compile_jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError


class SelectorError(ValueError):
    """A selector is not well-formed, or cannot be evaluated."""


@lru_cache(maxsize=4096)
def to_xpath(selector: str) -> str:
    """Return a selector as XPath.

    A selector that begins with `/`, `./` or `(` is already XPath; any other is CSS, with parsel's `::text` and
    `::attr(name)`. For a broken selector, the exceptions of cssselect or lxml are raised.
    """
    from lxml.etree import XPath
    from lxml.html import fromstring

    xpath = selector if selector.startswith(("/", "./", "(")) else _css_to_xpath(selector)
    # Some faults (an unknown function or prefix) show only when it is evaluated.
    XPath(xpath)(fromstring("<ul><li><h4><a href='/' title='a'>a</a></h4><span>b</span></li></ul>"))
    return xpath


def check_markup(selector: str) -> None:
    """Raise SelectorError for a selector that is neither CSS nor XPath."""
    try:
        to_xpath(selector)
    except Exception as error:
        raise SelectorError(f"a CSS or XPath selector, not {selector!r} ({error})") from error


def check_jmespath(expression: str) -> None:
    """Raise SelectorError for an expression that is not JMESPath."""
    try:
        _compiled(expression)
    except (JMESPathError, RecursionError) as error:
        reason = " ".join(str(error).split("\n")[0].split()).rstrip(":")
        raise SelectorError(
            f"a JMESPath expression (only `body` is CSS or XPath where the type is json), not "
            f"{expression!r} ({reason[:200]})"
        ) from error
    # A function's name and the number of its arguments are checked only when it is called.
    try:
        _compiled(expression).search({})
    except JMESPathTypeError:
        return  # there is nothing in it yet; the data will be of another type
    except JMESPathError as error:
        raise SelectorError(f"a JMESPath expression, not {expression!r} ({error})") from error


def find(expression: str, data: Any) -> Any:
    """Return what a JMESPath expression finds in plain JSON data. Raise SelectorError when the data do not fit it."""
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
