import pytest
from hypothesis import given
from hypothesis.strategies import from_regex

from crawler.model.selectors import _COMMON_CSS, SelectorError, check_markup, to_xpath


@given(from_regex(_COMMON_CSS, fullmatch=True))
def test_css_in_common_notation_is_valid(selector):
    assert to_xpath(selector)


@pytest.mark.parametrize(
    "selector",
    [
        "ul.list li:not(.line) > a[title]",
        "#zoom, .TRS_Editor",
        "td:nth-child(2) a::attr(href)",
        "h4 > a::text",
        '[id="356383"]',
    ],
)
def test_selectors_of_portals_are_in_common_notation(selector):
    assert _COMMON_CSS.fullmatch(selector)


@pytest.mark.parametrize(
    "selector",
    [
        "",
        " ",
        "a >",
        "a,",
        ".1a",
        "a::before",
        "a:hover(",
        "a:nosuch",
        "*:first-of-type",
        "svg|a",
        '[a="\x1f"]',
        "a[",
        "//a[",
        "/x:a",
        "a::attr(x)::text",
    ],
)
def test_other_selectors_are_checked_completely(selector):
    assert not _COMMON_CSS.fullmatch(selector)
    with pytest.raises(SelectorError):
        check_markup(selector)
