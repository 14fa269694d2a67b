"""Texts for people in their language: English in the code, Chinese in the catalogue under `monitor/locales`.

`gettext` and `ngettext` use the current language; `translate` takes one. Parameters fill `{name}` placeholders.
After a change of a message run `make messages`, and translate what is new in `messages.po`.
"""

import gettext as standard
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES = Path(__file__).parents[1] / "locales"
_DOMAIN = "messages"
_default: list[Language] = ["en"]
_current: ContextVar[Language | None] = ContextVar("language", default=None)


def N_(message: str) -> str:  # noqa: N802 - the usual name of the marker
    """Mark a message for the catalogue; `translate` or `gettext` translates it later."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """Mark the two forms of a counted message for the catalogue; `ngettext` takes them later."""
    return singular, plural


def gettext(message: str, /, **parameters: Any) -> str:
    """Translate a message into the current language and fill in its parameters."""
    return translate(message, None, **parameters)


def ngettext(singular: str, plural: str, count: int, /, **parameters: Any) -> str:
    """Translate the message for this number; `{count}` is filled in with it."""
    translated = _catalogue(current_language()).ngettext(singular, plural, count)
    return translated.format(count=count, **parameters)


def pgettext(context: str, message: str, /, **parameters: Any) -> str:
    """Translate a message whose translation depends on its context, such as a word that heads a column."""
    translated = _catalogue(current_language()).pgettext(context, message)
    return translated.format(**parameters) if parameters else translated


def translate(message: str, language: Language | None, /, **parameters: Any) -> str:
    """Translate a message into a language (None: the current one) and fill in its parameters."""
    # The catalogue answers the empty message with its own header.
    translated = _catalogue(language or current_language()).gettext(message) if message else ""
    return translated.format(**parameters) if parameters else translated


def current_language() -> Language:
    """Return the language of this context, else of the process."""
    return _current.get() or _default[0]


def set_language(language: Language) -> None:
    """Set the language of the process: of all threads and tasks that have not chosen another."""
    _default[0] = language


@contextmanager
def in_language(language: Language | None) -> Iterator[None]:
    """Use a language within the block; None leaves the current one."""
    token = _current.set(language or _current.get())
    try:
        yield
    finally:
        _current.reset(token)


def language_of_locale(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of the locale: Chinese for `zh…`, else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


@cache
def _catalogue(language: Language) -> standard.NullTranslations:
    # English messages are in the code; without a catalogue they are used unchanged.
    return standard.translation(_DOMAIN, LOCALES, [language], fallback=language == "en")
