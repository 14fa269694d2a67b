"""JSON as the databases store it."""

import json


class JsonText(str):
    """A string that already contains a value serialized as JSON."""

    __slots__ = ()


def as_json(value: object) -> str:
    """Return a value as JSON text, as the databases store it."""
    return str(value) if isinstance(value, JsonText) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
