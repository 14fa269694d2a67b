import pytest

from crawler.reading.scrub import scrub

BODY = """关于组织申报2024年度科技创新券的通知
各有关单位:
为激发企业创新活力,现将2024年度科技创新券申报事项通知如下。
一、申报条件。在本市注册的中小微企业均可申报。
二、申报时间。请于2024年3月15日前报送材料。
市科学技术局
2024年2月20日"""
CHROME = [
    "当前位置:首页 > 政务公开 > 通知公告 > 正文",
    "您现在的位置: 首页>通知公告",
    "您的位置：首页 » 信息公开 » 文件",
    "首页 > 新闻中心 > 产业规划 >",
    "浏览次数:123次",
    "点击数：4567",
    "阅读量 1,234",
    "阅读(32)",
    "字号：[大 中 小]",
    "【字体：大 中 小】",
    "发布时间：2024-02-20 10:15 来源：市科技局 浏览次数：256 字体：[大 中 小] 打印",
    "作者：佚名　来源：本站　点击数：12　更新时间：2024/2/21",
    "打印本页 | 关闭窗口",
    "【打印】【关闭】【收藏】",
    "分享到：微信 微博 QQ空间",
    "字号：[大] [中] [小] 打印 关闭 分享到：微信 微博",
    "云川市人民政府门户网站版权所有",
    "某某市交通运输局 版权所有 未经许可不得转载",
    "您是第12345位访客",
    "点击上方蓝字关注我们",
    "上一篇：关于开展2023年度绩效评价工作的通知",
    "下一条:没有了",
    "扫一扫在手机打开当前页",
    "微信扫一扫分享到朋友圈",
    "责任编辑：李四",
    "（责任编辑：王小五）",
    "编辑：王五 审核：赵六 校对：李四",
    "來源:本站 責任編輯:陳大文 瀏覽次數:88",
    "粤ICP备05012345号-1",
    "粤公网安备 44070302000670号",
    "版权所有：某某市人民政府办公室",
    "主办单位：某市政府办 网站标识码：3702000001",
    "Copyright © 2019-2024 All Rights Reserved",
    "— 3 —",
    "－12－",
    "- 3 -",
    "第 3 页 共 10 页",
    "第3页/共10页",
    "政策解读：《科技创新券管理办法》解读",
]


@pytest.mark.parametrize("line", CHROME)
def test_lines_of_the_page_go_wherever_they_stand(line: str) -> None:
    for dirty in (f"{line}\n\n{BODY}", f"{BODY}\n\n{line}", BODY.replace("通知\n", f"通知\n{line}\n", 1)):
        found = scrub(dirty)
        assert found.text == BODY
        assert [removal.code for removal in found.removals] == ["chrome"]


@pytest.mark.parametrize(
    "line",
    [
        "来源：2024/2/20 19:01:47",
        "信息来源：市科学技术局",
        "附件：1.申报书.doc",
        "附件下载说明见第三条",
        "位置：滨州市渤海十八路以东",
        "字號",
        "浏览器兼容性要求见附件",
        "三、资金来源:市级财政。",
        "联系人：张三  电话：0543-1234567",
        "审核流程：单位申报、区县推荐、专家评审、社会公示。",
        "编辑出版单位应当建立审核制度",
        "二、软件公司版权所有权的归属",
        "主办单位：市科学技术局",
        "Top",
        "信息公开",
        "打印",
        "354 > 290",
        "推荐",
        "| 序号 | 名称 |",
        "本办法自发布之日起施行?",
        "----",
        "第3页",
        "-3",
        "3-5",
        "— 十二 —",
    ],
)
def test_lines_of_the_text_stay(line: str) -> None:
    dirty = BODY.replace("\n二、", f"\n{line}\n二、", 1)
    found = scrub(dirty)
    assert found.text == dirty
    assert not found.removals


