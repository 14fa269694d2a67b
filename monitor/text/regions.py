"""The names of regions. A region begins with the code of its country (ISO 3166-1, or EU); the names come from CLDR."""

from collections.abc import Mapping, Sequence
from functools import cache

from monitor.text.i18n import Language, current_language


def region_names(region: Sequence[str], language: Language | None = None) -> list[str]:
    """Return the names of a region, from the country down, with the name of the country instead of its code.

    The name is in `language` or, if it is None, in the current language.
    """
    first = [_country_name(code, language or current_language()) for code in region[:1]]
    return [*first, *region[1:]]


def path_name(path: str) -> str:
    """Return a path such as `CN/山东省` with the name of the country instead of its code."""
    return "/".join(region_names(path.split("/")))


def _country_name(code: str, language: Language) -> str:
    # Loading the names takes almost 0.1 s, so it is done only for what can be a code.
    is_code = len(code) == 2 and code.isascii() and code.isupper()
    return _countries(language).get(code, code) if is_code else code


@cache
def _countries(language: Language) -> Mapping[str, str]:
    from babel import Locale

    return dict(Locale(language).territories)
