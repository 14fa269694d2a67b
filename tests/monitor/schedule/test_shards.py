from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule.shards import SHARDS, shard_of_site, shard_of_url, shards_of, site_of_url
from tests.monitor.builders import source


def test_sources_of_one_site_are_in_one_shard():
    urls = ("https://www.gov.cn/zhengce/", "http://SOUSUO.www.gov.cn:8080/x", "https://www.gov.cn./")
    assert {site_of_url(url) for url in urls} == {"www.gov.cn"}
    assert len({shard_of_url(url) for url in urls}) == 1


def test_sites_below_a_public_suffix_are_sites_of_their_own():
    assert site_of_url("https://gxj.ningbo.gov.cn/list") == "ningbo.gov.cn"
    assert site_of_url("https://jm.gov.cn/") != site_of_url("https://ningbo.gov.cn/")


def test_addresses_and_names_without_a_suffix_are_their_own_sites():
    assert site_of_url("http://10.0.0.1:81/") == "10.0.0.1"
    assert site_of_url("http://[::1]/") == "::1"
    assert site_of_url("http://localhost/") == "localhost"


def test_shards_never_change_because_they_are_stored():
    assert shards_of([source("a"), source("b", url="https://www.miit.gov.cn/")]) == {"a": 783, "b": 907}


def test_sites_are_spread_over_all_shards():
    counts = Counter(shard_of_site(f"site{number}.example") for number in range(SHARDS * 40))
    assert len(counts) == SHARDS
    assert max(counts.values()) < 90


@given(st.text(max_size=80))
def test_any_site_has_a_shard(site):
    assert 0 <= shard_of_site(site) < SHARDS
