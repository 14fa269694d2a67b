"""Functions that translate English messages of libraries and of the crawler, and that suggest names for typos.

The messages are recognised by patterns. Pure functions; no I/O.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from monitor.text.i18n import N_, current_language, gettext

OS_REASONS = (
    N_("Address already in use"),
    N_("Cannot assign requested address"),
    N_("Connection refused"),
    N_("Disk quota exceeded"),
    N_("File exists"),
    N_("File name too long"),
    N_("File too large"),
    N_("Input/output error"),
    N_("Is a directory"),
    N_("No space left on device"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Operation not permitted"),
    N_("Permission denied"),
    N_("Read-only file system"),
    N_("Too many levels of symbolic links"),
    N_("Too many open files"),
)
"""Reasons of failed system calls, as `os.strerror` words them."""
_NESTED = frozenset({"detail", "what", "choices", "kind"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def translate_phrase(text: str, phrases: Sequence[str | tuple[str, str]]) -> str:
    """Translate the English message `text` into the current language if it matches one of `phrases`.

    A phrase is a message, or a pair with the singular and the plural of a message. Its `{name}` placeholders match any
    text. Values of placeholders named `detail`, `what`, `choices` or `kind` are themselves translated with `phrases`.
    Other braces, as in `{pages: notices}`, are plain text. A text that matches no phrase is returned unchanged.
    """
    if current_language() == "en":
        return text
    for phrase in phrases:
        forms = (phrase,) if isinstance(phrase, str) else phrase
        if found := next(filter(None, (_pattern(form).fullmatch(text) for form in forms)), None):
            values = found.groupdict()
            for name in values.keys() & _NESTED:
                values[name] = translate_phrase(values[name], phrases)
            # `gettext` translates the singular form of a message with two forms, too.
            return _filled(gettext(forms[0]), values)
    return text


def os_reason(error: OSError) -> str:
    """Return the reason of a failed system call in the current language."""
    return translate_phrase(error.strerror or str(error) or type(error).__name__, OS_REASONS)


def file_error(place: object, error: OSError) -> str:
    """Return a message that an operation on the file or folder `place` failed. It states the reason."""
    return gettext("{what}: {error}", what=place, error=os_reason(error))


def did_you_mean(similar: Sequence[str]) -> str:
    """Return the end of a message about a mistyped name, which suggests the first of the similar names.

    The result is empty if there are no similar names.
    """
    return gettext("; did you mean `{name}`?", name=similar[0]) if similar else ""


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(phrase)
    literals, names = parts[::2], parts[1::2]
    pattern = "".join(f"{re.escape(literal)}(?P<{name}>.*?)" for literal, name in zip(literals, names, strict=False))
    return re.compile(pattern + re.escape(literals[-1]), re.DOTALL)


def _filled(phrase: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda place: values.get(place[1], place[0]), phrase)
