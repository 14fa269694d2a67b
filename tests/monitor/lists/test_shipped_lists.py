"""The shipped lists on titles of real notices that each must and must not hold."""

from collections import Counter
from pathlib import Path

import pytest

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.config import load_config
from monitor.lists.membership import ListMembership
from tests.benchmarks.shipped_lists import rows, wrong


@pytest.fixture(scope="module")
def membership():
    return ListMembership(load_config(Path("config"), {}))


def test_each_list_has_titles_of_either_kind():
    names = {listed.id for listed in load_config(Path("config"), {}).lists}
    counts = Counter((name, wanted) for name, wanted, _, _ in rows())
    assert {name for name, _ in counts} == names
    assert len(names) == 6
    assert min(counts.values()) >= 4


def test_each_list_holds_what_it_must_and_nothing_else():
    assert wrong(held=False) == []


@pytest.mark.parametrize(
    ("name", "title", "is_held"),
    [
        ("policy-support", "关于开展2026年首台（套）重大技术装备保险补偿申报的通知", True),
        ("policy-support", "市政府关于印发支持民营经济发展二十条措施的通知", True),
        ("policy-support", "关于支持专精特新企业高质量发展的若干意见", True),
        ("policy-support", "关于发放失业保险稳岗返还的通知", True),
        ("policy-support", "关于支持发展社区足球活动的倡议", False),
        ("policy-support", "《支持民营经济发展若干措施》政策解读", False),
        ("students", "关于组织大学生暑期实习的通知", True),
        ("students", "关于做好2026届毕业生求职创业补贴申领工作的通知", True),
        ("students", "关于大学生思想政治工作会议的通知", False),
        ("training-resources", "关于举办数控技术高级研修班的通知", True),
        ("training-resources", "关于组织开展创业培训的通知", True),
        ("training-resources", "关于举办公务员初任培训班的通知", False),
        ("technical-services", "关于开展专利转化运用专项行动的通知", True),
        ("technical-services", "关于公布检验检测公共服务平台名单的通知", True),
        ("technical-services", "关于征集数字化转型服务商的通知", True),
        ("technical-services", "检验检测设备采购项目中标结果公告", False),
        ("scarce-talent", "2026年第一季度全国招聘大于求职“最缺工”的100个职业排行", True),
        ("scarce-talent", "急需紧缺岗位公开招聘公告", False),
    ],
)
def test_titles_of_further_kinds(membership, name, title, is_held):
    notice = Notice(url="https://a.example/", title=title, text="")
    assert (name in membership.of(Document(notice), ["a"])) is is_held
