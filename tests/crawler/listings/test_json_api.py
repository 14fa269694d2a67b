import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import read_listing
from crawler.model.errors import FeedBrokenError, ListingError, NoLinksError
from crawler.model.notice import FACT_LIMIT, ISSUERS_LIMIT, Facts
from tests.crawler.apis import FEDERAL, GOVUK, a_paper, a_rule, documents, search, shipped
from tests.crawler.builders import LISTING, SITE, TODAY, a_page, a_source, unhurried

SELECT = {"item": "rows", "link": "url", "title": "title", "date": "day"}


def read(body, url=LISTING, **fields):
    select = SELECT | fields.pop("select", {})
    return read_listing(a_page(body, url=url), a_source(**{"type": "json", "select": select} | fields), TODAY)


def rows(*some):
    return json.dumps({"rows": some}, ensure_ascii=True)


def one(row=None, **fields):
    [link] = read(rows({"url": "/1.html"} | (row or {})), **fields).links
    return link


def test_a_federal_register_answer_gives_links_with_what_it_knows():
    source = shipped("us-federal-register")
    body = documents(
        [a_rule(3), a_rule(4, comments_close_on=None, effective_on="2024-07-15", agencies=None)],
        f"{FEDERAL}/api/v1/documents?page=2",
    )
    listing = read_listing(a_page(body, url=source.url), source, TODAY)
    first, second = listing.links
    assert first.url == f"{FEDERAL}/documents/2024/06/13/2024-00003/national-standards-part-3"
    assert first.page == f"{FEDERAL}/documents/full_text/html/2024/06/13/2024-00003.html"
    assert (first.title, first.published_on) == (
        "National Standards for Industrial Clusters; Part 3",
        date(2024, 6, 13),
    )
    assert first.facts == Facts(
        document_number="2024-00003",
        issuers=("Commerce Department", "Office of Made-up Standards"),
        kind="Proposed Rule",
        comments_close_on=date(2024, 8, 12),
    )
    assert (second.facts.issuers, second.facts.effective_on) == ((), date(2024, 7, 15))
    assert (listing.next, listing.remarks, listing.rows) == (f"{FEDERAL}/api/v1/documents?page=2", (), 2)


def test_a_govuk_answer_gives_links_on_the_days_of_london():
    source = shipped("uk-policy")
    body = search([a_paper(1), a_paper(2, organisations=[], content_store_document_type=None, public_timestamp=None)])
    first, second = read_listing(a_page(body, url=source.url), source, TODAY).links
    assert first.url == f"{GOVUK}/government/publications/advanced-manufacturing-plan-1"
    assert (first.page, first.published_on) == (None, date(2024, 6, 13))
    assert first.facts == Facts(issuers=("Department for Business and Trade", "HM Treasury"), kind="policy_paper")
    assert (second.published_on, second.facts) == (None, Facts(kind="publication"))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-06-12", date(2024, 6, 12)),
        ("2024-06-12T20:00:00Z", date(2024, 6, 13)),
        ("2024-06-12T20:00:00+08:00", date(2024, 6, 12)),
        ("2024-06-12 23:59:59", date(2024, 6, 12)),
        ("2024年6月12日", date(2024, 6, 12)),
        ("20240612", date(2024, 6, 12)),
        ("20240612235959", date(2024, 6, 12)),
        (20240612, date(2024, 6, 12)),
        (1718208000, date(2024, 6, 13)),
        (1718208000000, date(2024, 6, 13)),
        (1718208000000.0, date(2024, 6, 13)),
        ("1718208000", date(2024, 6, 13)),
        (["2024-06-12", "2024-06-13"], date(2024, 6, 12)),
        (9999999999, None),
        (None, None),
        (True, None),
        (-1, None),
        (1e300, None),
        ("soon", None),
        ({"year": 2024}, None),
        ("9" * 5000, None),
    ],
)
def test_a_day_is_read_in_the_ways_apis_write_it(written, day):
    selected = {"date": "day[0] || day"} if isinstance(written, list) else {}
    assert one({"day": written}, select=selected, region=("CN",)).published_on == day


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("  关于印发\n方案的通知 ", "关于印发 方案的通知"),
        ("<em>通知</em>：方案&amp;规划", "通知：方案&规划"),
        (["第一", "第二"], "第一"),
        (2024, "2024"),
        (None, None),
        ({}, None),
        (True, None),
        ("\ud800通知", "?通知"),
    ],
)
def test_a_title_is_plain_text_on_one_line(written, title):
    assert one({"title": written}).title == title


@pytest.mark.parametrize("url", [None, "", 5, "javascript:alert(1)", "http://[broken", {}, [], "ftp://a/b", True])
def test_a_row_that_leads_to_no_page_is_passed_over(url):
    urls = [link.url for link in read(rows({"url": url}, "words", None, {"url": "/2.html"})).links]
    assert [url for url in urls if not url.endswith("/5")] == [f"{SITE}/2.html"]


