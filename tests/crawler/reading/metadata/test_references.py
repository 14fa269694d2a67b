import pytest

from tests.crawler.reading.metadata.builders import NOTICE, read


def _roles(text):
    return [(reference.document_number or reference.title, reference.role) for reference in read(text).references]


def test_cited_repealed_and_own_numbers_are_told_apart():
    assert _roles(NOTICE) == [
        ("云川市促进桥梁养护若干措施", "forwards"),
        ("某政发〔2021〕15号", "cited"),
        ("云政办发〔2019〕2号", "repeals"),
    ]


def test_a_number_comes_with_its_title():
    found = read(
        "关于桥梁的通知\n各单位：\n贯彻《某省关于印发〈桥梁计划〉的通知》（某政发〔2017〕23号）精神，开展工作。"
    )
    (one,) = found.references
    assert (one.title, one.document_number, one.role) == (
        "某省关于印发〈桥梁计划〉的通知",
        "某政发〔2017〕23号",
        "cited",
    )


def test_titles_alone_are_no_references_unless_something_happens_to_them():
    assert _roles("关于桥梁的通知\n各单位：\n依据《中华人民共和国公路法》开展工作。填写《申报书》。") == []
    assert _roles("桥梁条例\n第一条 本条例自2024年1月1日起施行。《桥梁暂行条例》同时废止。") == [
        ("桥梁暂行条例", "repeals")
    ]
    assert _roles("关于废止《桥梁暂行办法》的决定\n各单位：\n请知悉。") == [("桥梁暂行办法", "repeals")]


def test_several_documents_are_repealed_at_once():
    text = (
        "关于桥梁的通知\n各单位：\n《甲乙暂行办法》（云交〔2018〕1号）、《丙丁暂行办法》（云交〔2019〕2号）同时废止。"
    )
    assert _roles(text) == [("云交〔2018〕1号", "repeals"), ("云交〔2019〕2号", "repeals")]


@pytest.mark.parametrize(
    "text",
    [
        "在《桥梁合作框架协议》下，对外商投资企业，不再执行《桥梁企业管理规定》中关于工程范围的限制性规定。",
        "《桥梁管理暂行办法》第三条废止。",
        "《桥梁管理暂行办法》（2018年修订）中有关收费的规定停止执行。",
    ],
)
def test_a_document_that_is_cited_or_repealed_in_part_is_not_repealed(text):
    assert "repeals" not in dict(_roles(text)).values()


def test_a_revised_document_is_replaced():
    text = "关于印发《桥梁管理办法》的通知\n各单位：\n我局对《桥梁管理办法》（云交〔2018〕15号）进行了修订。"
    assert ("云交〔2018〕15号", "replaces") in _roles(text)


def test_a_forwarded_document_is_named_with_its_number():
    text = "转发《省交通厅关于桥梁的通知》\n各单位：\n现将《省交通厅关于桥梁的通知》（某交〔2023〕5号）转发给你们。"
    assert ("某交〔2023〕5号", "forwards") in _roles(text)


def test_citing_what_another_handed_on_is_no_handing_on():
    text = "关于桥梁的通知\n各单位：\n按照交通部印发的《桥梁办法》（交〔2020〕3号）要求，开展工作。"
    assert _roles(text) == [("交〔2020〕3号", "cited")]


def test_each_is_given_once():
    text = "关于桥梁的通知\n各单位：\n按照某交〔2023〕5号，执行某交〔2023〕5号和某交〔2023〕6号。"
    assert _roles(text) == [("某交〔2023〕5号", "cited"), ("某交〔2023〕6号", "cited")]
