"""Who issued a document, and to whom it is addressed."""

import pytest

from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.issuers import issuers_in_title
from crawler.reading.metadata.organs import is_organ, is_organs, split_organs
from tests.crawler.reading.metadata.builders import NOTICE, read


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("工业和信息化部 国家发展改革委 教育部", ("工业和信息化部", "国家发展改革委", "教育部")),
        ("工业和信息化部、教育部、财政部", ("工业和信息化部", "教育部", "财政部")),
        ("河北省科学技术厅河北省财政厅", ("河北省科学技术厅", "河北省财政厅")),
        ("人力资源社会保障部财政部", ("人力资源社会保障部", "财政部")),
        ("工业和信息化部办公厅国家药监局综合司", ("工业和信息化部办公厅", "国家药监局综合司")),
        ("国家税务总局河北省税务局", ("国家税务总局河北省税务局",)),
        ("教育部办公厅", ("教育部办公厅",)),
        ("教 育 部", ("教育部",)),
        ("滨州市人民政府办公室", ("滨州市人民政府办公室",)),
    ],
)
def test_joint_organs_are_told_apart(written, names):
    assert split_organs(FoldedLine.of(written)) == names


def test_organs_are_told_from_other_words():
    assert is_organ("宁波市人民政府")
    assert is_organs("教育部 财政部")
    for words in ("各县人民政府", "附件", "责任单位", "推进规范管理", "第一章总则", "2023年4月6日", "请有关部门", ""):
        assert not is_organs(words), words


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        ("工业和信息化部办公厅 财政部办公厅关于开展试点的通知", ("工业和信息化部办公厅", "财政部办公厅")),
        ("国务院关于开展试点的意见", ("国务院",)),
        ("云川市人民政府办公室印发关于促进发展若干措施的通知", ("云川市人民政府办公室",)),
        ("中华人民共和国工业和信息化部公告（2025年第45号）", ("工业和信息化部",)),
        ("教育部等七部门关于开展试点的通知", ("教育部",)),
        ("关于开展试点的通知", ()),
        ("2024年关于开展试点的通知", ()),
        (None, ()),
    ],
)
def test_a_title_names_its_issuers(title, issuers):
    assert issuers_in_title(title) == issuers


def test_the_signature_names_what_the_title_leaves_out():
    text = (
        "教育部等三部门关于开展试点的通知\n各有关单位：\n请开展试点工作。\n教育部\n财政部\n国家卫生健康委\n2024年3月1日"
    )
    assert read(text).issuers == ("教育部", "财政部", "国家卫生健康委")
    assert read(text, information={"发文机关": "教育部等三部门"}).issuers == ("教育部", "财政部", "国家卫生健康委")


def test_a_field_for_the_issuer_wins_and_is_filled_up_to_the_full_name():
    text = "关于开展复核的通知\n各有关单位：\n请开展复核。\n工业和信息化部科技司\n2024年3月1日"
    assert read(text, information={"发文机关": "科技司"}).issuers == ("工业和信息化部科技司",)
    found = read(text, information={"发文机关": "教育部"})
    assert found.issuers == ("教育部",)
    assert [warning.code for warning in found.warnings] == ["issuers"]
    assert read(text, information={"发文机关": "科技司"}).warnings == ()


def test_the_signature_stands_above_its_date_also_in_a_text_without_breaks():
    joined = "".join(NOTICE.splitlines()[2:])
    found = read(joined)
    assert (found.issuers, found.issued_on.isoformat()) == (("云川市人民政府办公室",), "2023-04-06")


def test_a_day_in_a_sentence_signs_nothing():
    found = read("关于学习的通知\n各单位：\n请学习国务院2015年3月2日印发的文件。\n请于2024年5月6日前报送教育部。")
    assert (found.issuers, found.issued_on) == ((), None)


def test_gazettes_name_joint_issuers_on_lines_of_their_own():
    text = "教 育 部\n國防部令\n內政部 中華民國104年1月28日\n臺教學（六）字第1030151052B號\n修正「某辦法」第七條。"
    found = read(text)
    assert found.issuers == ("教育部", "國防部", "內政部")
    assert found.issued_on.isoformat() == "2015-01-28"


def test_the_body_that_passed_a_law_issued_it():
    text = "江北省桥梁条例\n（2012年11月25日江北省第十一届人民代表大会常务委员会会议通过）\n第一条 为了养护桥梁。"
    found = read(text)
    assert found.issuers == ("江北省人民代表大会常务委员会",)
    assert found.issued_on.isoformat() == "2012-11-25"


def test_addressees_are_split_at_commas_outside_of_brackets():
    assert read(NOTICE).addressees == ("各县（市、区）人民政府", "市政府各部门", "有关单位")


@pytest.mark.parametrize(
    ("line", "addressees"),
    [
        (
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
            ("各省、自治区、直辖市人民政府", "国务院各部委、各直属机构"),
        ),
        ("北京市人民政府：", ("北京市人民政府",)),
        ("各市（含定州，辛集市）科技局；雄安新区管委会：", ("各市（含定州，辛集市）科技局", "雄安新区管委会")),
        ("各市(區)人民政府,市有關單位:", ("各市(區)人民政府", "市有關單位")),
        ("现将有关事项通知如下：", ()),
        ("附件：", ()),
        ("一、责任单位：", ()),
        ("联系单位：", ()),
    ],
)
def test_what_ends_in_a_colon_is_not_always_an_address(line, addressees):
    assert read(f"关于桥梁养护的通知\n{line}\n请认真执行。").addressees == addressees


def test_addressees_over_several_lines_are_one_list():
    text = "关于桥梁养护的通知\n各县（市、区）人民政府，\n市政府各部门，\n有关单位：\n请执行。"
    assert read(text).addressees == ("各县（市、区）人民政府", "市政府各部门", "有关单位")
