import pytest

from crawler.model.link import Link
from crawler.reading import read_page
from crawler.reading.metadata.page_heading import cut_site
from tests.crawler.builders import SITE, a_page

ONE = f"{SITE}/art/1.html"
BODY = (
    "<p>各区人民政府，市政府各部门：</p><p>为进一步加强桥梁养护管理，保障桥梁安全运行，现将有关事项通知如下，请认真贯彻执行。</p>"
    "<p>一、加强组织领导。各区要落实责任，明确分工，按时完成任务。</p><p>二、落实经费保障。由市财政统筹安排。</p>"
)
NEWS = (
    "<p>全市桥梁养护工作在市行政中心进行，市领导出席并讲话。</p>"
    "<p>市领导强调，要抢抓机遇、攻坚克难，推动项目早开工、早投产。</p>"
)
FULL = "云川市人民政府办公室关于进一步加强全市城市桥梁养护管理工作的通知"
FIRST = "云川市人民政府办公室关于进一步加强"
SECOND = "全市城市桥梁养护管理工作的通知"
HANT = "雲川市政府關於進一步加強全市橋梁養護管理工作的通知"
ENGLISH = "Notice on Strengthening the Maintenance of Bridges in the City"


def page(tag, article, meta=""):
    return a_page(
        f'<html><head><meta charset="utf-8"><title>{tag}</title>{meta}</head><body>'
        '<div class="nav"><a href="/">首页</a></div>'
        f'<div class="article">{article}</div><div class="footer">主办:云川市人民政府办公室</div></body></html>',
        url=ONE,
    )


def inside(*head):
    return f'<div class="content" id="zoom">{"".join(head)}{BODY}</div>'


def over(*head):
    return f'{"".join(head)}<div class="content" id="zoom">{BODY}</div>'


@pytest.mark.parametrize(
    "tag", [FULL, f"{FULL}_云川市人民政府", f"{FULL} - 通知公告 - 云川市人民政府门户网站", f"{FULL}-云川市交通局"]
)
@pytest.mark.parametrize(
    "article",
    [
        inside(f"<p style='text-align:center'><b>{FIRST}<br>{SECOND}</b></p>"),
        inside(f"<p style='text-align:center'><span>{FIRST}</span><br> <span>{SECOND}</span></p>"),
        inside(f"<p class=title>{FIRST}</p><p class=title>{SECOND}</p>"),
        inside(f"<p align=center>{FIRST}</p><p align=center>{SECOND}</p><p align=center>云政办发〔2026〕7号</p>"),
        inside("<p>云川市人民政府办公室</p><p>关于进一步加强全市城市桥梁</p><p>养护管理工作的通知</p>"),
        inside(f"<h2>{FIRST}</h2><h2>{SECOND}</h2>"),
        over(f"<h1>{FIRST}<br>{SECOND}</h1>"),
        over(f"<h1><span>{FIRST}</span><span>{SECOND}</span></h1>"),
        over(f"<h1>{FIRST}</h1><h1>{SECOND}</h1>"),
        over(f"<div class=bt>{FIRST}</div><div class=bt>{SECOND}</div>"),
        inside("<div>云川市人民政府办公室</div><div>关于进一步加强全市城市桥梁养护管理</div><div>工作的通知</div>"),
    ],
)
def test_a_title_over_several_lines_is_one(tag, article):
    notice = read_page(page(tag, article))
    assert (notice.title, notice.kind, notice.is_notice) == (FULL, "通知", True)
    # Nothing of it is lost from the text: all of its lines, or none.
    letters = "".join(notice.text.split())
    assert FULL in letters or SECOND[-8:] not in letters


