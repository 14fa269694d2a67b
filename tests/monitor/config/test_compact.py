"""Sources in less memory are the same sources."""

import json
import sys

from crawler.model.source import Source
from monitor.config import load_config
from monitor.config.compact import SourceCompactor

GIVEN = [
    {"id": "a", "url": "https://a.example.cn/", "every": "1d", "region": ["CN", "江苏省"]},
    {"id": "b", "url": "https://b.example.cn/", "headers": {"Cookie": "a=1"}, "region": ["CN", "江苏省"]},
    {"id": "c", "url": "https://c.example.cn/", "type": "html", "select": {"link": "a"}},
]


def test_compact_sources_are_equal_to_those_they_are_made_of():
    sources = [Source.model_validate(entry) for entry in GIVEN]
    for slim, source in zip(map(SourceCompactor(), sources), sources, strict=True):
        assert slim == source
        assert repr(slim) == repr(source)
        assert slim.model_fields_set == source.model_fields_set
        assert slim.model_dump(exclude_unset=True) == source.model_dump(exclude_unset=True)
        assert slim.model_copy(update={"name": "x"}).name == "x"
        assert Source.model_validate_json(slim.model_dump_json()) == source


def test_sources_of_a_folder_share_what_is_the_same(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "noticewatch.yaml").write_text("database: sqlite:///noticewatch.db\n")
    (tmp_path / "sources" / "mine.yaml").write_text(json.dumps(GIVEN))
    first, second, third = load_config(tmp_path).sources
    assert first.headers is third.headers
    assert first.region is second.region
    whole = {**vars(first)}
    assert sys.getsizeof(vars(first)) < sys.getsizeof(whole) / 2
