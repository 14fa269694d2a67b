import re

from crawler.model.notice import Clause
from monitor.alerting.explain import explain
from monitor.text.i18n import in_language
from monitor.topics import expand_synonyms, parse_query
from tests.monitor.builders import measure, notice, subscription

SETS = expand_synonyms({"园区": ["产业园", "示范基地"]})


def lines(query, document, event="new", **fields):
    asked = subscription(topics=["topic"], **fields)
    return list(explain(asked, {"topic": parse_query(query, SETS)}, document, "gov", event).lines())


def test_term_by_term_why_a_notice_matched():
    document = notice(title="集群通知", text="集群与示范基地", kind="通知")
    assert lines("集群 AND @园区 NOT (招标 OR 中标)", document, filters={"kinds": ["通知"]}) == [
        "+ subscription team",
        "  + event new; the subscription receives new, revised",
        "  + filter kinds: 通知; in the notice: 通知",
        "  + one of the topics",
        "    + topic topic, in the whole text",
        "      + all of these",
        "        + 集群: found 2 times",
        "        + one of these (@园区)",
        "          - 产业园: not found",
        "          + 示范基地: found 1 time",
        "        + not this",
        "          - one of these",
        "            - 招标: not found",
        "            - 中标: not found",
    ]


def test_why_not_names_what_is_missing_in_the_nearest_measure():
    clauses = (measure("发放。"), measure("培育集群。", path=("二", "1"), heading="集群"), Clause(text="集群补贴"))
    document = notice(title="通知", clauses=clauses, region=("CN",))
    found = lines(
        '集群 补贴 "集群 培育"~0 issued:2024', document, scope="measure", on=["revised"], filters={"regions": ["US"]}
    )
    assert found == [
        "- subscription team",
        "  - event new; the subscription receives revised",
        "  - filter regions: US; in the notice: CN",
        "  - one of the topics",
        "    - topic topic, in measure 二.1 “集群” (the best match of 2)",
        "      - all of these",
        "        + 集群: found 2 times",
        "        - 补贴: not found",
        '        + "集群 培育"~0: found',
        "        - issued:[2024-01-01 TO 2024-12-31]: no",
    ]


def test_words_too_far_apart_and_units_that_are_not_named():
    found = lines('"集群 补贴"~1', notice(text="集群在前，补贴在后"), filters={"units": ["财政局"]}, enabled=False)
    assert "  - the subscription is disabled" in found
    assert '      - "集群 补贴"~1: all words found, but too far apart' in found
    assert "      - filter units: 财政局; in the notice: none" in found


def test_the_explanation_is_in_the_users_language():
    with in_language("zh"):
        found = lines('集群 NOT 招标 "集群 补贴"~1', notice(title="集群", text="集群"), scope="notice")
    assert set(re.findall("[a-z]{3,}", "\n".join(found))) == {"team", "new", "revised", "topic"}
