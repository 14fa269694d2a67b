"""The translation of whole English sentences from libraries or the crawler, by pattern. Pure functions; no I/O."""

import re
from collections.abc import Sequence
from functools import cache

from monitor.text.i18n import current_language, gettext

_NESTED = frozenset({"detail", "what", "choices"})
_PLACE = re.compile(r"\\\{(\w+)\\\}")


def translate_phrase(text: str, phrases: Sequence[str]) -> str:
    """Translate `text` if it matches one of `phrases`, whose `{name}` placeholders match any text.

    Any other text is returned unchanged. The values of placeholders named `detail`, `what` or `choices` are translated
    in the same way.
    """
    if current_language() == "en":
        return text
    for phrase in phrases:
        if found := _pattern(phrase).fullmatch(text):
            values = found.groupdict()
            for name in values.keys() & _NESTED:
                values[name] = translate_phrase(values[name], phrases)
            return gettext(phrase, **values) if values else gettext(phrase)
    return text


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.*?)", re.escape(phrase)), re.DOTALL)
