"""How pages of one policy are related."""

from datetime import date
from typing import Any

import pytest

from crawler.model.notice import Notice
from monitor.identity.parts.links import part_link

NAME = "云溪市专利资助管理办法"
MEASURES = "关于加快软件业发展的若干措施"


def page(title: str, url: str = "http://www.yunxi.gov.cn/1", **fields: Any) -> Notice:
    return Notice(url=url, title=title, text="", **fields)


TEXT = page(NAME)
ANNOUNCEMENT = page(f"云溪市知识产权局关于印发《{NAME}》的通知")
INTERPRETATION = page(f"一图读懂《{NAME}》")
ATTACHMENT = page(f"附件：{NAME}")


@pytest.mark.parametrize(
    ("found", "known", "relation"),
    [
        (INTERPRETATION, TEXT, "interprets"),
        (INTERPRETATION, ANNOUNCEMENT, "interprets"),
        (ANNOUNCEMENT, TEXT, "announces"),
        (ATTACHMENT, ANNOUNCEMENT, "attaches"),
    ],
)
def test_a_relation_is_found_whichever_page_came_first(found, known, relation):
    there = part_link(found, known)
    back = part_link(known, found)
    assert there
    assert (there.relation, there.reversed) == (relation, False)
    assert back
    assert (back.relation, back.reversed) == (relation, True)


def test_two_interpretations_or_two_texts_are_not_related():
    assert part_link(INTERPRETATION, page(f"《{NAME}》政策解读")) is None
    assert part_link(TEXT, page(NAME, "http://b.cn/2")) is None


def test_a_name_that_many_offices_use_needs_the_same_site_or_issuer():
    policy = page(f"云溪市人民政府{MEASURES}", issuers=("云溪市人民政府",))
    assert part_link(page(f"《{MEASURES}》政策解读", "http://gxj.yunxi.gov.cn/2"), policy)
    assert part_link(page(f"《{MEASURES}》政策解读", "http://www.lanshan.gov.cn/2"), policy) is None
    assert part_link(page(f"《{MEASURES}》政策解读", "http://c.cn/2", issuers=("云溪市人民政府",)), policy)
    assert part_link(page(f"《岚山市人民政府{MEASURES}》解读", "http://www.yunxi.gov.cn/3"), policy) is None


def test_a_draft_and_a_later_policy_of_the_name_are_others():
    assert part_link(page(f"《{NAME}（征求意见稿）》起草说明"), TEXT) is None
    late = page(f"《{NAME}》解读", published_on=date(2024, 5, 1))
    assert part_link(late, page(NAME, published_on=date(2019, 5, 1))) is None
    assert part_link(late, page(NAME, published_on=date(2024, 3, 1)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "《本市推动充换电设施的意见》政策问答",
            "市政府办公厅印发《关于本市推动充换电设施的意见》的通知",
        ),
        ("图解《云溪市成果转化行动方案2021-2023》", "云溪市成果转化行动方案（2021—2023年）"),
        ("《云溪残疾人事业发展规划》重点图解", "云溪市人民政府关于印发《云溪市残疾人事业发展规划》的通知"),
        ("一图读懂《云溪市关于支持灵活就业的实施意见》", "云溪市人民政府办公室关于支持灵活就业的实施意见"),
        ("一图读懂《市政府办公室关于科学绿化的意见》", "云溪市人民政府办公室关于科学绿化的意见"),
    ],
)
def test_words_that_pages_of_one_policy_add_or_omit(one, other):
    link = part_link(page(one), page(other, "http://www.yunxi.gov.cn/2"))
    assert link
    assert link.relation == "interprets"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("图解：《关于提升本市服务能力的实施方案》", "崇山区政府办公室印发《提升本区服务能力的实施方案》的通知"),
        ("一图读懂《徐山区人民政府关于提升本区服务能力的方案》", "崇山区政府印发《提升本区服务能力的方案》的通知"),
        ("图解《云溪市成果转化行动方案2021-2023》", "云溪市成果转化行动方案（2024—2026年）"),
        ("一图读懂《云溪省残疾人事业发展规划》", "云溪市残疾人事业发展规划"),
    ],
)
def test_policies_of_other_governments_and_years_are_others(one, other):
    assert part_link(page(one), page(other, "http://www.yunxi.gov.cn/2")) is None
