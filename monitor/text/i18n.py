"""The translation of user-visible messages: English in the code, Chinese in the catalogue under `monitor/locales`.

`gettext` and `ngettext` use the current language; `translate` takes the language as an argument. Parameters replace
`{name}` placeholders. After changing a message, run `make messages` and translate the new entries in `messages.po`.
"""

import gettext as standard
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES = Path(__file__).parents[1] / "locales"
_DOMAIN = "messages"
_SEPARATED = 10_000
"""The smallest number whose thousands are separated."""
_default: list[Language] = ["en"]
_current: ContextVar[Language | None] = ContextVar("language", default=None)


def N_(message: str) -> str:  # noqa: N802 - the usual name of the marker
    """Mark a message for extraction into the catalogue, and return it unchanged.

    It is translated later by `translate` or `gettext`.
    """
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """Mark the singular and plural forms of a message for extraction into the catalogue, and return them unchanged.

    They are passed to `ngettext` later.
    """
    return singular, plural


def gettext(message: str, /, **parameters: Any) -> str:
    """Translate a message into the current language and substitute its parameters."""
    return translate(message, None, **parameters)


def number(count: int) -> str:
    """Return a number as text. From five digits on, the thousands are separated by commas, as in both languages."""
    return f"{count:,}" if abs(count) >= _SEPARATED else str(count)


def ngettext(singular: str, plural: str, count: int, /, **parameters: Any) -> str:
    """Translate a message in the singular or plural, depending on `count`.

    `count` and the other parameters replace their `{name}` placeholders. `count` is written as by `number`.
    """
    translated = _catalogue(current_language()).ngettext(singular, plural, count)
    return translated.format(count=number(count), **parameters)


def pgettext(context: str, message: str, /, **parameters: Any) -> str:
    """Translate a message whose translation depends on `context`, such as a word used as a column heading."""
    translated = _catalogue(current_language()).pgettext(context, message)
    return translated.format(**parameters) if parameters else translated


def comma(*parts: str) -> str:
    """Join parts of a sentence with the comma of the current language."""
    return gettext(", ").join(parts)


def enumeration(items: Iterable[str]) -> str:
    """Join the items of an enumeration with the separator of the current language."""
    return pgettext("list", ", ").join(items)


def translate(message: str, language: Language | None, /, **parameters: Any) -> str:
    """Translate a message into `language` and substitute its parameters.

    If `language` is None, the current language is used.
    """
    # gettext translates the empty message to the catalogue's header.
    translated = _catalogue(language or current_language()).gettext(message) if message else ""
    return translated.format(**parameters) if parameters else translated


def current_language() -> Language:
    """Return the language of the current context or, if the context has none, the language of the process."""
    return _current.get() or _default[0]


def set_language(language: Language) -> None:
    """Set the language of the process. It applies to all threads and tasks without a language of their own."""
    _default[0] = language


@contextmanager
def in_language(language: Language | None) -> Iterator[None]:
    """Use `language` within the context. None keeps the current language."""
    token = _current.set(language or _current.get())
    try:
        yield
    finally:
        _current.reset(token)


def language_of_locale(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of the locale that the variables in `environment` name.

    It is Chinese if the locale begins with `zh`, and English otherwise.
    """
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


@cache
def _catalogue(language: Language) -> standard.NullTranslations:
    # English messages are in the code and need no catalogue.
    return standard.translation(_DOMAIN, LOCALES, [language], fallback=language == "en")
