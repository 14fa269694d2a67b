import pytest

from crawler.reading.metadata.page_heading import cut_site, titles_match
from crawler.reading.metadata.site_names import is_column
from tests.crawler.reading.metadata.builders import HEAD, NOTICE, read


def test_the_documents_own_title_is_taken_over_a_misleading_page_title_with_a_warning():
    found = read(NOTICE, title_tag="7月1日起施行！《江北省公园管理条例》全文来了")
    assert found.title == HEAD
    (warning,) = found.warnings
    assert warning.code == "title"
    assert "江北省公园管理条例" in warning.detail


def test_a_page_title_that_says_the_same_is_no_cause_for_a_warning():
    for title in (
        HEAD,
        f"{HEAD}_云川市人民政府",
        "关于印发云川市促进桥梁养护若干措施的通知",
        "通知公告 - 云川市人民政府门户网站",
    ):
        found = read(NOTICE, title_tag=title)
        assert (found.title, found.warnings) == (HEAD, ())


def test_a_title_over_several_lines_is_joined():
    text = "云川市财政局\n关于印发《云川市桥梁养护资金\n管理办法》的通知\n云财建〔2023〕15号\n各区财政局：\n请执行。"
    assert read(text).title == "云川市财政局关于印发《云川市桥梁养护资金管理办法》的通知"


def test_a_number_behind_the_title_on_its_line_is_no_part_of_it():
    head = "云川市人民政府办公室关于印发云川市桥梁养护方案的通知"
    text = f"{head}云政办发〔2023〕15号\n各区人民政府：\n请执行。\n云川市桥梁养护方案\n一、目标\n养护桥梁。"
    assert (read(text).title, read(text).document_number) == (head, "云政办发〔2023〕15号")


def test_a_title_that_hands_on_two_documents_goes_on_after_the_first():
    text = "关于印发《云川市奖励办法》\n和《云川市奖励办法实施细则》的通知\n各有关单位：\n请执行。"
    assert read(text).title == "关于印发《云川市奖励办法》和《云川市奖励办法实施细则》的通知"


def test_the_names_of_joint_issuers_keep_a_space():
    text = "云川市教育局\n云川市财政局\n关于学校食堂补助的通知\n各学校：\n请执行。"
    found = read(text)
    assert found.title == "云川市教育局 云川市财政局关于学校食堂补助的通知"
    assert found.issuers == ("云川市教育局", "云川市财政局")


def test_a_notice_without_a_title_is_called_by_what_it_hands_on():
    text = "\n".join(NOTICE.splitlines()[2:])
    assert read(text).title == "云川市促进桥梁养护若干措施"
    assert read(text, h1s=(HEAD,)).title == HEAD
    assert read(text, h1s=("江北省公园管理条例",)).warnings[0].code == "title"


def test_an_order_is_called_by_what_it_promulgates():
    text = (
        "中华人民共和国国务院令\n第801号\n《桥梁管理条例》已经通过，现予公布，自公布之日起施行。\n总理 某\n2024年5月1日"
    )
    found = read(text)
    assert (found.title, found.kind, found.issuers) == ("桥梁管理条例", "条例", ("国务院",))
    assert (found.issued_on.isoformat(), found.effective_on.isoformat()) == ("2024-05-01", "2024-05-01")


def test_a_gazette_notice_is_called_by_its_subject():
    text = "內政部公告 中華民國103年1月7日\n台內消字第1020820818號\n主 旨：預告修正「某場所」。\n依 據：消防法。"
    assert read(text).title == "內政部公告：預告修正「某場所」"


def test_a_fragment_has_no_title_but_a_heading_of_its_page_gives_one():
    text = "（三）推进规范管理\n完善规范。建立制度。\n（四）健全体系\n加强培训。\n（五）强化示范\n推动交流。"
    assert read(text, title_tag="江北省公园管理条例").title is None
    assert read(text, h1s=("关于推进基地建设的意见",)).title == "关于推进基地建设的意见"
    assert read(text).is_notice is True


def test_the_first_line_of_news_is_their_title_unless_the_page_says_better():
    text = "我市桥梁养护迈上新台阶\n来源：云川日报 2023/6/13 19:01\n记者从市交通局获悉，今年以来桥梁养护成效明显。"
    assert read(text).title == "我市桥梁养护迈上新台阶"
    assert read(text, headline="我市桥梁养护迈上新台阶（图）").title == "我市桥梁养护迈上新台阶（图）"
    assert read(text, title_tag="云川市人民政府").title == "我市桥梁养护迈上新台阶"
    assert read(text, title_tag="我市桥梁养护迈上新台阶（图）_云川日报").title == "我市桥梁养护迈上新台阶（图）"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("关于桥梁养护的通知 - 云川市人民政府", "关于桥梁养护的通知"),
        ("关于桥梁养护的通知_通知公告_云川市人民政府门户网站", "关于桥梁养护的通知"),
        ("通知公告 | 关于桥梁养护的通知", "关于桥梁养护的通知"),
        ("关于桥梁养护的通知-云川市交通局", "关于桥梁养护的通知"),
        ("云川市人民政府门户网站：关于桥梁养护的通知", "关于桥梁养护的通知"),
        ("云川市人民政府网: 2026年部门预算公开", "2026年部门预算公开"),
        ("云川市政务服务平台，关于桥梁养护的通知", "关于桥梁养护的通知"),
        ("云川市政务服务平台：让数据多跑路", "云川市政务服务平台：让数据多跑路"),
        ("打造一张网：云川市推进数字政府建设", "打造一张网：云川市推进数字政府建设"),
        ("交通局：今年养护桥梁三十座", "交通局：今年养护桥梁三十座"),
        ("云川市行动计划（2017-2020年）", "云川市行动计划（2017-2020年）"),
        ("Self-employed people", "Self-employed people"),
        ("  ", None),
    ],
)
def test_names_of_sites_and_columns_are_cut(page, title):
    assert cut_site(page) == title


def test_columns_are_not_titles():
    assert is_column("通知公告")
    assert is_column("首页")
    assert is_column("中国政府网")
    assert not is_column("护士条例")
    assert read("某些文字。", title_tag="首页").title is None


def test_titles_of_one_document_agree_in_either_script():
    assert titles_match("關於印發橋梁養護辦法的通知", "云川市关于印发《桥梁养护办法》的通知")
    assert not titles_match("关于加快发展先进制造业集群的实施意见", "江西省先进制造业促进条例")
    assert not titles_match("", "通知")
