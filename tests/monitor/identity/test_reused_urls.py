import pytest

from crawler.model.reason import Reason
from monitor.identity.comparison import compare
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason
from monitor.identity.reused_urls import different_notice
from tests.monitor.builders import OTHER_TEXT
from tests.monitor.identity.texts import TEXT, TITLE, gist


def found(*arguments, **fields):
    one = gist(*arguments, **fields)
    known = gist()
    return different_notice(one, known, compare(one, known))


OTHER_TITLE = "云溪市引进高技能人才八项措施"


def test_an_address_with_neither_the_title_nor_the_text_of_before_was_used_again():
    reason = found(OTHER_TEXT, OTHER_TITLE)
    assert reason == Reason.of(ChangeReason.UNLIKE, percent=reason.params["percent"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (OTHER_TEXT, TITLE),
        (OTHER_TEXT, TITLE + "的补充通知"),
        (OTHER_TEXT, None),
        (TEXT, OTHER_TITLE),
        (TEXT, TITLE),
        (TEXT.replace("50万元", "80万元"), TITLE),
        ("系统维护中", "系统维护中"),
        ("", "系统维护"),
    ],
)
def test_a_title_or_a_text_that_is_that_of_before_may_be_a_revision(text, title):
    assert found(text, title) is None


@pytest.mark.parametrize(
    ("old", "new", "here", "there"), [("第三批", "第四批", "四", "三"), ("2024年", "2025年", "2025", "2024")]
)
def test_the_next_of_its_kind_is_another_notice(old, new, here, there):
    reason = Reason.of(Aspect.TITLE, here=here, there=there)
    assert found(TEXT.replace(old, new), TITLE.replace(old, new)) == reason


def test_another_number_is_another_notice():
    one = gist(document_number="云工信发〔2024〕32号")
    known = gist(document_number="云工信发〔2024〕31号")
    assert different_notice(one, known, compare(one, known)).code == Aspect.NUMBER


def test_the_final_text_of_a_draft_is_another_notice():
    known = gist(title=TITLE + "（征求意见稿）")
    assert different_notice(gist(), known, compare(gist(), known)) == Reason.of(Aspect.DRAFT)
