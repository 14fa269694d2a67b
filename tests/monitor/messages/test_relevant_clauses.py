import pytest

from monitor.messages.relevant_clauses import alerted_clauses, matched_clauses
from tests.monitor.builders import alert, measure, notice

GENERAL = measure("集群是方向。", role="general", heading="总体要求")
FOUND = notice(
    clauses=(
        GENERAL,
        measure("培育集群,建设园区。"),
        measure("培育集群。"),
        measure("其他。"),
        measure("集群奖励。", role="safeguard"),
    )
)


def places(tellings) -> list[int]:
    return [telling.number for telling in tellings]


def test_of_an_alert_exactly_the_measures_that_matched_are_told():
    assert places(matched_clauses(FOUND, ["集群"])) == [1, 2, 4]
    assert places(alerted_clauses(FOUND, [alert(terms=("集群", "园区"), clauses=(1,))])) == [1]


def test_of_several_alerts_the_measures_of_each_are_told_once_in_the_order_of_the_notice():
    alerts = [alert(1, clauses=(4, 2)), alert(2, terms=("园区",), clauses=(1, 2))]
    assert places(alerted_clauses(FOUND, alerts)) == [1, 2, 4]


def test_of_an_alert_of_the_whole_text_those_are_told_in_which_its_words_stand():
    alerts = [alert(1, terms=("园区",)), alert(2, clauses=(4,))]
    assert places(alerted_clauses(FOUND, alerts)) == [1, 4]


@pytest.mark.parametrize("clauses", [(0,), (99,), (3,)], ids=["no measure", "none there", "none with its words"])
def test_places_of_another_reading_are_not_believed(clauses):
    assert places(alerted_clauses(FOUND, [alert(clauses=clauses)])) == [1, 2, 4]


def test_measures_that_matched_by_the_title_alone_are_told():
    titled = notice(clauses=(measure("一。"), measure("二。")))
    assert places(alerted_clauses(titled, [alert(terms=("先进制造业",), clauses=(0, 1))])) == [0, 1]