@pytest.mark.parametrize(
    ("tag", "article", "title"),
    [
        (HANT, inside(f"<p>{HANT[:12]}</p><p>{HANT[12:]}</p>"), HANT),
        (f"{HANT}_雲川市政府", inside(f"<p>{HANT[:12]}<br>{HANT[12:]}</p>"), HANT),
        (f"{FULL[:-6]}...", inside(f"<p>{FIRST}</p><p>{SECOND}</p>"), FULL),
        (f"{FULL[:-6]}…_云川市人民政府", inside(f"<p>{FIRST}<br>{SECOND}</p>"), FULL),
        ("云川市人民政府门户网站", inside(f"<p>{FIRST}</p><p>{SECOND}</p>"), FULL),
        ("通知公告", over(f"<h1>{FIRST}<br>{SECOND}</h1>"), FULL),
        (
            "云川市人民政府门户网站",
            inside("<p>云川市交通局转发省交通厅</p><p>关于桥梁养护问题的通知</p>"),
            "云川市交通局转发省交通厅关于桥梁养护问题的通知",
        ),
        (
            f"{ENGLISH} | City of Yunchuan",
            f"<h1>{ENGLISH[:22]}<br>{ENGLISH[22:]}</h1><p>The city strengthens the maintenance "
            "of bridges. All districts are asked to plan the works, and to report on them by the end of the year.</p>",
            ENGLISH,
        ),
    ],
)
def test_titles_that_break_otherwise(tag, article, title):
    assert "".join(read_page(page(tag, article)).title.split()) == "".join(title.split())


EVENTS = (
    "我市召开先进制造业集群推进会 关于成立市先进制造业发展领导小组 关于启用新版门户网站 市政府举行新闻发布会"
    " 2026年部门预算公开"
    " 市领导调研重点项目建设情况并召开座谈会 云川市2026年度部门决算公开 全市安全生产工作会议 我市开通政务服务新平台"
    " 市委书记主持召开专题会议 云川市举办第三届人才交流大会 致全市企业家的一封信 我市三家企业入选国家级专精特新平台"
    " 云川日报社成立新媒体中心 市长赴企业走访慰问 云川市财政局2025年政府信息公开 全市招商引资推介会"
    " 我市荣获全国文明城市"
    " 市发展改革委召开党组会议 关于调整市政府领导工作分工 云川市打造一流营商环境门户 重点项目集中开工仪式举行"
).split()


@pytest.mark.parametrize("title", EVENTS)
@pytest.mark.parametrize("suffix", ["", "_云川市人民政府", " - 部门动态 - 云川市交通局", "-云川市人民政府门户网站"])
def test_titles_that_end_like_the_name_of_a_site_or_an_organ_are_kept(title, suffix):
    article = f'<h1>{title}</h1><div class="info">发布时间:2026-11-21</div><div class="content">{NEWS}</div>'
    assert read_page(page(title + suffix, article)).title == title


@pytest.mark.parametrize("title", EVENTS)
def test_the_listings_title_is_the_last_resort(title):
    article = f'<div class="content">{NEWS}</div>'
    assert read_page(page("云川市人民政府", article), Link(url=ONE, title=title)).title == title


@pytest.mark.parametrize(
    "name",
    ["云川市人民政府", "云川市人民政府门户网站", "中国云川网", "通知公告", "首页", "政务公开", "云川日报", "市交通局"],
)
def test_the_name_of_a_site_or_a_column_is_no_title(name):
    assert read_page(page(name, f"<h1>{name}</h1><div class=content>{NEWS}</div>")).title is None


@pytest.mark.parametrize(
    "line",
    [
        "点击查看政策解读：【音频解读】关于《云川市桥梁养护管理办法》的解读",
        "政策解读：《云川市桥梁养护管理办法》解读",
        "扫码查看图解",
        "下载：云川市桥梁养护管理办法",
        "相关解读：一图读懂《云川市桥梁养护管理办法》",
    ],
)
def test_a_call_to_press_something_is_no_title(line):
    article = f"<h1>{FULL}</h1><div class=content><p><span>{line}</span></p><p>云交规字〔2026〕1号</p>{BODY}</div>"
    assert read_page(page(FULL, article)).title == FULL
    assert line not in (read_page(page("通知公告", inside(f"<p>{line}</p>"))).title or "")


def test_a_paragraph_is_no_title():
    long = "为进一步加强桥梁养护管理，保障桥梁安全运行，现将有关事项通知如下。" * 3
    assert read_page(page("通知公告", f"<h1>{long}</h1>{inside()}")).title is None


@pytest.mark.parametrize(
    "head",
    [
        f"<table><tr><td>索引号：</td><td>A1</td><td>标题：</td><td>{FULL}</td></tr></table>",
        f"<ul><li>标　　题：{FULL}</li><li>索引号：A1</li></ul>",
        f"<table><tr><td>名称：{FULL}</td><td>索引号：A1</td></tr></table>",
    ],
)
def test_the_information_table_names_the_document(head):
    assert read_page(page("云川市人民政府", head + inside(f"<p>{FIRST}</p><p>{SECOND}</p>"))).title == FULL


