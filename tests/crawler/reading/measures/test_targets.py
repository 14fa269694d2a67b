import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.notice import Figure
from crawler.reading.measures.figures import read_figures
from crawler.reading.measures.targets import read_targets
from tests.crawler.builders import unhurried


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("加大投入。到2027年,高新技术企业达850家。(责任单位:市科技局)", [("到2027年,高新技术企业达850家", "2027")]),
        ("打造队伍,到2027年,培育人才40名以上。", [("到2027年,培育人才40名以上", "2027")]),
        ("力争到2020年,培育企业80家。", [("力争到2020年,培育企业80家", "2020")]),
        ("到2025年底，产值达到500亿元。", [("到2025年底，产值达到500亿元", "2025")]),
        ("到2025年,甲达到1家;乙达到2家。", [("到2025年,甲达到1家;乙达到2家", "2025")]),
        ("到2025年,达到1家;到2027年,达到2家。", [("到2025年,达到1家", "2025"), ("到2027年,达到2家", "2027")]),
        ("规模以上企业到2025年达到500家。", [("规模以上企业到2025年达到500家", "2025")]),
        ("2025年底前完成改造。", [("2025年底前完成改造", "2025-12-31")]),
        ("2025年6月底前完成改造。", [("2025年6月底前完成改造", "2025-06-30")]),
        ("2025年6月前完成改造。", [("2025年6月前完成改造", "2025-05-31")]),
        ("2025年6月30日前完成改造。", [("2025年6月30日前完成改造", "2025-06-30")]),
        ("到“十四五”末,建成平台10个。", [("到“十四五”末,建成平台10个", "2025")]),
        ("到二〇二五年,建成平台。", [("到二〇二五年,建成平台", "2025")]),
        ("至民國115年底前完成建置。", [("至民國115年底前完成建置", "2026-12-31")]),
        ("到2027年,达到6个(责任单位:市科技局)", [("到2027年,达到6个", "2027")]),
        ("(二)到2027年,达到6个。", [("到2027年,达到6个", "2027")]),
        ("3.2027年底前建成平台。", [("2027年底前建成平台", "2027-12-31")]),
        ("2025年底前试点到2027年推广。", [("2025年底前试点", "2025-12-31"), ("到2027年推广", "2027")]),
        ("The share will reach at least 40% by 2030. Done.", [("The share will reach at least 40% by 2030", "2030")]),
        ("围绕“到2019年占比达到30%以上”目标,细化政策。", []),
        ("每年实施项目400个以上,年均增长7%左右。", []),
        ("请于2024年3月15日前报送材料。", []),
        ("年度工作总结请于2025年12月15日前报工业和信息化部。", []),
        ("2020年1月1日前制定的规定与本条例不一致的,以本条例为准。", []),
        ("2015年5月1日前尚未审结的案件,适用本规定。", []),
        ("2011年4月30日以前犯罪的,适用修正前的规定。", []),
        ("2011年4月30日前后均可。", []),
        ("统计2002年至2005年的数据。", []),
        ("数据截至2021年底。", []),
        ("全面推进“中国制造2025”建设。", []),
        ("2023年产值达到500亿元。", []),
        ("2025年13月底前完成。", []),
        ("The book was written by 2030 authors.", []),
        ("", []),
    ],
)
def test_a_target_has_its_words_and_its_date(text, targets):
    assert [(target.text, target.by) for target in read_targets(text)] == targets


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("达到850家", [(850, "家", "=", None)]),
        ("12万人以上", [(12, "万人", "≥", None)]),
        ("年均增长7%左右", [(7, "%", "≈", "rise")]),
        ("单位能耗下降4%、5%以上", [(4, "%", "=", "fall"), (5, "%", "≥", "fall")]),
        ("提高到1.6%以上", [(1.6, "%", "≥", None)]),
        ("超过48万人,约1,500家", [(48, "万人", ">", None), (1500, "家", "≈", None)]),
        ("不低于30个百分点,不超过2项", [(30, "个百分点", "≥", None), (2, "项", "≤", None)]),
        ("增長10％以上", [(10, "%", "≥", "rise")]),
        ("at least 40 per cent", [(40, "per cent", "≥", None)]),
        ("比重达到百分之二点五以上,占百分之八", [(2.5, "%", "≥", None), (8, "%", "=", None)]),
        ("到2027年,形成“1122+N”体系,5500亿级集群", []),
        ("向工业4.0迈进,覆盖5G基站", []),
    ],
)
def test_a_figure_has_unit_and_comparison(words, figures):
    expected = [Figure(figure=a, unit=b, comparison=c, change=d) for a, b, c, d in figures]
    assert list(read_figures(words)) == expected


@given(st.text(alphabet="到至2027年月日底前，,;。万家%增长达“”十四五末\n1.甲", max_size=120))
@unhurried
def test_targets_are_words_of_the_text(text):
    for target in read_targets(text):
        assert target.text in text
        assert target.text
        assert target.by


@pytest.mark.parametrize(
    "text",
    [
        "并于2018年12月底前报送国务院办公厅备案。",
        "试点地区要于2019年12月底前，对试点情况进行总结，形成总结报告并报送国务院办公厅。",
        "从现在到2029年，库区将处于地质灾害的高发期。",
    ],
)
def test_a_deadline_or_a_forecast_is_no_target(text):
    assert read_targets(text) == ()
