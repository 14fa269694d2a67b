import json
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings import LINK_LIMIT
from crawler.model.link import URL_LIMIT, Link
from crawler.model.notice import FACT_LIMIT, ISSUERS_LIMIT, Facts
from crawler.model.requests import STATE_LIMIT
from crawler.polling.state import (
    KNOWN_LIMIT,
    PATIENCE,
    PERMANENT_TRIES,
    ListingState,
    Pending,
    is_given_up,
    link_key,
    signature,
)
from tests.crawler.builders import NOW, SITE, unhurried

LATER = NOW + timedelta(hours=1)


def link(number=1, title="通知", day=None, url=None):
    return Link(url=url or f"{SITE}/art/{number}.html", title=title, published_on=day)


def pending(one, tries=0, listed_at=NOW):
    return Pending(link=one, listed_at=listed_at, tries=tries)


def size(state, ascii_only):
    written = json.dumps(state.dump(), ensure_ascii=ascii_only, separators=(",", ":"))
    return len(written.encode("utf-8", "surrogatepass"))


def known(*links):
    return ListingState().after(links, [pending(listed) for listed in links], [])


def urls(waiting):
    return [waited.link.url for waited in waiting]


links = st.builds(
    Link,
    url=st.integers(min_value=0, max_value=30).map(lambda number: f"{SITE}/art/{number}.html"),
    title=st.sampled_from([None, "通知", "意见"]),
    published_on=st.sampled_from([None, date(2024, 6, 1), date(2024, 6, 2)]),
)
listings = st.lists(links, max_size=12, unique_by=lambda listed: listed.url)


def test_a_state_never_polled_fetches_every_link_in_order():
    seen = [link(1), link(2), link(3)]
    assert urls(ListingState().to_fetch(seen, NOW)) == [listed.url for listed in seen]


@given(listings)
@unhurried
def test_a_link_that_is_done_is_not_fetched_again(seen):
    state = ListingState()
    state = state.after(seen, state.to_fetch(seen, NOW), [])
    assert state.to_fetch(seen, LATER) == []


@given(listings, st.data())
@unhurried
def test_a_link_whose_page_failed_is_fetched_again(seen, data):
    state = ListingState()
    todo = state.to_fetch(seen, NOW)
    failed = [item for item in todo if data.draw(st.booleans())]
    done = [item for item in todo if item not in failed]
    after = ListingState.load(state.after(seen, done, failed).dump())
    assert sorted(urls(after.to_fetch(seen, LATER))) == sorted(urls(failed))
    assert sorted(urls(after.to_fetch([], LATER))) == sorted(urls(failed))


@pytest.mark.parametrize("changed", [link(title="通知（修订）"), link(day=date(2024, 6, 2)), link(title=None)])
def test_a_link_with_another_title_or_date_is_fetched_again(changed):
    state = known(link())
    assert urls(state.to_fetch([changed], LATER)) == [changed.url]


def test_an_address_spelled_otherwise_is_the_same_link():
    state = known(link(url="https://www.example.gov.cn/a?x=1&y=2"))
    assert state.to_fetch([link(url="http://example.gov.cn/a?y=2&x=1&utm_source=feed#top")], LATER) == []


def test_a_failed_link_keeps_when_it_was_first_listed_and_how_often_it_was_tried():
    state = ListingState().after([link()], [], [pending(link(), tries=2)])
    [again] = state.to_fetch([link()], LATER)
    assert (again.listed_at, again.tries) == (NOW, 2)


def test_new_links_come_before_those_that_failed():
    state = ListingState().after([link(1)], [], [pending(link(1), tries=1)])
    assert urls(state.to_fetch([link(1), link(2)], LATER)) == [link(2).url, link(1).url]


def test_links_that_failed_and_are_no_longer_listed_come_last():
    state = ListingState().after([], [], [pending(link(1))])
    assert urls(state.to_fetch([link(2)], LATER)) == [link(2).url, link(1).url]


def test_a_link_given_up_is_left_alone_until_its_line_changes():
    state = ListingState().after([link()], [pending(link(), tries=3)], [])
    assert state.to_fetch([link()], LATER) == []
    assert [waited.tries for waited in state.to_fetch([link(title="新通知")], LATER)] == [0]


def test_since_leaves_out_earlier_dates_and_keeps_undated_links():
    seen = [link(1, day=date(2024, 5, 31)), link(2, day=date(2024, 6, 1)), link(3)]
    assert urls(ListingState().to_fetch(seen, NOW, date(2024, 6, 1))) == [link(2).url, link(3).url]


def test_what_a_since_left_out_is_not_fetched_by_the_next_ordinary_poll():
    seen = [link(1, day=date(2024, 5, 31))]
    state = ListingState().after(seen, [], [], since=date(2024, 6, 1))
    assert state.to_fetch(seen, LATER) == []


def test_an_earlier_since_takes_in_what_a_later_one_left_out():
    seen = [link(1, day=date(2024, 5, 31))]
    state = ListingState().after(seen, [], [], since=date(2024, 6, 1))
    assert urls(state.to_fetch(seen, LATER, date(2024, 5, 1))) == [link(1).url]


def test_since_does_not_forget_what_was_done():
    seen = [link(1, day=date(2024, 5, 31))]
    state = known(*seen).after(seen, [], [], since=date(2024, 6, 1))
    assert state.to_fetch(seen, LATER, date(2024, 5, 1)) == []


