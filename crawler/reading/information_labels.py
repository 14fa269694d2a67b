"""Labels in the information table (政府信息公开目录) that publishing systems show above a document."""

import tomllib
from importlib.resources import files

_TABLES: dict[str, list[str]] = {
    field: labels.split()
    for field, labels in tomllib.loads(
        files("crawler.reading").joinpath("data", "information_labels.toml").read_text("utf-8")
    ).items()
}
_IN_TEXTS = frozenset(_TABLES.pop("in_texts"))
FIELD_LABELS = _TABLES
"""The labels of each field, in descending order of precedence. The values of the labels in `other` are not used."""
TABLE_LABELS = tuple(label for labels in _TABLES.values() for label in labels if label not in _IN_TEXTS)
"""The labels that are recognized anywhere on a page."""