def test_the_publishing_systems_title_goes_before_one_that_hands_it_on():
    name = "云川市桥梁养护管理办法"
    article = inside(f"<p>云川市交通局关于印发{name}的通知</p>")
    notice = read_page(
        page(f"{name}_云川市交通局", f"<h1>{name}</h1>{article}", f'<meta name="ArticleTitle" content="{name}">')
    )
    assert (notice.title, notice.is_notice) == (name, True)


@pytest.mark.parametrize(
    "tag",
    [
        "中华人民共和国国务院令（第801号）_政府信息公开专栏",
        "中华人民共和国国务院令第801号 桥梁管理条例_国务院文件",
        "国令第801号 桥梁管理条例",
    ],
)
@pytest.mark.parametrize(
    "carried", ["《桥梁管理条例》已经2026年5月1日国务院第9次常务会议通过，现予公布，", "现公布《桥梁管理条例》，"]
)
def test_an_order_carries_the_name_of_the_regulation(tag, carried):
    article = (
        f"<div id=UCAP-CONTENT><p>中华人民共和国国务院令</p><p>第801号</p><p>{carried}自2026年7月1日起施行。</p>"
        "<p>总理　某某</p>"
        "<p>2026年5月2日</p><p>桥梁管理条例</p><p>第一章　总则</p><p>第一条　为了加强桥梁管理，制定本条例。</p></div>"
    )
    notice = read_page(page(tag, article))
    assert (notice.title, notice.is_notice) == ("桥梁管理条例", True)


EVENTS = [
    "2026年部门预算公开",
    "我市召开桥梁养护推进会",
    "市领导调研桥梁养护并召开座谈会",
    "市领导带队赴省发展和改革委员会",
]


@pytest.mark.parametrize("title", EVENTS)
@pytest.mark.parametrize(
    ("tag", "over", "meta"),
    [
        ("{}", "", ""),
        ("云川市人民政府门户网站", "<h1>{}</h1>", ""),
        ("通知公告-{}", "<h1>{}</h1>", ""),
        ("云川市人民政府 {}", "<h1>{}</h1>", ""),
        ("云川市人民政府", '<div class="bt">{}</div>', ""),
        ("详情页", "<h2>{}</h2>", ""),
        ("", "", '<meta name="ArticleTitle" content="{}">'),
        ("", "", '<meta property="og:title" content="{}">'),
        ("云川市人民政府", '<p align="center"><strong>{}</strong></p>', ""),
    ],
)
def test_a_title_that_only_one_element_states_is_not_lost(title, tag, over, meta):
    article = (
        f'{over.format(title)}<div class="info">发布时间：2026-11-21 来源：交通局</div><div id="zoom">{NEWS}</div>'
    )
    assert read_page(page(tag.format(title), article, meta.format(title))).title == title


@pytest.mark.parametrize("tag", ["", "云川市人民政府", "详情页", "无标题文档", "Untitled Document", "内容页"])
def test_the_title_of_the_listing_comes_before_placeholders(tag):
    found = read_page(page(tag, f'<div id="zoom">{NEWS}</div>'), Link(url=ONE, title=EVENTS[0]))
    assert found.title == EVENTS[0]


@pytest.mark.parametrize("name", ["云川市财政局", "云川市人民代表大会常务委员会", "云川市门户网站", "通知公告"])
def test_the_name_of_an_authority_or_a_section_is_no_title(name):
    assert read_page(page(name, f'<h1>{name}</h1><div id="zoom">{NEWS}</div>')).title is None


def test_the_title_in_a_table_cell_above_a_byline_comes_before_the_signature():
    title = "关于报送2026年全省价格研究课题的通知"
    cells = "".join(f"<tr><td>{text}</td></tr>" for text in ("工作动态", "首页 >> 正文", title, "2026-02-14 09:57:00"))
    body = f"<table>{cells}</table><p>各设区市物价局：</p>{NEWS}<p>云川省物价局</p><p>2026年2月13日</p>"
    assert read_page(page("政策文件——云川省物价局-云川省物价局网站", body)).title == title


def test_a_column_heading_is_no_label_of_the_information_table():
    title = "云川市消防队关于无人机采购的竞争性谈判公告"
    rows = "".join(f"<p>{text}</p>" for text in ("序号", "名称", "技术参数", "单位"))
    assert read_page(page("采购网", f"<h1>{title}</h1><div>{NEWS}{rows}</div>")).title == title


