"""What is published at secret addresses, as feed readers, calendars and spreadsheets read it."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import feedparser
import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from tests.monitor.web.sites import client, site


@pytest.fixture
def opened(tmp_path):
    with client(site(tmp_path, hostile=True)) as opened:
        yield opened


def publish(opened, **selection):
    assert opened.post("/feed-addresses", data=selection).status_code == 303
    return re.findall(r'href="(http[^"]+/feeds/[^"]+)"', opened.get("/feeds").text)


def get(opened, selection, name):
    [address] = [found for found in publish(opened, **selection) if found.endswith(name)]
    answer = opened.get(address)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        ({}, 6),
        ({"topic": "clusters"}, 2),
        ({"subscription": "team"}, 2),
        ({"q": "节能"}, 2),
        ({"source": "gov"}, 6),
        ({"source": "mirror"}, 0),
    ],
)
def test_atom_is_what_feed_readers_read(opened, selection, count):
    feed = feedparser.parse(get(opened, {"content": "notices"} | selection, "atom.xml").content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert len(feed.entries) == count
    for entry in feed.entries:
        assert entry.link.startswith("https://gov.example.cn/")
        assert entry.summary_detail.type == "text/plain"
        assert entry.id.startswith("urn:noticewatch:notice:")


def test_json_feed_has_the_same_notices(opened):
    feed = json.loads(get(opened, {"content": "notices", "topic": "clusters"}, "feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == ["urn:noticewatch:notice:1", "urn:noticewatch:notice:4"]


def test_the_calendar_has_a_day_for_each_deadline(opened):
    for content in ("deadlines", "notices"):
        address = next(found for found in publish(opened, content=content) if found.endswith("calendar.ics"))
        events = Calendar.from_ical(opened.get(address).content).walk("VEVENT")
        assert len(events) == 6
        assert len({str(event["uid"]) for event in events}) == 6
        assert str(events[0].decoded("dtstart")) == "2024-06-06"


def test_the_table_of_sources_has_no_secrets(opened):
    text = get(opened, {"content": "sources"}, "table.csv").content.decode("utf-8-sig")
    assert "https://m.example.cn/?page=1&token=…" in text
    assert "t0ps3cr3t" not in text


@pytest.mark.parametrize("content", ["notices", "measures", "deadlines", "sources", "deliveries"])
def test_tables_hold_no_formula(opened, content):
    rows = list(csv.reader(io.StringIO(get(opened, {"content": content}, "table.csv").content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    [address] = [found for found in publish(opened, content=content) if found.endswith("xlsx")]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(opened.get(address).content)).get_sheet_by_index(0).to_python()
    assert [len(row) for row in sheet] == [len(row) for row in rows]


def test_a_feed_that_has_not_changed_is_not_sent_again(opened):
    for address in publish(opened, content="notices"):
        answer = opened.get(address)
        same = opened.get(address, headers={"if-none-match": f'"other", W/{answer.headers["etag"]}'})
        assert (same.status_code, same.content) == (304, b"")
        assert opened.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_revoked_address_is_gone(opened):
    addresses = publish(opened, content="notices")
    number = re.search(r"/feed-addresses/(\d+)/revoke", opened.get("/feeds").text)[1]
    assert opened.post(f"/feed-addresses/{number}/revoke").status_code == 303
    assert {opened.get(address).status_code for address in addresses} == {404}


def test_the_same_selection_keeps_its_address(opened):
    assert publish(opened, content="notices", q="集群") == publish(opened, content="notices", q="集群")
    assert opened.post("/feed-addresses", data={"content": "passwords"}).status_code == 400


def test_a_feed_of_a_query_that_is_no_longer_valid_says_so(opened):
    address = publish(opened, content="notices", topic="removed")[0]
    assert opened.get(address).status_code == 410


def test_opml_lists_the_feeds(opened):
    publish(opened, content="notices", topic="clusters")
    publish(opened, content="sources")
    outlines = ElementTree.fromstring(opened.get("/opml.xml").content).findall("body/outline")
    assert [outline.get("xmlUrl").endswith("/atom.xml") for outline in outlines] == [True]
    assert opened.get(outlines[0].get("xmlUrl")).status_code == 200
