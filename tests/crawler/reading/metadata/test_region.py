import pytest

from crawler.reading.metadata.divisions import chain, divisions_at
from crawler.reading.metadata.region import region_of


@pytest.mark.parametrize(
    ("issuer", "region"),
    [
        ("滨州市人民政府办公室", ("CN", "山东省", "滨州市")),
        ("江門市人民政府辦公室", ("CN", "广东省", "江门市")),
        ("太仓市财政局", ("CN", "江苏省", "苏州市", "太仓市")),
        ("江苏省苏州市太仓市财政局", ("CN", "江苏省", "苏州市", "太仓市")),
        ("北京市海淀区人民政府", ("CN", "北京市", "海淀区")),
        ("仙桃市人民政府", ("CN", "湖北省", "仙桃市")),
        ("新疆维吾尔自治区人民政府", ("CN", "新疆维吾尔自治区")),
        ("国家税务总局河北省税务局", ("CN", "河北省")),
        ("国务院办公厅", ("CN",)),
        ("工业和信息化部", ("CN",)),
        ("行政院農業委員會", ("TW",)),
        ("某某协会", ()),
    ],
)
def test_an_issuer_is_of_its_place(issuer, region):
    assert region_of((issuer,), None, "", (), True) == region


def test_a_county_that_several_have_needs_its_city_or_province():
    assert region_of(("鼓楼区人民政府",), None, "", (), True) == ()
    assert region_of(("鼓楼区人民政府",), "关于徐州市鼓楼区规划的通知", "", (), True)[-2:] == ("徐州市", "鼓楼区")
    given = ("CN", "河南省", "开封市")
    assert region_of(("鼓楼区人民政府",), None, "", given, True) == (*given, "鼓楼区")


def test_the_source_says_where_when_nothing_else_does():
    given = ("CN", "山东省", "滨州市")
    assert region_of(("市工业和信息化局",), "关于申报的通知", "", given, True) == given
    assert region_of((), "山东省桥梁条例", "", given, True) == given
    assert region_of((), "江苏省桥梁条例", "", given, True) == ("CN", "江苏省")


def test_the_beginning_of_the_title_says_where_when_the_issuer_does_not():
    assert region_of(("科技司",), "工业和信息化部关于标准的通知", "", ("CN", "北京市"), True) == ("CN",)
    assert region_of(("教育处",), "河北省教育厅关于考试的通知", "", (), True) == ("CN", "河北省")
    assert region_of(("市教育局",), "关于支援西藏自治区的通知", "", ("CN", "浙江省"), True) == ("CN", "浙江省")


def test_the_title_says_where_also_by_a_short_name():
    assert region_of((), "深圳经济特区学前教育条例", "", (), True) == ("CN", "广东省", "深圳市")
    assert region_of((), "铁路安全管理条例", "省和县级以上人民政府负责。", (), True) == ()


def test_news_are_of_the_place_they_begin_with_but_a_notice_may_name_any():
    text = "江蘇省太倉高新技術產業開發區是一個開發區。"
    assert region_of((), None, text, (), False) == ("CN", "江苏省", "苏州市", "太仓市")
    assert region_of((), None, text, (), True) == ()


def test_divisions_stand_below_one_another():
    (taicang,) = divisions_at("太仓市")
    assert [division.name for division in chain(taicang)] == ["江苏省", "苏州市", "太仓市"]
    assert divisions_at("无名市") == ()
