import pytest

from crawler.notice import Clause
from tests.monitor.builders import matcher, measure, notice, subscription


def wanted(match, document, source="gov", event="new"):
    return [one.subscription.id for one in match.match(document, source, event)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, True),
        ({"sources": ["gov"]}, True),
        ({"sources": ["other"]}, False),
        ({"kinds": ["意见", "通知"]}, True),
        ({"kinds": ["意见"]}, False),
        ({"kinds": ["通"]}, False),
        pytest.param({"kinds": ["決定"]}, True),
        ({"issuers": ["宁波市人民政府"]}, True),
        ({"issuers": ["寧波市人民政府"]}, True),
        ({"issuers": ["宁波市"]}, False),
        ({"regions": ["宁波市"]}, True),
        ({"regions": ["CN"]}, True),
        ({"regions": ["cn"]}, True),
        ({"regions": ["宁波"]}, False),
        ({"regions": ["江门市", "浙江省"]}, True),
        ({"regions": ["宁波市"], "kinds": ["意见"]}, False),
    ],
)
def test_filters_are_compared_whole_whatever_the_script(filters, expected):
    document = notice(
        kind="决定" if filters.get("kinds") == ["決定"] else "通知",
        issuers=("宁波市人民政府", "宁波市财政局"),
        region=("CN", "浙江省", "宁波市"),
    )
    match = matcher(subscription(filters=filters))
    assert wanted(match, document) == (["team"] if expected else [])


@pytest.mark.parametrize("filters", [{"kinds": ["通知"]}, {"issuers": ["财政部"]}, {"regions": ["CN"]}])
def test_a_notice_without_the_fact_does_not_pass_its_filter(filters):
    assert wanted(matcher(subscription(filters=filters)), notice(kind=None)) == []


@pytest.mark.parametrize(
    ("on", "event", "expected"),
    [
        (["new"], "new", ["team"]),
        (["new"], "revised", []),
        (["revised"], "revised", ["team"]),
        (["revised"], "new", []),
        (["new", "revised"], "revised", ["team"]),
    ],
)
def test_only_events_that_were_asked_for_are_told(on, event, expected):
    assert wanted(matcher(subscription(on=on)), notice(), event=event) == expected


def test_a_subscription_that_is_switched_off_is_told_nothing():
    assert wanted(matcher(subscription(enabled=False)), notice()) == []


def test_any_topic_of_a_subscription_is_enough_and_those_that_match_are_named():
    match = matcher(subscription(topics=["clusters", "talent", "chain"]), talent="人才", chain="产业链 OR 供应链")
    [found] = match.match(notice(title="", text="产业链上的产业集群"), "gov", "new")
    assert found.topics == ("clusters", "chain")
    assert found.terms == ("产业链", "集群")


def test_each_subscription_that_wants_a_notice_is_found():
    match = matcher(subscription("one"), subscription("two", topics=["talent"]), subscription("three"), talent="人才")
    assert wanted(match, notice()) == ["one", "three"]


class TestScopeMeasure:
    match = matcher(subscription(scope="measure", topics=["both"]), both="集群 AND 补贴")

    def test_words_must_meet_in_one_measure(self):
        apart = notice(title="通知", text="集群。补贴。", clauses=(measure("培育集群。"), measure("发放补贴。")))
        together = notice(title="通知", text="集群。补贴。", clauses=(measure("培育园区。"), measure("给集群补贴。")))
        assert wanted(self.match, apart) == []
        assert wanted(self.match, together) == ["team"]

    def test_safeguards_count_as_measures_and_general_clauses_do_not(self):
        text = "给集群补贴。"
        safeguard = (measure("培育园区。"), Clause(text=text, role="safeguard"))
        general = (measure("培育园区。"), Clause(text=text, role="general"))
        assert wanted(self.match, notice(title="通知", text=text, clauses=safeguard)) == ["team"]
        assert wanted(self.match, notice(title="通知", text=text, clauses=general)) == []

    def test_a_measure_is_read_under_its_headings_and_the_title(self):
        clause = measure("给予补贴。", headings=("二、主要任务", "（一）集群培育"), heading="1.奖励")
        assert wanted(self.match, notice(title="通知", text="", clauses=(clause,))) == ["team"]
        assert wanted(self.match, notice(title="集群", text="", clauses=(measure("给予补贴。"),))) == ["team"]

    def test_the_whole_text_counts_while_no_clause_was_read(self):
        assert wanted(self.match, notice(title="通知", text="培育集群。发放补贴。")) == ["team"]

    def test_an_exclusion_looks_at_the_measure_alone(self):
        match = matcher(subscription(scope="measure", topics=["clean"]), clean="集群 NOT 招标")
        document = notice(title="通知", text="", clauses=(measure("规范招标。"), measure("培育集群。")))
        assert wanted(match, document) == ["team"]

    def test_words_of_all_measures_that_match_are_told(self):
        match = matcher(subscription(scope="measure", topics=["any"]), any="集群 OR 补贴")
        document = notice(title="通知", text="", clauses=(measure("发放补贴。"), measure("培育集群。")))
        assert match.match(document, "gov", "new")[0].terms == ("补贴", "集群")

    def test_another_subscription_can_look_at_the_whole_notice(self):
        match = matcher(
            subscription("measures", scope="measure", topics=["both"]),
            subscription("notices", scope="notice", topics=["both"]),
            both="集群 AND 补贴",
        )
        apart = notice(title="通知", text="集群。补贴。", clauses=(measure("培育集群。"), measure("发放补贴。")))
        assert wanted(match, apart) == ["notices"]


def test_the_title_counts_as_text_of_the_notice():
    assert wanted(matcher(subscription()), notice(title="集群", text="园区")) == ["team"]


def test_the_region_and_the_issuer_can_be_asked_for():
    match = matcher(subscription(topics=["here"]), here="region:宁波 issuer:财政局")
    document = notice(region=("CN", "浙江省", "宁波市"), issuers=("宁波市财政局",))
    assert wanted(match, document) == ["team"]
    assert wanted(match, notice(text="宁波市财政局")) == []