def test_what_is_listed_is_remembered_and_the_longest_unlisted_forgotten():
    listed = [link(number) for number in range(100)]
    old = [link(number) for number in range(1000, 1000 + KNOWN_LIMIT - 100)]
    state = known(*listed, *old)
    fresh = [link(number) for number in range(9000, 9050)]
    state = state.after([*listed, *fresh], [pending(listed_link) for listed_link in fresh], [])
    assert len(state.known) == KNOWN_LIMIT
    assert state.to_fetch([*listed, *fresh], LATER) == []
    assert urls(state.to_fetch(old, LATER)) == urls(map(pending, old[:50]))


def test_a_whole_listing_fits_into_what_is_remembered():
    assert LINK_LIMIT < KNOWN_LIMIT


def test_more_failures_than_can_be_kept_are_cut():
    long = filled("https://example.org/", "x")
    state = ListingState().after([], [], [pending(link(url=f"{long}{number:03}")) for number in range(200)])
    assert 0 < len(state.pending) < 200


@cache
def all_known():
    return ListingState().after([], [pending(link(number)) for number in range(KNOWN_LIMIT + 10)], [])


def full_state(url, title):
    failed = [pending(link(url=f"{url}{number:03}", title=title)) for number in range(200)]
    state = all_known().after([], [], failed)
    return state.model_copy(
        update={"etag": "e" * 500, "modified": "m" * 500, "page_hash": "f" * 64, "links_seen": 9999}
    )


def filled(start, character, length=URL_LIMIT - 3):
    return start + character * (length - len(start))


def test_a_full_state_with_long_addresses_stays_within_the_limit():
    state = full_state(filled("https://example.org/", "x"), "题" * 500)
    assert size(state, ascii_only=False) <= STATE_LIMIT


@pytest.mark.parametrize("character", ["通", "𠀀", '"', "\\"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_full_state_stays_within_the_limit_whatever_the_addresses(character, ascii_only):
    state = full_state(filled("https://example.org/", character), character * 500)
    assert size(state, ascii_only) <= STATE_LIMIT


@given(st.lists(st.builds(Link, url=st.text(max_size=URL_LIMIT), title=st.none() | st.text()), max_size=60))
@unhurried
def test_no_links_make_a_small_state_large(some):
    state = ListingState().after(
        some, [pending(listed) for listed in some[::2]], [pending(listed) for listed in some[1::2]]
    )
    assert size(state, ascii_only=False) <= STATE_LIMIT


@given(listings)
@unhurried
def test_a_state_handed_back_is_the_state_handed_out(seen):
    state = ListingState(etag='"x"', links_seen=3).after(seen, map(pending, seen[::2]), map(pending, seen[1::2]))
    assert ListingState.load(json.loads(json.dumps(state.dump()))) == state


@pytest.mark.parametrize("state", [{}, {"version": 2}, {"version": 2, "links": []}, {"known": 5}, {"pending": [{}]}])
def test_a_state_that_cannot_be_read_is_as_good_as_none(state):
    assert ListingState.load(state) == ListingState()


@pytest.mark.parametrize(
    ("tries", "permanent", "waited", "expected"),
    [
        (PERMANENT_TRIES - 1, True, timedelta(0), False),
        (PERMANENT_TRIES, True, timedelta(0), False),
        (PERMANENT_TRIES - 1, True, timedelta(days=2), False),
        (PERMANENT_TRIES, True, timedelta(days=2), True),
        (100, False, timedelta(days=1), False),
        (100, False, PATIENCE, False),
        (1, False, PATIENCE + timedelta(seconds=1), True),
    ],
)
def test_a_link_is_given_up_after_some_polls_or_some_days(tries, permanent, waited, expected):
    assert is_given_up(pending(link(), tries), permanent, NOW + waited) is expected


@given(st.text(), st.none() | st.text())
@unhurried
def test_any_link_has_digests_of_one_length(url, title):
    assert (len(link_key(url)), len(signature(Link(url=url, title=title)))) == (16, 8)


FACTS = Facts(document_number="甲发〔2024〕1号", issuers=("甲", "乙"), comments_close_on=date(2024, 8, 1))


def test_what_a_listing_knows_waits_with_its_link():
    one = link().model_copy(update={"facts": FACTS, "page": f"{SITE}/text/1", "modified_on": date(2024, 6, 1)})
    state = ListingState.load(json.loads(json.dumps(ListingState().after([one], [], [pending(one)]).dump())))
    assert state.pending[0].link == one


@pytest.mark.parametrize("changed", [{"facts": FACTS}, {"modified_on": date(2024, 6, 2)}])
def test_a_link_of_which_the_listing_says_something_else_is_fetched_again(changed):
    other = link().model_copy(update=changed)
    assert urls(known(link()).to_fetch([other], LATER)) == [other.url]
    assert known(other).to_fetch([other], LATER) == []


@pytest.mark.parametrize("character", ["文", "𠀀", '"'])
def test_no_facts_are_too_large_for_others_to_wait_with_them(character):
    said = character * FACT_LIMIT
    facts = Facts(document_number=said, issuers=(said,) * ISSUERS_LIMIT, kind=said, issued_on=date(2024, 6, 1))
    large = [pending(link(number).model_copy(update={"facts": facts})) for number in range(200)]
    state = all_known().after([], [], large)
    assert len(state.pending) > 2
    assert size(state, ascii_only=True) <= STATE_LIMIT


def test_what_was_last_changed_before_a_day_was_published_before_it():
    seen = [link(1).model_copy(update={"modified_on": date(2024, 5, 31)}), link(2)]
    assert urls(ListingState().to_fetch(seen, NOW, date(2024, 6, 1))) == [link(2).url]


def test_a_link_is_known_when_it_was_read_or_waits():
    state = ListingState().after([link(1), link(2)], [pending(link(1))], [pending(link(2))])
    assert [state.knows(link(number)) for number in (1, 2, 3)] == [True, True, False]
