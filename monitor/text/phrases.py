"""Functions that translate English sentences from libraries or the crawler by pattern, and suggest names for typos.

Pure functions; no I/O.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from monitor.text.i18n import current_language, gettext

_NESTED = frozenset({"detail", "what", "choices", "kind"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def translate_phrase(text: str, phrases: Sequence[str]) -> str:
    """Translate `text` if it matches one of `phrases`, whose `{name}` placeholders match any text.

    Any other text is returned unchanged. The values of placeholders named `detail`, `what`, `choices` or `kind` are
    translated in the same way. Other braces in a phrase, as in `{pages: notices}`, are plain text.
    """
    if current_language() == "en":
        return text
    for phrase in phrases:
        if found := _pattern(phrase).fullmatch(text):
            values = found.groupdict()
            for name in values.keys() & _NESTED:
                values[name] = translate_phrase(values[name], phrases)
            return _filled(gettext(phrase), values)
    return text


def did_you_mean(similar: Sequence[str]) -> str:
    """Return the end of a message about a mistyped name: the first similar name, or nothing if there is none."""
    return gettext("; did you mean `{name}`?", name=similar[0]) if similar else ""


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(phrase)
    literals, names = parts[::2], parts[1::2]
    pattern = "".join(f"{re.escape(literal)}(?P<{name}>.*?)" for literal, name in zip(literals, names, strict=False))
    return re.compile(pattern + re.escape(literals[-1]), re.DOTALL)


def _filled(phrase: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda place: values.get(place[1], place[0]), phrase)
