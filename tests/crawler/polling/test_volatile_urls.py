import itertools
import json
from datetime import date

import pytest

from crawler.model.link import Link
from crawler.model.requests import STATE_LIMIT
from crawler.polling.state import ALIAS_LIMIT, KNOWN_LIMIT, ListingState, Pending
from tests.crawler.builders import NOW, SITE


def listed(form, numbers, stamp):
    return [
        Link(url=f"{SITE}{form.format(n=n, t=stamp)}", title=f"{n}号通知", published_on=date(2024, 6, 1))
        for n in numbers
    ]


def polled(state, links):
    """The state after a poll that read all it had to, and how many pages that were."""
    todo = state.to_fetch(links, NOW)
    return state.after(links, todo, []), len(todo)


FORMS = [
    "/art/{n}.html?x={t}",
    "/detail?id={n}&x={t}",
    "/detail?x={t}&id={n}&col=3",
    "/{t}/../art/{n}.html?session={t}",
]


@pytest.mark.parametrize("form", FORMS)
def test_old_links_under_new_query_strings_are_not_fetched_again(form):
    state = ListingState()
    fetched = []
    for turn, newest in enumerate([10, 10, 11, 11, 13]):
        state, count = polled(state, listed(form, range(newest, newest - 10, -1), f"v{turn}x"))
        fetched.append(count)
    assert fetched == [10, 0, 1, 0, 2]
    assert len(state.known) == 13


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/detail?id={n}", "/detail?id=1{n}"),
        ("/art/{n}.html?x={t}", "/art/1{n}.html?x={t}"),
        ("/detail?id={n}&x={t}", "/view?id={n}&x={t}"),
    ],
)
def test_other_links_are_new_even_with_the_same_titles(before, after):
    state, _ = polled(ListingState(), listed(before, range(10), "a"))
    assert polled(state, listed(after, range(10), "b"))[1] == 10


def test_an_old_link_with_another_title_is_looked_at():
    state, _ = polled(ListingState(), listed("/art/{n}.html?x={t}", range(5), "a"))
    changed = [link.model_copy(update={"title": "更正"}) for link in listed("/art/{n}.html?x={t}", range(5), "b")]
    assert polled(state, changed)[1] == 5


def test_a_link_whose_page_was_not_read_is_not_taken_for_known():
    first = listed("/art/{n}.html?x={t}", range(6), "a")
    second = listed("/art/{n}.html?x={t}", range(6), "b")
    todo = ListingState().to_fetch(first, NOW)
    state = ListingState().after(first, todo[:2], [])
    assert len(state.to_fetch(second, NOW)) == 4


def test_a_link_that_fails_waits_once_under_all_its_addresses():
    state = ListingState()
    for turn in itertools.islice("abcdefg", 7):
        links = listed("/art/{n}.html?x={t}", range(6), turn)
        state = state.after(links, [], state.to_fetch(links, NOW))
    assert len(state.pending) == 6


def test_since_looks_at_what_is_known_only_by_its_lasting_part():
    state, _ = polled(ListingState(), listed("/art/{n}.html?x={t}", range(6), "a"))
    assert len(state.to_fetch(listed("/art/{n}.html?x={t}", range(6), "b"), NOW, since=date(2024, 1, 1))) == 6


def test_two_links_have_nothing_in_common():
    state, _ = polled(ListingState(), listed("/detail?id={n}&x={t}", range(2), "a"))
    assert state.aliases == ()


def test_a_state_stays_within_its_bounds():
    links = listed("/detail?id={n}&x={t}", range(KNOWN_LIMIT), "a")
    waiting = [Pending(link=Link(url=f"{SITE}/{'长' * 600}{n}", title="题" * 200), listed_at=NOW) for n in range(500)]
    state = ListingState().after(links, ListingState().to_fetch(links, NOW), waiting)
    assert len(state.aliases) == ALIAS_LIMIT
    assert len(json.dumps(state.dump())) <= STATE_LIMIT
