from datetime import timedelta

import pytest
from lxml.html import fromstring
from pydantic import ValidationError

from crawler.source import Select, Source, to_xpath
from tests.crawler.builders import LISTING, a_source


def test_a_source_needs_only_an_id_and_an_address():
    source = Source(id="gov-cn", url=LISTING)
    assert (source.type, source.every, source.select) == ("auto", timedelta(hours=1), Select())


def test_a_source_is_untrusted_and_obeys_robots_unless_it_says_otherwise():
    assert (a_source().trusted, a_source().obey_robots) == (False, True)


@pytest.mark.parametrize("url", ["https://example.org", "http://127.0.0.1:8000/x", "HTTP://EXAMPLE.ORG/", "https://[::1]/",
                                 "https://例子.中国/通知"])  # fmt: skip
def test_an_http_address_is_taken(url):
    assert a_source(url=url).url == url


def test_space_around_an_address_is_dropped():
    assert a_source(url="  https://example.org/ \n").url == "https://example.org/"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:http/",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "https://[::1",
    ],
)
def test_what_is_no_http_address_is_refused(url):
    with pytest.raises(ValidationError):
        a_source(url=url)


@pytest.mark.parametrize("name", ["", "two words", "tab\tbed", "x" * 501])
def test_an_id_is_one_word(name):
    with pytest.raises(ValidationError):
        a_source(id=name)


@pytest.mark.parametrize("every", ["0s", "50ms", "-1m", "5", 600])
def test_a_pace_below_a_tenth_of_a_second_or_without_a_unit_is_refused(every):
    with pytest.raises(ValidationError):
        a_source(every=every)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "sitemap"},
        {"timezone": "Mars/Olympus"},
        {"colour": "red"},
        {"select": {"row": "li"}},
        {"delay": "soon"},
    ],
)
def test_an_unknown_field_or_word_is_refused(fields):
    with pytest.raises(ValidationError):
        a_source(**fields)


@pytest.mark.parametrize(
    ("fields", "zone"),
    [
        ({}, "UTC"),
        ({"region": ("CN", "山东省")}, "Asia/Shanghai"),
        ({"region": ("HK",)}, "Asia/Hong_Kong"),
        ({"region": ("XX",)}, "UTC"),
        ({"region": ("CN",), "timezone": "Asia/Urumqi"}, "Asia/Urumqi"),
    ],
)
def test_dates_are_meant_in_the_zone_of_the_region_unless_one_is_named(fields, zone):
    assert a_source(**fields).zone.key == zone


HTML = fromstring('<div><h4><a href="/1" title="t">one</a></h4><p class="d">2024</p></div>')


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("h4 a::attr(href)", ["/1"]),
        ("h4 a::text", ["one"]),
        ("p.d::text", ["2024"]),
        ("//a/@title", ["t"]),
        ("./p/text()", ["2024"]),
        ("(//a | //p)[1]/text()", ["one"]),
    ],
)
def test_a_selector_is_css_or_xpath(selector, found):
    assert HTML.xpath(to_xpath(selector)) == found


@pytest.mark.parametrize("selector", ["", "h4 >", "a[", "//a[", "a:nothing-like-this", "a::href", "(//a"])
def test_a_broken_selector_is_refused(selector):
    with pytest.raises(ValidationError):
        Select(link=selector)


@pytest.mark.parametrize(
    "selector", ['//a[re:test(@href, "x")]', "//a[nothing-like-this(@href)]", "//a[contains(@href)]"]
)
def test_an_xpath_that_cannot_be_evaluated_is_refused(selector):
    with pytest.raises(ValidationError):
        Select(link=selector)


def test_a_source_crosses_json_unchanged():
    source = a_source(every="90m", region=("CN",), select={"link": "h4 a"}, delay="2s")
    assert Source.model_validate_json(source.model_dump_json()) == source
