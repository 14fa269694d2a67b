from datetime import date

import pytest

from crawler.model.notice import Clause, Deadline
from monitor.alerting.documents import Document
from monitor.alerting.matcher import Matcher
from tests.monitor.builders import config, matcher, measure, notice, subscription


def wanted(match, document, source="gov", event="new"):
    return [matched.subscription.id for matched in match.match(Document(document), source, event)]


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
        ({"regions": ["CN/浙江省/宁波市"]}, True),
        ({"regions": ["CN/浙江省"]}, True),
        ({"regions": ["浙江省/寧波市"]}, True),
        ({"regions": ["CN/宁波市"]}, False),
        ({"regions": ["CN/浙江省/宁波市/鄞州区"]}, False),
        ({"regions": ["CN/浙江省/宁波市/鄞州区"], "include_parents": True}, True),
        ({"regions": ["CN/浙江省/杭州市/上城区"], "include_parents": True}, False),
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
    ("region", "expected"),
    [
        (("CN",), True),
        (("CN", "山东省"), True),
        (("CN", "山東省", "滨州市"), True),
        (("CN", "山东省", "滨州市", "滨城区"), True),
        (("CN", "山东省", "济南市"), False),
        (("US",), False),
        ((), False),
    ],
)
def test_a_city_can_hear_of_its_province_and_state(region, expected):
    match = matcher(subscription(filters={"regions": ["CN/山东省/滨州市"], "include_parents": True}))
    assert wanted(match, notice(region=region)) == (["team"] if expected else [])


def test_whoever_asks_for_the_levels_above_names_them():
    with pytest.raises(
        ValueError, match="regions as paths such as CN/山东省/滨州市 if `include_parents` is set, not '滨州市'"
    ):
        subscription(filters={"regions": ["CN", "滨州市"], "include_parents": True})


def test_a_unit_is_named_by_the_measure_that_matches():
    clauses = (
        measure("培育集群。", responsible_units=("市財政局",)),
        measure("培育园区。", responsible_units=("市工业和信息化局",)),
    )
    document = notice(title="通知", clauses=clauses)
    for scope, unit, expected in [
        ("measure", "财政局", ["team"]),
        ("measure", "工业和信息化局", []),
        ("notice", "工业和信息化局", ["team"]),
        ("notice", "教育局", []),
    ]:
        assert wanted(matcher(subscription(scope=scope, filters={"units": [unit]})), document) == expected
    assert wanted(matcher(subscription(filters={"units": ["财政局"]})), notice(text="集群由市财政局负责")) == ["team"]


def test_the_measures_in_which_the_words_met_are_told():
    clauses = (measure("培育园区。"), measure("培育集群。"), Clause(text="集群"), measure("集群。"))
    [found] = matcher(subscription(scope="measure")).match(Document(notice(title="", clauses=clauses)), "gov", "new")
    assert found.clauses == (1, 3)


def test_no_phrase_reaches_from_the_title_into_the_text():
    match = matcher(subscription(topics=["phrase"]), phrase='"产业 集群" OR "产业 集群"~5')
    assert wanted(match, notice(title="产业", text="集群")) == []
    assert wanted(match, notice(title="", text="产业\n集群")) == ["team"]


def test_a_unit_and_a_deadline_can_be_asked_for():
    match = matcher(subscription(scope="measure", topics=["due"]), due="unit:财政局 deadline:[2024-06 TO 2024-08]")
    clauses = (measure("补贴", responsible_units=("市财政局",)),)
    deadline = Deadline(date=date(2024, 7, 1), text="7月1日前")
    assert wanted(match, notice(clauses=clauses, deadlines=(deadline,))) == ["team"]
    assert wanted(match, notice(clauses=clauses)) == []


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
    [found] = match.match(Document(notice(title="", text="产业链上的产业集群")), "gov", "new")
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
        assert match.match(Document(document), "gov", "new")[0].terms == ("补贴", "集群")

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


class TestExclusion:
    """The settings' `exclude`, a NOT for all subscriptions."""

    @staticmethod
    def excluding(query, *subscriptions, **queries):
        plain = config(*subscriptions, **queries)
        return Matcher(plain.model_copy(update={"settings": plain.settings.model_copy(update={"exclude": query})}))

    @pytest.mark.parametrize(
        ("text", "expected"), [("培育集群", ["team"]), ("集群招标公告", []), ("集群 招標公告", []), ("集群，招聘", [])]
    )
    def test_it_holds_for_every_subscription(self, text, expected):
        match = self.excluding("招标公告 OR 招聘", subscription())
        assert wanted(match, notice(title="通知", text=text)) == expected

    def test_it_holds_in_the_measure_and_its_title_as_a_not_in_the_topic_does(self):
        document = notice(title="方案", text="x", clauses=(measure("培育集群"), measure("集群招标公告")))
        match = self.excluding("招标公告", subscription(scope="measure"))
        assert [found.clauses for found in match.match(Document(document), "gov", "new")] == [(0,)]

    def test_the_words_found_are_those_of_the_topic(self):
        match = self.excluding("招标公告", subscription(topics=["clusters", "other"]), other="集群 OR 产业")
        [found] = match.match(Document(notice(text="产业集群")), "gov", "new")
        assert found.terms == ("产业", "集群")
        assert found.topics == ("clusters", "other")
