"""Parsing of object literals, such as `{'webid':'3', columnid: 114}`, in the scripts of publishing systems."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

_PAIR = re.compile(
    r"""['"]?([A-Za-z_]\w{0,60})['"]?\s{0,9}:\s{0,9}(?:'([^'\n]{0,1000})'|"([^"\n]{0,1000})"|(-?\d{1,20}))"""
)
OBJECT = r"\{([^{}]{0,4000})\}"


def pairs(written: str) -> dict[str, str]:
    """Return the string and integer values in a flat object literal, by name. All other values are ignored."""
    return {
        match[1]: next(value for value in match.groups()[1:] if value is not None) for match in _PAIR.finditer(written)
    }


def with_query(url: str, values: Mapping[str, object]) -> str:
    """Return the URL with `values` as query parameters. Existing parameters of the same names are replaced."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values]
    return parts._replace(query=urlencode([*kept, *values.items()]), fragment="").geturl()


def query(url: str) -> dict[str, str]:
    """Return the query parameters of a URL. If a parameter is repeated, its last value is returned."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def number(written: str | None) -> int | None:
    """Return a text of at most nine ASCII digits as an integer, or None for any other text."""
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 10 else None
