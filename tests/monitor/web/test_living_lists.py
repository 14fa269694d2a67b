"""The pages and feeds of living lists."""

import re

import feedparser
import pytest

from tests.monitor.web.sites import client, site
from tests.monitor.web.test_feeds import get


@pytest.fixture
def opened(tmp_path):
    with client(site(tmp_path, hostile=True)) as opened:
        yield opened


def test_the_overview_names_each_list_with_its_number_of_entries(opened):
    page = opened.get("/lists").text
    assert "补贴清单" in page
    assert re.search(r"<td[^>]*>4</td>", page)
    assert "<script>alert(1)" not in page


def test_the_page_of_a_list_shows_its_entries_and_latest_changes(opened):
    page = opened.get("/lists/support").text
    assert page.count("号工作的通知") >= 8
    assert "2024-06-06" in page
    assert "added: new notice" in page
    assert "javascript:" not in page
    assert "<script>alert(1)" not in page


def test_a_list_is_searched_by_title_issuer_and_region(opened):
    assert "第4号" in opened.get("/lists/support?q=第4号").text.split("<h2>")[0]
    assert "第1号" not in opened.get("/lists/support?q=第4号").text.split("<h2>")[0].split("</form>")[1]
    assert "第1号" in opened.get("/lists/support?q=云溪市").text
    assert "No entries." in opened.get("/lists/support?left=true").text


def test_an_unknown_list_is_not_found(opened):
    assert opened.get("/lists/other").status_code == 404


def test_the_feed_of_a_list_has_its_changes(opened):
    feed = feedparser.parse(get(opened, {"content": "list", "list": "support"}, "atom.xml").content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert len(feed.entries) == 4
    assert feed.entries[0].id.startswith("urn:noticewatch:event:")
    assert feed.entries[0].summary == "added: new notice"
    table = get(opened, {"content": "list", "list": "support"}, "table.csv").content.decode("utf-8-sig")
    assert table.count("https://gov.example.cn/") == 4


def test_tasks_are_shown_and_published_by_unit(tmp_path):
    with client(site(tmp_path)) as opened:
        _check_tasks(opened)


def _check_tasks(opened):
    page = opened.get("/measures?view=units&unit=经信&region=浙江省").text
    assert "Tasks by unit" in page
    assert 'rowspan="6"' in page
    assert "No entries." in opened.get("/measures?view=units&region=山东省").text
    selection = {"content": "measures", "unit": "经信", "view": "units"}
    table = get(opened, selection, "table.csv").content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("unit,unit's role,measure")
    assert len(table.splitlines()) == 7


def test_targets_are_counted_by_year_and_listed_by_date(opened):
    page = opened.get("/targets").text
    assert "Targets by year" in page
    assert page.count("到2027年达到100家") == 6
    assert "<script>alert(1)" not in page
    assert "No entries." in opened.get("/targets?year=2026").text
    assert "No entries." in opened.get("/targets?state=past").text
    table = get(opened, {"content": "targets", "year": "2027"}, "table.csv").content.decode("utf-8-sig")
    assert table.count("2027-12-31") == 6
