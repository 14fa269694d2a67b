import pytest

from crawler.reading.measures.roles import role_of


@pytest.mark.parametrize(
    ("headings", "role"),
    [
        (["总体要求", "指导思想"], "general"),
        (["總體要求", "工作目標"], "general"),
        (["总体要求", "基本路径"], "general"),
        (["指导思想"], "general"),
        (["总则"], "general"),
        (["评估复核原则"], "general"),
        (["联系方式"], "general"),
        (["附则"], "general"),
        (["Purpose"], "general"),
        (["重点任务", "增强协同创新能力", "建设平台"], "measure"),
        (["重点任务", "强化组织领导"], "measure"),
        (["重点产业", "化工制造业"], "measure"),
        (["推进规范管理", "完善管理规范"], "measure"),
        ([], "measure"),
        (["保障措施", "强化政策支持"], "safeguard"),
        (["保障措施", "加强组织领导"], "safeguard"),
        (["組織實施"], "safeguard"),
        (["加强组织领导"], "safeguard"),
        (["强化要素保障"], "safeguard"),
    ],
)
def test_the_outermost_heading_that_says_decides_what_a_clause_is_for(headings, role):
    assert role_of(headings) == role
