from datetime import timedelta

import pytest
from pydantic import ValidationError

from crawler.model.checks.validation import first_fault
from crawler.model.listing_options import Rendering
from crawler.model.source import Source

URL = "http://portal.cn/"


def source(**fields):
    return Source(id="a", url=URL, **fields)


def test_without_the_option_no_page_is_loaded_in_a_browser():
    assert source().rendering("listing") is None


@pytest.mark.parametrize(
    ("written", "listing", "notice"),
    [
        ("browser", True, True),
        ({}, True, True),
        ({"pages": "all"}, True, True),
        ({"pages": "listing"}, True, False),
        ({"pages": "notices"}, False, True),
    ],
)
def test_the_option_says_which_pages_are_loaded_in_a_browser(written, listing, notice):
    found = source(render=written)
    assert (found.rendering("listing") is not None, found.rendering("notice") is not None) == (listing, notice)
    assert found.rendering(None) is None


def test_a_source_with_the_option_survives_the_way_to_the_crawler():
    given = source(render={"wait_for": "#list li", "timeout": "10s"})
    assert Source.model_validate_json(given.model_dump_json()) == given
    assert given.render == Rendering(wait_for="#list li", timeout=timedelta(seconds=10))


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"render": "chrome"}, "`browser`, or a mapping"),
        ({"render": {"timeout": "2m"}}, "a duration from 1s to 60s"),
        ({"render": {"timeout": "10ms"}}, "a duration from 1s to 60s"),
        ({"render": {"wait_for": "li["}}, "a CSS or XPath selector"),
        ({"render": {"wait_for": "li::text"}}, "a selector that selects an element"),
        ({"render": {"page": "all"}}, "there is no such field"),
        ({"render": "browser", "type": "feed"}, "a listing of type feed is not loaded in a browser"),
        ({"render": "browser", "request": {"method": "POST"}}, "a browser does not send POST requests"),
        ({"render": "browser", "headers": {"X-Key": "secret"}}, "a browser sends only User-Agent"),
    ],
)
def test_what_a_browser_cannot_do_is_a_fault(fields, fault):
    with pytest.raises(ValidationError) as raised:
        source(**fields)
    assert fault in first_fault(Source, raised.value, {"id": "a", "url": URL, **fields})


def test_notice_pages_of_any_type_and_a_user_agent_are_possible():
    assert source(type="feed", render={"pages": "notices"}, headers={"user-agent": "me"}).render