def test_navigation_goes_at_the_ends_and_beside_other_chrome_only() -> None:
    dirty = f"联系我们\n行业新闻\n\n{BODY}\n打印\n上一篇:无\n返回顶部\n? |"
    assert scrub(dirty).text == BODY


def test_links_under_a_heading_over_links_go_with_it_but_attachments_stay() -> None:
    links = "相关阅读：\n市科技局召开工作推进会\n全市科技创新大会举行"
    assert scrub(f"{BODY}\n{links}").text == BODY
    assert scrub(f"{BODY}\n附件下载\n附件1.申报书.doc").text == f"{BODY}\n附件1.申报书.doc"


def test_the_portals_headline_over_another_title_goes() -> None:
    own = "某市人民政府关于促进创新的若干意见\n某政发〔2024〕3号\n各区人民政府:\n现提出以下意见。"
    head = "Network\n当前位置:主页 > 新闻 >\n重磅!某省条例全文来了\n来源:某院 日期:2024-06-06 点击:\n"
    found = scrub(head + own)
    assert found.text == own
    assert len(found.removals) == 4
    assert scrub(f"重磅!某省条例全文来了\n{own}", title="重磅!某省条例全文来了").text == own
    # A page's title over a text without one of its own is that text's title.
    assert scrub(f"{head}各区人民政府:\n现提出以下意见。").text.startswith("重磅!某省条例全文来了\n各区")


def test_pieces_go_at_both_ends_of_a_text_on_one_line() -> None:
    flat = BODY.replace("\n", " ")
    dirty = (
        f"当前位置:首页 > 政务公开 > 正文 {flat} 责任编辑:李四 【打印】 【关闭】 上一篇:关于开展评价的通知"
        " 下一篇:没有了 粤ICP备05012345号-1 ? |"
    )
    found = scrub(dirty)
    assert found.text == flat
    assert [removal.line for removal in found.removals] == [1, 1]
    assert scrub(flat).text == flat


FLAT = BODY.replace("\n", " ")
HEADS = [
    "联系我们 行业新闻 ",
    "Network 当前位置:主页 > 新闻 > 产业规划 > ",
    "首页 政务公开 您的位置: 首页 > 通知公告 > 正文 来源:某院 achie.org 日期:2024-06-06 点击: ",
    "首页 >> 政策法规 >> 正文 【字号：大 中 小】 【打印】 ",
]


@pytest.mark.parametrize("head", HEADS)
def test_words_before_a_text_on_one_line_go_together(head: str) -> None:
    assert scrub(head + FLAT).text == FLAT
    assert scrub(f"{head}{FLAT}\n附件下载\n附件1.申报书.doc").text == f"{FLAT}\n附件1.申报书.doc"


@pytest.mark.parametrize(
    "text",
    [
        FLAT,
        f"来源：2024/2/20 {FLAT}",
        "Home Office guidance " + "sets out what employers must do before they hire. " * 8,
        f"信息公开 工作年度报告 {FLAT}"[5:],
        f"当前位置经纬度 数据 {FLAT}",
    ],
)
def test_a_text_on_one_line_is_not_cut_into(text: str) -> None:
    assert scrub(text).text == text.strip()


def test_the_title_behind_a_path_that_leads_on_stays() -> None:
    assert scrub(f"首页 > 政务公开 > {FLAT}").text == FLAT


def test_the_portals_headline_goes_from_one_line_too() -> None:
    own = "某市人民政府关于促进创新的若干意见 某政发〔2024〕3号 各区人民政府: 现提出以下意见。"
    assert scrub(f"重磅!某省条例全文来了 {own}", title="重磅!某省条例全文来了").text == own


def test_chrome_between_two_bodies_on_one_line_goes_with_the_second() -> None:
    body = "".join(f"第{number}项工作要加强领导,落实责任,按时完成{number * 7}个项目。" for number in range(1, 9))
    head = "主页 > 新闻中心 > 产业规划 > 来源:某院 点击:12 "
    assert scrub(f"{head}{body} {head}{body}").text == body
