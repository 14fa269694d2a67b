"""A text is found whole wherever in a portal's page it stands, and nothing around it is."""

from collections import Counter
from pathlib import Path

import pytest

from crawler.reading.main_text import read_main_text
from tests.crawler.builders import a_page
from tests.crawler.reading.portals import ATTACHMENTS, ENCODINGS, LAYOUTS, PORTALS, TITLE, portal_page
from tests.made_notices import gazette_notice, law

DOCUMENTS = Path(__file__).parents[3] / "monitor" / "demo" / "documents"
LONG = """某政办发〔2024〕12号
各县（市、区）人民政府，市政府各部门、各直属单位：
《先进制造业集群培育方案》已经市政府同意，现印发给你们，请结合实际认真贯彻执行。
一、总体要求
到2027年，培育规模以上企业850家，年均增长7%左右。
二、重点任务
（一）培育龙头企业。支持龙头企业牵头组建创新联合体，开展关键核心技术攻关。（责任单位：市工业和信息化局、市科技局）
（二）完善产业配套。建设专业园区，引导配套企业集聚发展，提升本地配套率。
三、保障措施
加强组织领导，落实工作责任，确保各项任务如期完成。
附件：1.任务分工表
某某市人民政府办公室
2024年6月7日
（此件公开发布）"""
SHORT = """各有关企业：
请于2024年7月15日前将申报材料报送市工业和信息化局，逾期不予受理。
某某市工业和信息化局
2024年6月13日"""
EVERYWHERE = pytest.mark.parametrize(
    ("portal", "layout"), [(portal, layout) for portal in PORTALS for layout in LAYOUTS], ids=str
)


def characters(text):
    return Counter("".join(text.split()))


def f1(found, wanted):
    found = characters(found)
    wanted = characters(wanted)
    return 2 * (found & wanted).total() / (found.total() + wanted.total())


def read(text, portal, layout, encoding="utf-8", title=TITLE):
    return read_main_text(a_page(portal_page(text, title, portal, layout, encoding, ATTACHMENTS)))


@EVERYWHERE
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [LONG, SHORT], ids=["long", "short"])
def test_a_text_is_found_whole_and_alone(portal, layout, encoding, text):
    found = read(text, portal, layout, encoding).text
    assert characters(found) == characters(text)


@EVERYWHERE
def test_each_line_stays_a_line(portal, layout):
    if "line" not in layout:
        assert read(LONG, portal, layout).text.splitlines() == LONG.splitlines()


@EVERYWHERE
def test_the_title_and_the_day_are_those_of_the_page(portal, layout):
    main = read(LONG, portal, layout)
    assert (main.title, str(main.published_on)) == (TITLE, "2024-06-13")


@EVERYWHERE
def test_nothing_of_the_five_documents_is_lost(portal, layout):
    for document in sorted(DOCUMENTS.glob("*.txt")):
        text = document.read_text(encoding="utf-8")
        lost = characters(text) - characters(read(text, portal, layout, "gb18030").text)
        assert lost.total() <= 0.001 * characters(text).total(), document.name


@pytest.mark.slow
@pytest.mark.parametrize("make", [gazette_notice, law], ids=["gazette", "law"])
def test_notices_and_laws_read_back(make):
    made = [make(number) for number in range(20)]
    figures = [
        f1(read(notice.text, portal, layout, "gb18030", notice.title).text, notice.text)
        for notice in made
        for portal in PORTALS
        for layout in LAYOUTS
    ]
    assert sum(figures) / len(figures) >= 0.985
    assert min(figures) >= 0.9