def test_the_subject_of_a_federal_register_document_is_its_title():
    lines = (
        "DEPARTMENT OF ENERGY",
        "Federal Energy Regulatory Commission",
        "[Docket No. NJ26-1-000]",
        "City of Riverton, Ohio; Notice of Filing",
        "Take notice that on November 25, 2026, the City of Riverton submits a tariff filing to the Commission.",
        "Comment Date: 5:00 p.m. Eastern Time on December 27, 2026.",
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    assert read_page(page("", body)).title == "City of Riverton, Ohio; Notice of Filing"


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("【通知公告】关于做好就业工作的通知", "关于做好就业工作的通知"),
        ("公示丨关于拟认定名单的公示", "关于拟认定名单的公示"),
        ("政策解读|关于做好就业工作的通知", "关于做好就业工作的通知"),
        ("通知公告：关于开展申报的通知", "关于开展申报的通知"),
        ("关于开展申报的通知——云川市科技局", "关于开展申报的通知"),
        ("【政策解读】关于做好就业工作的通知", "【政策解读】关于做好就业工作的通知"),
        ("政策解读｜《云川市就业办法》", "政策解读｜《云川市就业办法》"),
        ("【2026年】第一批拟认定名单公示", "【2026年】第一批拟认定名单公示"),
        ("[已废止]云川市住房管理办法", "[已废止]云川市住房管理办法"),
        ("【关注】人才引进申报指南", "【关注】人才引进申报指南"),
    ],
)
def test_labels_of_sections_are_cut(shown, title):
    assert cut_site(shown) == title


INFO = '<div class="info">发布时间：2026-11-21 来源：云川市交通局</div>'


@pytest.mark.parametrize(
    "separator",
    [" | ", " ｜ ", "_", " - ", "-", "--", " — ", " · ", " :: ", " / ", " « ", " < ", ">>", " » ", "\u3000", " "],
)
@pytest.mark.parametrize("title", [FULL, HANT])
def test_the_name_of_the_site_follows_the_title_after_any_separator(title, separator):
    tag = f"{title}{separator.replace('<', '&lt;')}云川市人民政府门户网站"
    assert read_page(page(tag, f"{INFO}{inside()}")).title == title


@pytest.mark.parametrize("separator", [" | ", "_", " - ", "-", " &gt; ", "&gt;&gt;", " » ", " :: "])
def test_the_names_of_the_site_and_its_sections_precede_the_title(separator):
    tag = separator.join(("云川市人民政府门户网站", "通知公告", FULL))
    assert read_page(page(tag, f"{INFO}{inside()}")).title == FULL


@pytest.mark.parametrize(
    "tag",
    [
        f"{ENGLISH} » City of Yunchuan",
        f"City of Yunchuan « {ENGLISH}",
        f"City of Yunchuan | News | {ENGLISH}",
        f"Home > News > {ENGLISH} - City of Yunchuan",
    ],
)
def test_the_longest_part_of_an_english_title_tag_is_the_title(tag):
    text = "<p>The city strengthens the maintenance of bridges. All districts are asked to plan the works.</p>" * 2
    assert read_page(page(tag, f"<div>21 November 2026</div>{text}")).title == ENGLISH


def test_a_section_between_the_title_and_the_site_is_cut():
    assert cut_site(f"{HANT}公告-最新消息-雲川市政府全球資訊網") == f"{HANT}公告"


@pytest.mark.parametrize(
    "title",
    [
        "冬季养护早部署",
        "群众放心出行",
        "全力保障冬季通行",
        "关心关爱援疆干部",
        "优化服务激发市场",
        "打造便民服务新场所",
        "市领导检查指导市交通运输局",
        "市人大常委会视察市人民法院",
    ],
)
def test_a_headline_that_ends_like_an_authority_is_kept(title):
    assert read_page(page(title, f"<h1>{title}</h1>{INFO}<div class=content>{NEWS}</div>")).title == title


@pytest.mark.parametrize("name", ["云川市交通运输局", "云川市民政局", "国家安全部", "云川市公安局调查处", "中国银行"])
def test_an_authority_is_no_title_whatever_word_its_name_ends_with(name):
    assert read_page(page(name, f"<h1>{name}</h1>{INFO}<div class=content>{NEWS}</div>")).title is None


