"""What part of a policy a page is, by its title."""

import pytest

from monitor.identity.parts.titles import part_of

NAME = "云溪市专利资助管理办法"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        (NAME, "text"),
        (f"《{NAME}（试行）》", "text"),
        (f"云溪市知识产权局关于印发《{NAME}》的通知", "announcement"),
        (f"云溪市知识产权局 云溪市财政局关于印发{NAME}（试行）的通知", "announcement"),
        (f"雲溪市知識產權局關於印發《{NAME}》的通知", "announcement"),
        (f"云溪市公布修订后的《{NAME}》", "announcement"),
        (f"《{NAME}》的通知", "announcement"),
        (f"附件1：{NAME}", "attachment"),
        (f"附件 《{NAME}》", "attachment"),
        (f"《{NAME}》政策解读", "interpretation"),
        (f"《{NAME}》解读（图文）", "interpretation"),
        (f"关于《{NAME}（试行）》的政策解读", "interpretation"),
        (f"【图解】{NAME}", "interpretation"),
        (f"一图读懂丨《{NAME}》", "interpretation"),
        (f"政策解读：关于《{NAME}》的解读", "interpretation"),
        (f"市知识产权局负责人就《{NAME}》答记者问", "interpretation"),
        (f"《关于印发〈{NAME}〉的通知》政策问答", "interpretation"),
        (f"李明解读《{NAME}》", "interpretation"),
        (f"{NAME}政策解读_云溪市人民政府网", "interpretation"),
    ],
)
def test_the_role_and_the_name_of_the_policy(title, role):
    part = part_of(title)
    assert (part.role, part.name) == (role, NAME)


@pytest.mark.parametrize(
    "title",
    [
        f"云溪市举办《{NAME}》解读培训班",
        f"关于举办《{NAME}》政策解读会的通知",
        f"市工信局成功举办解读《{NAME}》宣传活动",
        "市发改委解读我市一季度经济运行情况",
        f"高新区转发市局关于印发《{NAME}》的通知",
        f"云溪市人民政府关于修改《{NAME}》的决定",
        "通知",
        "",
    ],
)
def test_what_is_no_part_of_the_policy(title):
    assert part_of(title).name != NAME


def test_the_office_before_the_name_is_its_owner():
    part = part_of("云溪市人民政府办公室关于加快软件业发展的若干措施")
    assert (part.name, part.owner) == ("关于加快软件业发展的若干措施", "云溪市人民政府办公室")
    assert part_of("云溪市人民政府办公室印发《关于加快软件业发展的若干措施》的通知").owner == "云溪市人民政府办公室"
