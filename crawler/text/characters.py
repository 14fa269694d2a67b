"""Selection of characters by their kind."""

import re

_OTHERS = re.compile(r"[\W_]+")


def alphanumeric(text: str) -> str:
    """Return the letters and digits of a text (characters for which `str.isalnum` is true)."""
    return _OTHERS.sub("", text)
