"""What was found at a site, as YAML."""

from datetime import date

import pytest

from crawler.model.configfile import read_sources
from crawler.model.results import Candidate
from monitor.config.source_files import entries_text, entry, known_as, source_id, write_entries
from tests.monitor.builders import source

URL = "https://www.binzhou.gov.cn/xxgk/tzgg/index.html"


def candidate(url=URL, **fields):
    return Candidate(
        **{"type": "html", "url": url, "name": "滨州市人民政府 通知公告", "newest": date(2024, 6, 1)} | fields
    )


@pytest.mark.parametrize(
    ("url", "kind", "expected"),
    [
        (URL, "html", "binzhou-xxgk-tzgg"),
        ("https://www.ndrc.gov.cn/xwdt/tzgg/", "html", "ndrc-xwdt-tzgg"),
        ("https://gxj.suzhou.gov.cn/szeic/ggl/common_list.shtml", "html", "gxj-suzhou-szeic-ggl"),
        ("https://www.gov.uk/news.atom", "feed", "news-feed"),
        ("https://example.org/feed", "feed", "example-feed"),
        ("http://127.0.0.1:8080/policy/", "html", "127.0.0.1-policy"),
        ("https://www.gov.cn/", "html", "site"),
        ("https://www.example.cn/通知 公告/", "html", "example-通知-公告"),
    ],
)
def test_ids_are_made_of_host_and_words(url, kind, expected):
    assert source_id(candidate(url, type=kind), set()) == expected


def test_ids_are_unique():
    assert source_id(candidate(), {"binzhou-xxgk-tzgg", "binzhou-xxgk-tzgg-2"}) == "binzhou-xxgk-tzgg-3"


def test_the_yaml_is_what_the_loader_reads(tmp_path):
    fields = entry(candidate(region=("CN", "山东省", "滨州市"), language="zh"), "binzhou-tzgg")
    text = entries_text([fields])
    assert text == (
        "- id: binzhou-tzgg\n  name: 滨州市人民政府 通知公告\n  type: html\n"
        f"  url: {URL}\n  every: 10m\n  region: [CN, 山东省, 滨州市]\n  language: zh\n  verified: no\n"
    )
    path = write_entries(tmp_path, [fields])
    [source] = read_sources(tmp_path)
    assert (source.id, source.url, source.region, source.verified) == (
        "binzhou-tzgg",
        URL,
        ("CN", "山东省", "滨州市"),
        False,
    )
    assert path.name == "binzhou.gov.cn.yaml"
    assert path.read_text().startswith("# yaml-language-server: $schema=../schemas/sources.schema.json\n")


@pytest.mark.parametrize("name", ["no", "a: b # c", "- x", "'", "[甲]", "多行\n名", "{", "@at", "2024-01-01"])
def test_any_name_can_be_read_back(tmp_path, name):
    write_entries(tmp_path, [entry(candidate(name=name), "a"), entry(candidate(f"{URL}?2"), "b")])
    assert next(source.name for source in read_sources(tmp_path)) == name


def test_no_file_is_overwritten(tmp_path):
    paths = [write_entries(tmp_path, [entry(candidate(f"{URL}?{n}"), f"s{n}")]) for n in range(3)]
    assert [path.name for path in paths] == [f"binzhou.gov.cn{end}.yaml" for end in ("", "-2", "-3")]
    assert len(read_sources(tmp_path)) == 3


def test_what_is_watched_already_is_known():
    known = [source("gov", url=URL.replace("https://www.", "http://"))]
    assert known_as(candidate(), known) == "gov"
    assert known_as(candidate(f"{URL}?page=2"), known) is None


@pytest.mark.parametrize(
    ("kind", "url", "system"),
    [
        ("html", URL, "ucap"),
        ("jpage", "https://www.binzhou.gov.cn/col/col123/index.html", "jpage"),
        ("jpaas", "https://www.binzhou.gov.cn/zwgk/index.html", "jpaas"),
        ("gkmlpt", "https://www.binzhou.gov.cn/gkmlpt/index#5", "gkmlpt"),
    ],
)
def test_a_publishing_system_is_a_type_where_one_reads_it(tmp_path, kind, url, system):
    write_entries(tmp_path, [entry(candidate(url, type=kind, system=system), "a")])
    [source] = read_sources(tmp_path)
    assert (source.type, source.url) == (kind, url)
