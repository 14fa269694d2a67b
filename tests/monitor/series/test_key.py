from datetime import date

import pytest

from crawler.model.notice import Notice
from monitor.series.key import MARKS, edition_day, series_key, split_edition

URL = "https://www.gov.example.cn/1.html"


def key(title, **fields):
    return series_key(Notice(url=URL, title=title, **fields))


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_each_way_to_state_an_edition_groups_its_examples(mark):
    first, second = map(split_edition, mark.examples)
    assert first[0] == second[0] != ""
    assert first[1] != second[1]


@pytest.mark.parametrize(
    "titles",
    [
        (
            "关于组织申报2023年度专精特新企业的通知",
            "關於組織申報２０２４年度專精特新企業的通知",
            "关于组织申报二〇二五年专精特新企业的通知",
        ),
        ("《2023年政务公开工作要点》的印发通知", "2024年政务公开工作要点的印发通知"),
        ("第一批省级文物保护单位名录公布", "首批省级文物保护单位名录公布", "第十二批省级文物保护单位名录公布"),
        ("2022年上半年药品抽检情况通报", "2023年下半年药品抽检情况通报", "2024年第三季度药品抽检情况通报"),
        ("化妆品监督抽检质量公告(第3期)", "化妆品监督抽检质量公告（第12期）"),
        ("令和5年度産業振興補助金の公募について", "平成三十年度産業振興補助金の公募について"),
        ("112年度學校午餐補助計畫公告", "113學年度學校午餐補助計畫公告"),
        ("Student loans in England, 2022/23", "Student loans in England, 2023-24"),
        ("Consumer price index – March 2024 release", "Consumer price index – 14 April 2025 release"),
    ],
)
def test_editions_of_one_notice_have_one_key_and_different_editions(titles):
    found = [key(title) for title in titles]
    assert all(found)
    assert len({str(each) for each in found}) == 1
    assert len({each.edition for each in found}) == len(titles)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "关于培育先进制造业集群的通知",
        "第三产业发展指导意见",
        "中华人民共和国国务院令第549号",
        "国家税务总局公告2023年第5号",
        "关于明确豫政〔2012〕49号文件重点工作责任单位的通知",
        "2030年前碳达峰行动方案",
        "制造业转型三年行动计划",
        "2024年通知",
    ],
)
def test_a_title_without_an_edition_or_a_subject_has_no_series(title):
    assert key(title) is None


def test_phases_of_a_programme_are_notices_of_their_own():
    assert str(key("Innovation research programme, Phase I 2024")) != str(
        key("Innovation research programme, Phase II 2024")
    )


def test_issuer_and_kind_belong_to_the_key():
    base = key("2023年度工作要点和重点任务分工", issuers=("云溪市科学技术局",), kind="通知")
    assert str(base) == str(key("2024年度工作要点和重点任务分工", issuers=("云溪市科学技术局", "财政局"), kind="通知"))
    assert str(base) != str(key("2024年度工作要点和重点任务分工", issuers=("岚山市科学技术局",), kind="通知"))
    assert str(base) != str(key("2024年度工作要点和重点任务分工", issuers=("云溪市科学技术局",), kind="意见"))


def test_the_issuer_in_the_title_is_no_part_of_the_title():
    named = key("云溪市科学技术局关于申报2023年度创新券的通知", issuers=("云溪市科学技术局",))
    assert str(named) == str(key("关于申报2024年度创新券的通知", issuers=("云溪市科学技术局",)))


def test_a_hostile_title_is_cut_and_takes_no_time():
    assert key("第" * 100_000 + "1批") is None
    assert key("（1）" * 50_000) is None


def test_the_date_of_an_archived_notice_is_that_of_its_issue():
    def of(published, issued):
        return edition_day(Notice(url=URL, published_on=published, issued_on=issued))

    assert of(date(2024, 6, 5), date(2024, 6, 1)) == date(2024, 6, 5)
    assert of(date(2024, 6, 5), date(2008, 6, 1)) == date(2008, 6, 1)
    assert of(None, date(2008, 6, 1)) == date(2008, 6, 1)
    assert of(None, None) is None
