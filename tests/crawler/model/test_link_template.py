"""Tests of link templates."""

import pytest
from lxml.html import fragment_fromstring

from crawler.model.checks.link_template import RowElement, is_template, link_template
from crawler.model.selectors import SelectorError


def row(markup: str) -> RowElement:
    return fragment_fromstring(markup)  # type: ignore[no-any-return]


def filled(markup: str, text: str, pattern: str | None = None) -> str | None:
    found = link_template(text, pattern).fill(row(markup))
    return found.href if found else None


OPEN = r"openDoc\('(?P<id>[^']*)'"


@pytest.mark.parametrize(
    ("markup", "text", "pattern", "href"),
    [
        ("<li data-id='7'>a</li>", "/doc?id={data-id}", None, "/doc?id=7"),
        ("<li><a data-id='7'>a</a></li>", "/doc?id={data-id}", None, "/doc?id=7"),
        ("<li DATA-Id='7'>a</li>", "/doc?id={Data-ID}", None, "/doc?id=7"),
        ("""<li><a onclick="openDoc('7')">a</a></li>""", "/doc?id={id}", OPEN, "/doc?id=7"),
        ("""<li><a href="javascript:openDoc('7');">a</a></li>""", "/doc/{id}.html", OPEN, "/doc/7.html"),
        ("""<li id="x" onclick="openDoc('7')">a</li>""", "/doc?id={id}", OPEN, "/doc?id=7"),
        ("<li onclick='go(3, 9)' title='t'>a</li>", "/c{1}/d{2}?t={title}", r"go\((\d+), (\d+)\)", "/c3/d9?t=t"),
        ("<li>No. 12 a</li>", "?no={1}", r"No\. (\d+)", "?no=12"),
        ("<li data-id='a b&c=d/e?f#g'>a</li>", "/doc?id={data-id}", None, "/doc?id=a%20b%26c%3Dd%2Fe%3Ff%23g"),
        ("<li data-id='a%2Fb%zz'>a</li>", "/doc?id={data-id}", None, "/doc?id=a%2Fb%25zz"),
        ("<li data-id='中文'>a</li>", "/doc?id={data-id}", None, "/doc?id=中文"),
        ("<li data-id='//evil.example'>a</li>", "/{data-id}", None, "/%2F%2Fevil.example"),
        ("<li data-id='\\\\evil.example'>a</li>", "/x{data-id}", None, "/x%5C%5Cevil.example"),
        (
            "<li data-id='@evil.example/'>a</li>",
            "https://a.example/{data-id}",
            None,
            "https://a.example/%40evil.example%2F",
        ),
        ("<li data-id='..'>a</li>", "/doc/{data-id}/x", None, None),
        ("<li data-id=' '>a</li>", "/doc/{data-id}", None, None),
        ("<li>a</li>", "/doc/{data-id}", None, None),
        ("<li onclick='other()'>a</li>", "/doc/{id}", OPEN, None),
        (f"<li data-id='{'9' * 501}'>a</li>", "/doc/{data-id}", None, None),
    ],
)
def test_values_of_a_row_fill_the_template(markup: str, text: str, pattern: str | None, href: str | None) -> None:
    assert filled(markup, text, pattern) == href


@pytest.mark.parametrize(
    ("text", "pattern", "reason"),
    [
        ("/doc?id={id", None, "names in braces"),
        ("/doc?id=id}", None, "names in braces"),
        ("/doc?id={}", None, "names in braces"),
        ("/doc?id={a b}", None, "names in braces"),
        ("/doc?id={{id}}", None, "names in braces"),
        ("//{host}/doc", None, "fixed host"),
        ("//www.example.org/{id}", None, "fixed host"),
        ("{url}", None, "fixed host"),
        ("https://{host}/doc", None, "fixed host"),
        ("https://www.example.org{rest}", None, "fixed host"),
        ("https://{user}@www.example.org/", None, "fixed host"),
        ("https://a@b.example/{id}", None, "fixed host"),
        ("javascript:open({id})", None, "fixed host"),
        ("/doc?id={1}", None, "number of a group"),
        ("/doc?id={2}", r"(\d+)", "number of a group"),
        ("/doc?id={data-id}", r"(?P<id>\d+)", "refers to a group"),
        ("/doc?id={id}", r"(?P<id>\d+", "a regular expression"),
        ("/doc?id={id}", r"(?<id>\d+)", r"(?P<name>…)"),
        ("/doc?id={id}", r"\d+", "with a group"),
    ],
)
def test_a_faulty_template_is_refused_with_a_reason(text: str, pattern: str | None, reason: str) -> None:
    with pytest.raises(SelectorError) as raised:
        link_template(text, pattern)
    assert reason in str(raised.value)


@pytest.mark.parametrize("link", ["a", "h4 a", "//a[contains(@onclick, '{')]", "a[onclick*='{']", None, "a[href]"])
def test_a_selector_is_no_template(link: str | None) -> None:
    assert not is_template(link)
