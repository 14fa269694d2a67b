"""The five documents of the demo and the clauses each must give; the reading's own scrubbing is not used here."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

NAMES = ("000", "001", "002", "003", "004")
_LABELS = json.loads(Path(__file__).with_name("labels.json").read_text(encoding="utf-8"))
_WITH_PINYIN = ("000", "001")
_PINYIN = re.compile(r"\([a-z\u00df-\u01dc]{1,8}\)")
_ENDS = 12


def labels(name: str) -> dict[str, Any]:
    """The labels of a document: how its text starts and ends, and its clauses."""
    return _LABELS[name]


def clean_text(name: str) -> str:
    """The body of a document once: without pinyin, chrome, its second copy, blank lines and indentation."""
    text = files("monitor.demo").joinpath("documents", f"{name}.txt").read_text(encoding="utf-8")
    if name in _WITH_PINYIN:
        text = _PINYIN.sub("", text)
    text = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    expected = labels(name)
    start = text.index(expected["text_starts"][:_ENDS])
    return text[start : text.index(expected["text_ends"][-_ENDS:], start) + _ENDS]