@pytest.mark.parametrize("site", ["云川交通网", "云川市人民政府门户网站", "云川市交通局"])
@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<h3>{}</h3>", '<p class="title">{}</p>', "<div>{}</div>"])
@pytest.mark.parametrize("title", ["全市冬季桥梁养护现场会召开", FULL])
def test_a_heading_above_the_byline_is_the_title_if_the_h1_names_the_site(site, heading, title):
    article = f"<h1>{site}</h1>{heading.format(title)}{INFO}<div class=content>{NEWS}</div>"
    assert read_page(page(site, article)).title == title


@pytest.mark.parametrize("site", ["云川教育网", "云川市人民政府门户网站", '<a href="/">云川科技</a>'])
@pytest.mark.parametrize("tag", ["云川", ""])
def test_the_logo_of_the_site_is_not_joined_with_the_title(site, tag):
    article = f"<h1>{site}</h1><h2>{FULL}</h2><div class=content>{NEWS}</div>"
    assert read_page(page(tag, article)).title == FULL


def test_the_heading_that_shares_most_with_the_title_tag_is_the_title():
    text = "<p>The city strengthens the maintenance of bridges. All districts are asked to plan the works.</p>" * 2
    article = f"<h1>City of Yunchuan</h1><h2>{ENGLISH}</h2><div>21 November 2026</div>{text}"
    assert read_page(page(f"{ENGLISH} | City of Yunchuan", article)).title == ENGLISH


@pytest.mark.parametrize(
    "head",
    [
        "<h2>云川市交通局</h2><h2>关于做好桥梁养护工作的通知</h2>",
        "<table><tr><td><font size=5>云川市交通局<br>关于做好桥梁养护工作的<br>通知</font></td></tr></table>",
        "<p align=center>云川市交通局</p><p align=center>关于做好桥梁养护工作的通知</p>",
    ],
)
@pytest.mark.parametrize("tag", ["云川市交通局", "云川市交通局关于做好桥梁养护工作的通知_云川市人民政府", "通知公告"])
def test_a_title_whose_first_line_is_its_issuer_keeps_it(tag, head):
    title = "云川市交通局关于做好桥梁养护工作的通知"
    assert read_page(page(tag, f"{head}{INFO}{inside()}")).title == title


@pytest.mark.parametrize(
    "tools",
    ["【字体：大 中 小】【打印】", "（浏览 123 次）", " [打印] [关闭]", "（阅读次数：15）", "<span>【收藏】</span>"],
)
def test_buttons_and_counters_in_a_heading_do_not_belong_to_the_title(tools):
    title = "云川市桥梁养护管理办法（试行）"
    article = f"<h1>{title}{tools}</h1>{INFO}<div class=content>{NEWS}</div>"
    assert read_page(page("云川市人民政府", article)).title == title


def test_a_flag_that_the_title_tag_leaves_out_does_not_belong_to_the_title():
    assert read_page(page(FULL, f"<h1>[置顶] {FULL}</h1>{INFO}{inside()}")).title == FULL
    assert read_page(page(f"[视频]{FULL}", f"<h1>[视频]{FULL}</h1>{INFO}{inside()}")).title == f"[视频]{FULL}"


def test_an_information_table_in_traditional_characters_names_the_document():
    rows = f"<tr><th>標題</th><td>{HANT}</td></tr><tr><th>發布單位</th><td>交通局</td></tr>"
    assert read_page(page("雲川市政府", f"<table>{rows}</table><div>{NEWS}</div>")).title == HANT


ENGLISH_BODY = f"<p>{'The Government has decided to introduce a scheme for exporters of goods and services. ' * 6}</p>"


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Finance",
        "The Department for Environment, Food and Rural Affairs",
        "U.S. Department of Energy",
        "Federal Trade Commission",
        "Office of the Prime Minister",
    ],
)
def test_the_name_of_an_english_authority_is_no_title_if_the_listing_has_one(name):
    notice = read_page(page(name, f"<h1>{name}</h1>{ENGLISH_BODY}"), Link(url=ONE, title=ENGLISH))
    assert notice.title == ENGLISH


@pytest.mark.parametrize("title", ["Board Approves New Rules", "Department of Energy Announces Funding"])
@pytest.mark.parametrize("tag", ["energy.gov", "www.energy.gov", "{} | Energy"])
@pytest.mark.parametrize("listed", [None, "Read more"])
def test_a_headline_of_an_english_authority_is_kept(title, tag, listed):
    notice = read_page(page(tag.format(title), f"<h1>{title}</h1>{ENGLISH_BODY}"), Link(url=ONE, title=listed))
    assert notice.title == title


