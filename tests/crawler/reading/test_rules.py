"""Rules: every one has a case that it matches, and can be switched off."""

import re

import pytest

import crawler.reading  # noqa: F401 - defines all groups
from crawler.reading.rules import GROUPS, Rule, RuleGroup

RULES = [pytest.param(rule, id=f"{name}.{rule.id}") for name, group in GROUPS.items() for rule in group.rules]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_reason_and_matches_its_cases(rule):
    assert rule.why
    assert rule.cases
    assert [case for case in rule.cases if not re.search(rule.pattern, case)] == []


def test_rules_are_switched_off_one_by_one_or_all_at_once():
    try:
        group = RuleGroup("test.letters", [Rule("a", "a", "first", ("a",)), Rule("b", "b", "second", ("b",))])
        with group.without("a"):
            assert not group.search("a")
            assert group.search("b")
        with group.without():
            assert not group.search("ab")
        assert [match[0] for match in group.finditer("abc")] == ["a", "b"]
        with pytest.raises(ValueError, match="not unique"):
            RuleGroup("test.letters", [])
    finally:
        GROUPS.pop("test.letters")
