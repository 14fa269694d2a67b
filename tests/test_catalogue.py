"""The sources that come with the program."""

import re
from pathlib import Path

import pytest

from crawler.model.configfile import read_sources
from crawler.model.types import country_zones

CONFIG = Path(__file__).parents[1] / "config"
SOURCES = read_sources(CONFIG)
LEVELS = {"national", "province", "city", "district", "union"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_says_whose_it_is_and_does_not_pretend_to_have_been_tried(source):
    assert source.name
    assert source.region[0] in country_zones()
    assert re.fullmatch("[a-z]{2}", source.language)
    assert source.level in LEVELS
    assert not source.verified
    assert not re.search(r"[{}]", source.url)  # nothing is left for somebody to fill in


def test_few_of_them_are_polled_unasked():
    assert len(SOURCES) >= 60
    assert len([source for source in SOURCES if source.enabled]) <= 15


def test_they_stand_by_country_and_province():
    for path in (CONFIG / "sources").rglob("*.yaml"):
        regions = {
            source.region[:2] for source in SOURCES if f"- id: {source.id}\n" in path.read_text(encoding="utf-8")
        }
        assert len({region[0] for region in regions}) == 1
        if path.parent.name == "cn":
            assert len(regions) == 1


def test_all_systems_are_there():
    assert {"jpage", "jpaas", "gkmlpt", "json", "feed", "html"} <= {source.type for source in SOURCES}
