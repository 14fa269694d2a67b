"""`crawl` and `inspect` say nothing in the other language, apart from the text of the sources."""

import re

import pytest

from monitor.text.i18n import LANGUAGES
from tests.end_to_end.languages import CODES, SNAPSHOTS, outputs

pytestmark = pytest.mark.slow
SERVICE = "A Connection error occurred sending JSON notification to 127.0.0.1."
"""The text of a library about a service."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_crawl_and_inspect_are_as_they_were(language):
    texts = dict(outputs(language))
    assert texts == {name: (SNAPSHOTS / f"{name}.{language}.txt").read_text(encoding="utf-8") for name in texts}


@pytest.mark.parametrize("name", ["crawl", "inspect"])
def test_chinese_holds_no_english(name):
    text = (SNAPSHOTS / f"{name}.zh.txt").read_text(encoding="utf-8").replace(SERVICE, "")
    assert re.findall(r"[A-Za-z]{3,}", CODES.sub("", text)) == []