@pytest.mark.parametrize("page", [None, "", "javascript:x", "/1.html", [], {}])
def test_the_text_is_at_the_address_itself_where_no_other_page_is_named(page):
    assert one({"text_at": page}, select={"page": "text_at"}).page is None


def test_facts_are_bounded_so_that_they_fit_into_a_state():
    long = {"n": "文" * 5000, "who": [f"{number}{'x' * 500}" for number in range(50)]}
    facts = one(long, select={"facts": {"document_number": "n", "issuers": "who"}}).facts
    assert (len(facts.document_number), len(facts.issuers)) == (FACT_LIMIT, ISSUERS_LIMIT)
    assert {len(issuer) for issuer in facts.issuers} == {FACT_LIMIT}


def test_a_row_without_facts_has_none():
    assert one({"n": None}, select={"facts": {"document_number": "n"}}).facts is None


def test_issuers_are_one_or_many_and_each_once():
    select = {"facts": {"issuers": "who"}}
    assert one({"who": " 市政府\n办公室 "}, select=select).facts.issuers == ("市政府 办公室",)
    assert one({"who": ["甲", None, "", "乙", "甲", ["丙"], {}]}, select=select).facts.issuers == ("甲", "乙")


def test_an_expression_that_fails_in_an_odd_row_costs_that_row_its_field():
    listing = read(
        rows({"url": "/1", "title": ["a", "b"]}, {"url": "/2", "title": 5}), select={"title": "join(' ', title)"}
    )
    assert [link.title for link in listing.links] == ["a b", None]
    assert listing.remarks == ()


def test_an_expression_that_fails_in_every_row_is_said_once():
    listing = read(rows({"url": "/1", "title": 1}, {"url": "/2", "title": 2}), select={"title": "join(' ', title)"})
    [remark] = listing.remarks
    assert "select.title fails in every row" in str(remark)
    assert len(listing.links) == 2


@pytest.mark.parametrize(
    "body", ['{"rows": null}', "{}", '{"rows": {"a": 1}}', '{"rows": 5}', "[]", "null", "5", '"words"']
)
def test_an_answer_without_a_list_of_rows_is_an_error_that_names_the_expression(body):
    with pytest.raises(ListingError, match=r"select\.item"):
        read(body)


@pytest.mark.parametrize(
    "body", ["{", '{"rows": [{"url": "/1"}', "{" * 50_000, "[" * 100_000, "nonsense", "9" * 5000 + "x"]
)
def test_json_that_breaks_off_is_broken(body):
    with pytest.raises(FeedBrokenError):
        read(body)


def test_a_page_in_place_of_json_is_said_to_be_one():
    with pytest.raises(ListingError, match="is markup, not JSON"):
        read("<!DOCTYPE html><html><title>Sorry, there is a problem</title></html>")


def test_rows_of_which_none_gives_a_link_are_an_error_that_says_why():
    with pytest.raises(NoLinksError, match=r"rows: 2.*select\.link.*'url'"):
        read(rows({"href": "/1"}, {"href": "/2"}))


def test_no_rows_are_no_links():
    assert read(rows()) == read(rows())
    assert (read(rows()).links, read(rows()).rows) == ((), 0)


@pytest.mark.parametrize(
    ("found", "following"),
    [
        ("/api?page=2", f"{SITE}/api?page=2"),
        ("https://example.org/2", "https://example.org/2"),
        ("", None),
        (None, None),
        (5, None),
        (["a"], None),
        ("mailto:a@b", None),
    ],
)
def test_the_next_page_is_an_address_or_none(found, following):
    body = json.dumps({"rows": [{"url": "/1"}], "next": found})
    assert read(body, paging={"next": "next"}).next == following


def test_include_and_exclude_look_at_path_and_query():
    body = rows(*({"url": url} for url in ("/policy/1", "/policy/2?draft=1", "/news/1", "/")))
    listing = read(body, include=["/policy/*"], exclude=["*draft=1"])
    assert [link.url for link in listing.links] == [f"{SITE}/policy/1"]
    assert (listing.left_out, listing.rows) == (3, 4)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["url", "title", "day", "n", "who", "kind", "end", "text_at"])
FACTS = {"document_number": "n", "issuers": "who[].[name || @][]", "kind": "kind", "comments_close_on": "end"}


@given(st.lists(values | st.dictionaries(names, values, max_size=8), max_size=4))
@unhurried
def test_no_json_makes_reading_raise_anything_but_a_listing_error(some):
    good = {"url": "https://example.org/1"}
    body = rows(*(good | row if isinstance(row, dict) and "url" not in row else row for row in some))
    with suppress(ListingError):
        read(body, select={"facts": FACTS, "page": "text_at"}, region=("CN",))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@unhurried
def test_no_bytes_make_reading_raise_anything_but_a_listing_error(raw):
    with suppress(ListingError):
        read(raw)
