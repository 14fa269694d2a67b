"""The five seeds and what they must read as, where they are at hand. A cleaning of their own until reading scrubs."""

import json
import os
import re
from pathlib import Path

SHARED = Path(os.environ.get("NOTICEWATCH_DATA", Path(__file__).parents[5] / "shared" / "data")).parent
NAMES = (
    "000_580e13961a6a0280.txt",
    "001_bf9a48370227c5d3.txt",
    "002_ef4a9200a4262919.txt",
    "003_bf26539f94059682.txt",
    "004_b10da4c19ee72cc5.txt",
)
_PINYIN = re.compile(r"\([a-z\u00df-\u01dc]{1,8}\)")
_ENDS = 12


def at_hand():
    return (SHARED / "seeds").is_dir() and (SHARED / "gold" / "seeds.json").is_file()


def gold(name):
    return json.loads((SHARED / "gold" / "seeds.json").read_text(encoding="utf-8"))[name]


def clean_text(name):
    """The body of a seed once: without pinyin, chrome, its second copy, blank lines and indentation."""
    text = (SHARED / "seeds" / name).read_text(encoding="utf-8")
    if name.startswith("00") and name[2] in "01":
        text = _PINYIN.sub("", text)
    text = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    expected = gold(name)
    start = text.index(expected["text_starts"][:_ENDS])
    return text[start : text.index(expected["text_ends"][-_ENDS:], start) + _ENDS]
