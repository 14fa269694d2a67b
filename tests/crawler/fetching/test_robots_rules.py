"""The limits on the size of robots.txt files, and the rules that remain within them."""

import time

import pytest

from crawler.fetching.robots_rules import SIZE_LIMIT, parse_robots

AGENT = "noticewatch/1.0 (+https://example.org/)"
AGENTS = "".join(f"User-agent: bot{number}\n" for number in range(15_000))
RULES = "".join(f"Disallow: /{number}\n" for number in range(15_000))


@pytest.mark.parametrize(
    "text",
    [
        AGENTS + RULES,
        AGENTS.replace("-", " ").replace(":", "") + RULES,
        AGENTS.replace("\n", "\nSitemap: /s\n") + RULES,
        AGENTS.replace("\n", "\n# note\n\n") + RULES,
        "User-agent: *\n" + "Disallow: /*a*a*a*b\n" * 20_000,
        ":\n" * SIZE_LIMIT,
        "a " * SIZE_LIMIT,
    ],
)
def test_a_hostile_file_takes_a_moment(text):
    start = time.process_time()
    rules = parse_robots(text.encode(), AGENT)
    rules.can_fetch("https://example.org/" + "a" * 1500, AGENT)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("own", ["noticewatch", "*", "Noticewatch/1.0", "* # everybody"])
def test_the_group_of_many_agents_keeps_those_that_concern_the_crawler(own):
    text = f"{AGENTS}User-agent: {own}\nDisallow: /secret/\n\nUser-agent: other\nDisallow: /\n"
    rules = parse_robots(text.encode(), AGENT)
    assert not rules.can_fetch("https://example.org/secret/a", AGENT)
    assert rules.can_fetch("https://example.org/open/a", AGENT)


def test_a_later_group_is_another():
    text = f"{AGENTS}Disallow: /\n\nUser-agent: *\nAllow: /\nDisallow: /x\n"
    rules = parse_robots(text.encode(), AGENT)
    assert rules.can_fetch("https://example.org/a", AGENT)
    assert not rules.can_fetch("https://example.org/x", "somebody")
