"""What looks wrong with a source."""

from datetime import date, timedelta

import pytest

from crawler.model.link import Link
from monitor.health.source_check import check, may_be_script_made
from tests.monitor.builders import OTHER_TEXT, failed, failure, polled, result, source

TODAY = date(2024, 6, 13)
HOST = "https://gov.example.cn"
GOV = source(language="zh")


def links(count=5, **fields):
    defaults = {"title": "关于培育先进制造业集群的通知", "published_on": date(2024, 6, 10)}
    return tuple(Link(url=f"{HOST}/{number}.html", **defaults | fields) for number in range(count))


def good(**fields):
    notices = (polled(f"{HOST}/0.html"), polled(f"{HOST}/1.html", text=OTHER_TEXT))
    return result(*notices, listed=fields.pop("listed", links()), links_seen=5, **fields)


def codes(one, about=GOV, **fields):
    return {finding.code: finding.serious for finding in check(about, one, TODAY, **fields).findings}


def test_a_source_that_works_has_no_findings():
    found = check(GOV, good(), TODAY)
    assert (found.links, found.dated, found.newest, found.findings, found.works) == (5, 5, date(2024, 6, 10), (), True)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"published_on": None}, "undated"),
        ({"title": "关于培育先进制造业集群的…"}, "cut"),
        ({"title": "关于培育先进制造业集群的..."}, "cut"),
        ({"published_on": date(2024, 7, 1)}, "future"),
        ({"published_on": date(2023, 7, 1)}, "stale"),
    ],
)
def test_what_is_wrong_with_rows_is_said(fields, code):
    assert codes(good(listed=links(**fields))) == {code: False}


def test_some_rows_without_a_date_are_counted():
    some = (*links(3), *(one.model_copy(update={"published_on": None, "url": one.url + "?"}) for one in links(2)))
    [finding] = check(GOV, good(listed=some), TODAY).findings
    assert finding.detail == "2 of 5 rows of the listing have no date"


def test_what_is_old_is_a_matter_of_the_source():
    listed = links(published_on=date(2023, 7, 1))
    assert codes(good(listed=listed), stale=timedelta(days=400)) == {}


def test_links_to_another_host_alone_are_said():
    elsewhere = tuple(one.model_copy(update={"url": one.url.replace("gov", "other")}) for one in links())
    assert codes(good(listed=elsewhere)) == {"foreign": False}
    assert codes(good(listed=(*elsewhere, *links(1)))) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [("点击查看", "short"), ("The text of the notice stands here in another language. " * 3, "language")],
)
def test_a_text_that_cannot_be_right_is_serious(text, code):
    one = result(polled(f"{HOST}/0.html", text=text), listed=links(), links_seen=5)
    assert codes(one) == {code: True}


def test_one_short_text_among_others_is_not():
    one = result(polled(f"{HOST}/0.html", text="点击查看"), polled(f"{HOST}/1.html"), listed=links(), links_seen=5)
    assert codes(one) == {"short": False}


def test_a_short_text_with_attachments_is_right():
    file = {"name": "方案", "url": f"{HOST}/a.pdf"}
    assert codes(result(polled(text="详见附件", attachments=[file]), listed=links(), links_seen=5)) == {}


def test_two_notices_that_read_the_same_are_serious():
    one = result(polled(f"{HOST}/0.html"), polled(f"{HOST}/1.html"), listed=links(), links_seen=5)
    assert codes(one) == {"same": True}


@pytest.mark.parametrize("code", ["robots", "blocked", "asks_for_browser", "asks_for_login", "no_links", "timeout"])
def test_a_listing_that_cannot_be_read_is_serious(code):
    found = check(GOV, failed(failure(code=code)), TODAY)
    assert [(one.code, one.serious) for one in found.findings] == [(code, True)]
    assert not found.works


def test_a_page_that_fails_among_others_is_not():
    assert codes(good(failures=(failure(url=f"{HOST}/3.html"),))) == {"timeout": False}
    assert codes(result(listed=links(), links_seen=5, failures=(failure(url=f"{HOST}/3.html"),))) == {"timeout": True}


def test_no_links_and_no_notices_are_serious():
    assert codes(result()) == {"no_links": True}
    assert codes(result(listed=links(), links_seen=5)) == {"no_notice": True}


@pytest.mark.parametrize("code", ["asks_for_browser", "no_links", "error_page"])
def test_a_page_without_a_list_may_be_made_by_a_script(code):
    empty = failed(failure(code=code))
    assert may_be_script_made(GOV, empty)
    assert not may_be_script_made(GOV.model_copy(update={"type": "feed"}), empty)
    assert not may_be_script_made(source(render="browser"), empty)


def test_a_page_with_a_list_or_another_trouble_needs_no_browser():
    assert may_be_script_made(GOV, result())
    assert not may_be_script_made(GOV, good())
    assert not may_be_script_made(GOV, failed(failure(code="timeout")))


def test_a_slow_site_is_said():
    assert codes(good(), seconds=30) == {"slow": False}
