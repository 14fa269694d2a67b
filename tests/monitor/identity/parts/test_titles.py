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
        (f"《{NAME}》（云府令53号）", "text"),
        (f"云溪市人民政府办公室关于转发市知识产权局修订的《{NAME}》的通知", "announcement"),
        (f"云溪市人民政府办公厅转发市发展改革委、市财政局等三部门制订的《{NAME}》的通知", "announcement"),
        (f"《{NAME}》修订要点解读", "interpretation"),
        (f"图解税收：{NAME}", "interpretation"),
        (f"短视频解读：{NAME}", "interpretation"),
        (f"一图读懂《{NAME}》（附英文版）", "interpretation"),
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
        (f"{NAME} - 云溪市人民政府网", "text"),
        (f"【政策文件】《{NAME}》", "text"),
        (f"{NAME}（云政办〔2024〕12 号）", "text"),
        (f"《云溪市知识产权局 云溪市财政局关于印发{NAME}的通知》", "announcement"),
        (f"云溪市人民政府办公室关于转发《{NAME}》的通知", "announcement"),
        (f"岚山省云溪市人民政府转发市知识产权局《{NAME}》的通知", "announcement"),
        (f"《{NAME}》亮点速览", "interpretation"),
        (f"《{NAME}》修订要点一览", "interpretation"),
        (f"《{NAME}》主要修订情况解读", "interpretation"),
        (f"《{NAME}》七问七答", "interpretation"),
        (f"《{NAME}》百问百答", "interpretation"),
        (f"10问10答：《{NAME}》", "interpretation"),
        (f"《{NAME}》政策轻松读", "interpretation"),
        (f"读图：《{NAME}》", "interpretation"),
        (f"发布会④：解读《{NAME}》", "interpretation"),
        (f"附件1：{NAME}.docx", "attachment"),
        (f"附件1：附件：{NAME}(1).PDF", "attachment"),
        (f"附件2：云知发〔2024〕12号关于印发《{NAME}》的通知.zip", "attachment"),
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
        f"云溪市知识产权局关于延长《关于印发〈{NAME}〉的通知》有效期的通知",
        f"岚山县人民政府办公室转发市知识产权局制订的《{NAME}》的通知",
        f"岚山县人民政府办公室关于转发《{NAME}》的通知",
        f"云溪市人民政府办公室转发省知识产权局《{NAME}》的通知",
        f"《{NAME}》一百年",
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


@pytest.mark.parametrize(
    ("title", "owner"),
    [
        ("市退役军人局等关于调整抚恤补助标准的通知", "市退役军人局"),
        ("市退役军人局等五部门关于调整抚恤补助标准的通知", "市退役军人局"),
        ("云溪市关于调整抚恤补助标准的通知", "云溪市"),
        ("云溪市人民政府办公室印发《进一步提升本市服务能力的实施方案》的通知", "云溪市人民政府办公室"),
    ],
)
def test_a_list_of_offices_and_a_place_are_owners_too(title, owner):
    assert part_of(title).owner == owner


@pytest.mark.parametrize(
    "title",
    [
        "云溪市首批专利示范企业名单公示",
        "关于云溪市首批专利示范企业名单的公告",
        "附件：云溪市首批专利示范企业名单.xlsx",
        "云溪市首批专利示范企业名单",
    ],
)
def test_a_list_and_the_page_that_makes_it_known_have_one_name(title):
    assert part_of(title).name == "云溪市首批专利示范企业名单"


def test_what_an_office_drafted_is_named_without_title_marks_too():
    part = part_of("云溪市人民政府办公厅转发市民政局关于孤儿安置工作实施意见的通知")
    assert (part.role, part.name) == ("announcement", "关于孤儿安置工作实施意见")
    assert part_of("云溪市人民政府办公厅转发国务院关于孤儿安置工作实施意见的通知").role == "text"
