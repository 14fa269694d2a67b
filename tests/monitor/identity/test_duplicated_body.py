import opencc

from crawler.model.reason import Reason
from monitor.identity.comparison import compare
from monitor.identity.duplicated_body import halves
from monitor.identity.reasons import ComparisonReason
from tests.monitor.identity.texts import LINES, TEXT, gist

OTHER = TEXT.replace("50万元", "60万元")


def test_a_text_that_stands_twice_is_cut_in_two():
    first, second = halves(gist(f"首页\n{TEXT}\n打印\n{TEXT}\n返回"), gist())
    assert (first.body.split("\n")[-1], second.body.split("\n")[0]) == ("打印", gist().body.split("\n")[0])
    assert not halves(gist(), gist())
    assert not halves(gist(TEXT + "\n" + "\n".join(LINES[:4])), gist())


def test_it_is_a_copy_where_both_are():
    for twice in (f"{TEXT}\n{TEXT}", f"{TEXT}\n{opencc.OpenCC('s2t').convert(TEXT)}", f"{TEXT}\n{TEXT[:-30]}"):
        for one, other in ((gist(twice), gist()), (gist(), gist(twice))):
            assert compare(one, other).relation == "copy"
    assert compare(gist(f"{TEXT}\n{TEXT}"), gist()).reason == Reason.of(
        ComparisonReason.TWICE_HERE, comparison=Reason.of(ComparisonReason.SAME_TEXT)
    )


def test_it_is_another_notice_where_either_says_something_else():
    for twice in (f"{TEXT}\n{OTHER}", f"{OTHER}\n{TEXT}", f"{OTHER}\n{OTHER}"):
        for one, other in ((gist(twice), gist()), (gist(), gist(twice))):
            assert compare(one, other).relation == "version"