PROSE = "<p>The council asks every district to inspect its bridges before winter. Reports are due in May.</p>" * 3
TOPIC = "Inspection of bridges before winter"


@pytest.mark.parametrize("separator", [" - ", " | ", " – ", " · "])
@pytest.mark.parametrize("site", ["The Bridge Forum", "Bridges.org", "Yunchuan Bridges Board"])
@pytest.mark.parametrize("heading", ["<h1>{site}</h1><h2>{topic}</h2>", "<h1>{site}</h1><p>{topic}</p>"])
def test_the_name_of_the_site_in_the_only_first_heading_is_no_title(separator, site, heading):
    head = heading.format(site=site, topic=TOPIC)
    assert read_page(page(f"{TOPIC}{separator}{site}", f"{head}{PROSE}")).title == TOPIC


def test_a_word_of_the_title_that_is_the_name_of_the_site_is_kept():
    meta = '<meta property="og:site_name" content="Bridge">'
    title = "Bridge Maintenance and Ordinary Maintenance"
    assert read_page(page(f"{title} | Bridge", f"<h1>{title}</h1>{PROSE}", meta)).title == title


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="og:title" content="Bridges&amp;#x3a; an overview of 2026">',
        '<script type="application/ld+json">{"headline": "Bridges&#x3a; an overview of 2026"}</script>',
    ],
)
def test_character_references_in_data_of_the_page_are_decoded(meta):
    assert read_page(page("", PROSE, meta)).title == "Bridges: an overview of 2026"


def test_a_name_in_json_ld_that_the_page_does_not_show_is_no_title():
    meta = '<script type="application/ld+json">{"headline": "Reference work of an encyclopaedia"}</script>'
    assert read_page(page(f"{TOPIC} - Bridges", f"<h1>{TOPIC}</h1>{PROSE}", meta)).title == TOPIC


BRIDGE = "云川大桥养护：一座城市的十年"


@pytest.mark.parametrize(
    ("heading", "tag", "title"),
    [
        (f"观察|{BRIDGE}", f"观察|{BRIDGE}_财经_云川网", f"观察|{BRIDGE}"),
        (BRIDGE, f"{BRIDGE}-云川网上江频道-云川网", BRIDGE),
        (f"{BRIDGE}[编辑]", f"{BRIDGE} - 云川百科，云川人的百科全书", BRIDGE),
        (f"{BRIDGE}<i>241</i>", f"{BRIDGE} _《云川往事》在线阅读 - 云川中文网", BRIDGE),
        (f"{BRIDGE}（下）", f"{BRIDGE}（下）_云川网", f"{BRIDGE}（下）"),
        (f"【？】{BRIDGE}", f"【？】{BRIDGE} | 云川网", f"【？】{BRIDGE}"),
        (f"云川日报社、云川广播电视台{BRIDGE * 3}。全部桥梁。", None, None),
    ],
)
def test_the_first_heading_with_which_the_title_tag_begins_is_the_title(heading, tag, title):
    tag = tag or f"{heading} － 云川网"
    assert read_page(page(tag, f"<h1>{heading}</h1><div>{NEWS}</div>")).title == (title or heading)


def test_the_name_of_the_site_before_the_headline_in_the_title_tag_is_no_title():
    article = f"<h1><a href='../'>高山流水的云川日记</a></h1><h2>■ {BRIDGE}的来历与变化</h2><div>{NEWS}</div>"
    assert read_page(page(f"高山流水的云川日记 - {BRIDGE}的来历与变化", article)).title == f"■ {BRIDGE}的来历与变化"


def test_the_first_line_that_the_title_tag_contains_comes_before_other_headings():
    top = "<div class=top><p>今日行情_明日行情_桥梁行情_桥梁大全</p></div><div>日期：2026-05-11</div>"
    assert read_page(page(f"桥梁行情预测--{BRIDGE}", f"{top}<div><p>{BRIDGE}</p>{NEWS}</div>")).title == BRIDGE


@pytest.mark.parametrize("added", [" ( 2026-05-11)", "（2026年5月11日）"])
def test_a_date_after_the_title_in_the_text_does_not_belong_to_it(added):
    meta = f'<meta name="ArticleTitle" content="{FULL}">'
    assert read_page(page(f"{FULL}__云川市", inside(f"<p>{FULL}{added}</p>"), meta)).title == FULL
