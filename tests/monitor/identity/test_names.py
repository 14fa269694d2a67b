import pytest

from monitor.identity.comparison import compare
from monitor.identity.discriminators import distinguish
from tests.monitor.identity.texts import TEXT, gist

PENALTY = (
    "当事人：{}\n经查，当事人未取得营业执照，在农贸市场东侧从事食品经营活动，违反了《无证无照经营查处办法》第二条的规定。\n"
    "依据该办法第十三条，责令立即停止违法行为，没收违法所得，并处罚款五千元，自收到本决定书之日起十五日内缴纳。"
)
LIST = "经笔试、面试、体检和考察，现将拟录用人员公示如下，公示期为五个工作日，如有异议请向我局反映。\n" + "\n".join(
    f"{at}. {name} 云溪市财政局" for at, name in enumerate(("王伟", "李娜", "张敏", "刘洋", "{}"), 1)
)


@pytest.mark.parametrize(
    ("here", "there"),
    [("张三", "李四"), ("李某某", "王某某"), ("张建国", "张建军"), ("云溪市华美百货店", "云溪市华丽百货店")],
)
def test_another_party_is_another_notice_by_the_text_alone_or_by_the_title_alone(here, there):
    for one, other in ((here, there), (there, here)):
        by_text = compare(gist(PENALTY.format(one), "行政处罚决定书"), gist(PENALTY.format(other), "行政处罚决定书"))
        assert by_text.relation == "version", by_text
        titles = (gist(title=f"对{name}的行政处罚决定书") for name in (one, other))
        distinction = distinguish(*titles)
        assert distinction
        assert distinction.relation == "sibling"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("丰康县人民政府关于森林防火的通知", "康丰县人民政府关于森林防火的通知"),
        ("平阳县人民政府关于森林防火的通知", "平原县人民政府关于森林防火的通知"),
        ("关于王伟同志任职的通知", "关于王大伟、王伟同志任职的通知"),
        ("关于张建国同志任职的通知", "关于张建军同志任职的通知"),
        ("云溪市宏丰建材有限公司处罚决定", "云溪市丰嘉建材有限公司处罚决定"),
    ],
)
def test_another_name_in_the_title_tells_apart(here, there):
    for one, other in ((here, there), (there, here)):
        distinction = distinguish(gist(title=one), gist(title=other))
        assert distinction
        assert distinction.relation == "sibling"


def test_a_slip_in_the_words_of_a_title_tells_nothing():
    assert distinguish(gist(title="关于做好森林防火工作的通知"), gist(title="关于作好森林防火工作的通知")) is None


def test_a_lone_letter_in_a_list_is_another_name_and_one_in_a_sentence_a_slip():
    assert compare(gist(LIST.format("陈杰"), "公示"), gist(LIST.format("陈洁"), "公示")).relation == "version"
    slip = LIST.replace("如有异议", "如有异义")
    assert compare(gist(LIST.format("陈杰"), "公示"), gist(slip.format("陈杰"), "公示")).relation == "copy"


def test_a_name_that_a_text_also_writes_as_the_other_does_is_misspelt():
    text = f"{TEXT}\n负责人：周文彬。"
    assert compare(gist(text.replace("负责人：周文彬", "负责人：周文斌")), gist(text)).relation == "copy"
