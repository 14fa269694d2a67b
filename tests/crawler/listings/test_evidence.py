"""What is a list of notices and what is not; rows in scripts and handlers."""

import json

import pytest

from crawler.listings import read_listing
from crawler.listings.html.evidence import RowEvidence, is_evident
from tests.crawler.builders import SITE, TODAY, a_page, a_source, document, links_of, urls_of

SUBJECTS = ["开展先进制造业集群认定", "印发数字经济发展实施方案", "组织申报专精特新中小企业", "下达科技专项资金计划"]
TITLES = [f"关于{subject}的通知" for subject in SUBJECTS]
DAYS = [f"2024-06-{12 - number:02}" for number in range(len(TITLES))]
EXPECTED = [f"{SITE}/n/{number}.html" for number in range(len(TITLES))]
NAV = '<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/jdhy/">解读回应</a></div>'
FOOT = '<div class="footer">更新于 2024-06-12 <a href="/sitemap.html">网站地图</a></div>'


def page_of(rows, script="", around="<ul>{}</ul>"):
    return document(f"<script>{script}</script>" if script else "", NAV, around.format("".join(rows)), FOOT)


def rows_of(form):
    return [form.format(n=n, title=title, day=DAYS[n]) for n, title in enumerate(TITLES)]


def menu(labels, url="/c{}/", form='<li><a href="{}">{}</a></li>'):
    return "<ul>" + "".join(form.format(url.format(n), label) for n, label in enumerate(labels)) + "</ul>"


CHINESE = "首页 政务公开 办事服务 互动交流 走进本市 数据开放 政策文件 规划计划 财政预决算 重点领域信息公开".split()
TRADITIONAL = "首頁 機關簡介 業務專區 便民服務 政府資訊公開 常見問答 意見信箱 相關連結".split()
ENGLISH = ["Home", "About the Department", "Forms and Publications", "Contact Us", "Site Map", "Privacy Policy"]
LONG = ["重大建设项目批准和实施领域", "公共资源配置领域信息公开", "社会公益事业建设领域", "行政事业性收费目录清单"]
ENGLISH_TITLES = ["Best Personal Loans For Small Businesses", "Online MBA Programs For Adults", "Car Insurance Quotes"]
YEARS = range(1, 9)
HOSTS = [f"http://www.friend{n}.gov.cn{{}}" for n in range(6)]
FRIENDS = [
    "中华人民共和国工业和信息化部",
    "甲市人民政府门户网站",
    "乙省发展和改革委员会门户网站",
    "国家知识产权局",
    "丙",
    "丁",
]


@pytest.mark.parametrize(
    "listing",
    [
        pytest.param(menu(CHINESE), id="long menu"),
        pytest.param(menu(CHINESE, "/c{}.html"), id="menu of pages"),
        pytest.param(menu(CHINESE, "/col/col{}12/index.html"), id="menu of columns"),
        pytest.param(menu(CHINESE, "/list.aspx?channelid={}"), id="menu with ids"),
        pytest.param(menu(TRADITIONAL), id="traditional"),
        pytest.param(menu(ENGLISH), id="english"),
        pytest.param(menu(ENGLISH, "/menu{}.html"), id="english pages"),
        pytest.param(menu(LONG), id="long labels"),
        pytest.param(menu(LONG, "/zdly/col{}/index.html"), id="long labels of columns"),
        pytest.param(menu(CHINESE) + FOOT, id="date in the footer"),
        pytest.param("<p>今天是2024年6月13日 星期四</p>" + menu(CHINESE), id="date above"),
        pytest.param(menu([f"应用{n}" for n in range(12)], "/app/{}"), id="apps"),
        pytest.param(menu(ENGLISH_TITLES, "/cl.php?q=word{}"), id="searches"),
        pytest.param(menu(ENGLISH_TITLES, "/search/label/word{}"), id="labels"),
        pytest.param(menu([f"{year}年通知公告" for year in YEARS], "/tzgg/201{}/"), id="years"),
        pytest.param(menu([f"News of month {n} of the year 2024" for n in YEARS], "/2024/{}/index.html"), id="months"),
        pytest.param(menu(ENGLISH_TITLES[:2], "https://apps.example.com/details?id=app{}"), id="two advertisements"),
        pytest.param('<p>地址：某路97号<br><a href="/lylx/">查看详细路线>></a></p>2024-06-01', id="a link alone"),
        pytest.param(menu(["改性沥青防水卷材及其配套粘结材料"] * 4, "/p-{}12.html"), id="variants of goods"),
        pytest.param(
            menu(["保存到相册"] * 5, "/home.php?op=save&amp;aid={}12", '<li><a href="{}">{}</a>2018-09-22</li>'),
            id="commands",
        ),
        pytest.param(menu(CHINESE, form='<li><a href="{}"><img src="/i.png" alt="{}"></a></li>'), id="pictures"),
        pytest.param(menu(CHINESE, form='<option value="{}">{}</option>'), id="options"),
        pytest.param(
            "".join(f'<a href="{HOSTS[n].format("/")}">{name}</a>' for n, name in enumerate(FRIENDS)), id="friends"
        ),
        pytest.param(
            "".join(f'<a href="{HOSTS[n].format("")}">{name}</a>' for n, name in enumerate(FRIENDS)), id="bare"
        ),
        pytest.param(
            "".join(f'<a href="{HOSTS[n].format("/index.html")}">{name}</a>' for n, name in enumerate(FRIENDS)),
            id="index",
        ),
        pytest.param(
            "".join(f'<a href="{HOSTS[n].format("/portal/")}">{name}</a>' for n, name in enumerate(FRIENDS)),
            id="portals",
        ),
    ],
)
@pytest.mark.parametrize("before", ["", NAV])
def test_a_menu_is_never_a_list_of_notices(listing, before):
    body = document(before, listing, '<div id="list"></div><script src="/js/list.js"></script>')
    assert urls_of(body, type="html") == []


@pytest.mark.parametrize(
    "form",
    [
        """<li><a href="javascript:__doPostBack('ctl00$lv$ctrl{n}$lnk','')">{title}</a><span>{day}</span></li>""",
        """<li><a href="javascript:void(0)" onclick="viewDetail('{n}')">{title}</a><span>{day}</span></li>""",
        """<li onclick="go({n})">{title}<span>{day}</span></li>""",
        """<li><a href="#" class="item" data-id="{n}">{title}</a><span>{day}</span></li>""",
        """<li data-url="javascript:0"><p>{title}</p><span>{day}</span></li>""",
        """<li><a @click="show({n})">{title}</a><span>{day}</span></li>""",
    ],
)
@pytest.mark.parametrize("around", ["", menu(CHINESE)])
def test_rows_that_cannot_be_followed_are_not_replaced_by_the_menu(form, around):
    assert urls_of(page_of(rows_of(form)) + around, type="html") == []


def test_a_smaller_list_beside_rows_that_cannot_be_followed_is_not_the_listing():
    dead = rows_of("""<li><a href="javascript:view('{n}')">{title}</a><span>{day}</span></li>""")
    side = '<div><h3>热门</h3><p><a href="/hot/20240601_1.html">关于举办人才对接活动的公告</a> 2024-06-01</p></div>'
    assert urls_of(page_of(dead) + side, type="html") == []


def test_a_longer_box_without_dates_is_no_list_beside_rows_that_no_link_opens():
    dead = rows_of('<li><span>{day}</span><a href="javascript:;" class="view" data-no="{n}">{title}</a></li>')[:2]
    hot = (
        "福彩走进社区开展宣传 公益金资助养老服务项目 彩票市场平稳有序发展 助学活动在全省启动 志愿者慰问困难家庭".split()
    )
    rows = "".join(f'<li><a href="/c/2024-06-0{n}/47880{n}.html">{title}</a></li>' for n, title in enumerate(hot, 1))
    box = f'<div class="hot"><ul>{rows}</ul></div>'
    assert len(urls_of(document(NAV, box), type="html")) == len(hot)
    whole = rows_of('<li><span>{day}</span><a href="/n/{n}.html">{title}</a></li>')
    assert urls_of(document(NAV, f"<ul>{''.join(whole[:2] + dead)}</ul>"), type="html") == EXPECTED[:2]
    assert urls_of(document(NAV, f"<ul>{''.join(dead)}</ul>", box), type="html") == []


@pytest.mark.parametrize(
    ("form", "script"),
    [
        ('<li data-url="/n/{n}.html"><p>{title}</p><span>{day}</span></li>', ""),
        ('<li data-href="/n/{n}.html"><p>{title}</p><span>{day}</span></li>', ""),
        ('<div data-link="/n/{n}.html"><b>{title}</b><i>{day}</i></div>', ""),
        ('<tr data-url="/n/{n}.html"><td>{title}</td><td>{day}</td></tr>', ""),
        ('<li><a href="javascript:;" data-url="/n/{n}.html">{title}</a><i>{day}</i></li>', ""),
        ('<li data-url="/n/{n}.html"><a href="javascript:;">{title}</a><i>{day}</i></li>', ""),
        (
            '<li><a href="#" data-id="{n}">{title}</a>{day}</li>',
            "$('a').click(function(){location.href='/n/'+$(this).data('id')+'.html'})",
        ),
        (
            '<li><a href="#" data-id="{n}">{title}</a>{day}</li>',
            "a.onclick=function(){window.open(`/n/${this.dataset.id}.html`)}",
        ),
        (
            '<li><a href="#" data-id="{n}">{title}</a>{day}</li>',
            "f=function(){var id=$(this).attr('data-id');location.href='/n/'+id+'.html'}",
        ),
        (
            '<li><a href="javascript:show({n})">{title}</a>{day}</li>',
            'const show=(id)=>{ location.href="/n/"+id+".html" }',
        ),
        (
            '<li><a href="javascript:show({n})">{title}</a>{day}</li>',
            "const show = id => location.href = `/n/${id}.html`",
        ),
        (
            '<li><a href="javascript:show({n})">{title}</a>{day}</li>',
            "window.show=function(id){ window.open('/n/'+id+'.html') }",
        ),
        (
            '<li><a href="javascript:app.show({n})">{title}</a>{day}</li>',
            "var app={ show: function(id){ location='/n/'+id+'.html' } }",
        ),
        (
            '<li><a href="javascript:app.show({n})">{title}</a>{day}</li>',
            "var app={ show(id){ location.assign('/n/'+id+'.html') } }",
        ),
        (
            '<li><a href="javascript:show({n})">{title}</a>{day}</li>',
            "function show(id){var u='/n/'+id+'.html'; window.open(u);}",
        ),
        (
            '<li><a href="javascript:show({n})">{title}</a>{day}</li>',
            "var base='/n/';\nfunction show(id){location.href=base+encodeURIComponent(id)+'.html'}",
        ),
        (
            '<li><a onclick="show({n})">{title}</a>{day}</li>',
            "function show(id){ $(location).attr('href', '/n/'+id+'.html') }",
        ),
    ],
)
def test_rows_are_followed_where_the_page_knows_their_addresses(form, script):
    around = "<table>{}</table>" if form.startswith("<tr") else "<ul>{}</ul>"
    links = links_of(page_of(rows_of(form), script, around), type="html")
    assert [link.url for link in links] == EXPECTED
    assert [link.title for link in links] == TITLES
    assert [str(link.published_on) for link in links] == DAYS


OBJECTS = [{"id": n, "title": TITLES[n], "url": f"/n/{n}.html", "publishDate": DAYS[n]} for n in range(len(TITLES))]
NESTED = [{**item, "author": {"name": "办公室"}} for item in OBJECTS]
LITERAL = ",".join(f"{{title:'{TITLES[n]}',url:'/n/{n}.html',date:'{DAYS[n]}'}}" for n in range(len(TITLES)))
WRITTEN = [f'<li><a href="/n/{n}.html">{TITLES[n]}</a><span>{DAYS[n]}</span></li>' for n in range(len(TITLES))]


@pytest.mark.parametrize(
    "script",
    [
        f"<script>window.__INITIAL_STATE__={json.dumps({'list': OBJECTS})}</script>",
        f"<script>var data = {json.dumps({'page': 1, 'rows': NESTED}, ensure_ascii=False)};</script>",
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"list": OBJECTS}})}</script>',
        f"<script>var list=[{LITERAL}];</script>",
        f"<script>render({json.dumps(OBJECTS)});</script>",
        f"<script>var s = JSON.parse({json.dumps(json.dumps(OBJECTS))});</script>",
        f"<div id='app' data-list='{json.dumps(OBJECTS)}'></div>",
        "".join(f"<script>document.write('{row}');</script>" for row in WRITTEN),
        "".join(f"<script>document.writeln('{row.replace('/', chr(92) + '/')}');</script>" for row in WRITTEN),
        "<ul><script>" + "".join(f"document.write('<li>'+'{row[4:]}');\n" for row in WRITTEN) + "</script></ul>",
        f"<ul id=l></ul><script>document.getElementById('l').innerHTML='{''.join(WRITTEN)}';</script>",
        f"<ul id=l></ul><script>$('#l').append('{''.join(WRITTEN)}');</script>",
        f"<ul id=l></ul><script>$('#l').html(`{''.join(WRITTEN)}`);</script>",
    ],
)
def test_rows_in_scripts_are_rows(script):
    links = links_of(document(NAV, script, FOOT), type="html")
    assert [link.url for link in links] == EXPECTED
    assert [str(link.published_on) for link in links] == DAYS


@pytest.mark.parametrize(
    "form",
    [
        '<li><a href="/art/2024/6/1/art_12_{n}45.html">市委书记调研重点项目建设工作{n}讲话摘要</a></li>',
        '<li><a href="/content_12{n}345.html">{title}</a></li>',
        '<li><a href="/t20240613_1{n}.html">要闻{n}</a></li>',
        '<li><a href="/show.asp?id={n}">{title}</a></li>',
        '<li><a href="/{n}.pdf">年度报告{n}号</a></li>',
        '<li><a href="/xx/{n}">{title}</a></li>',
        '<li><a href="https://mp.weixin.qq.com/s/Ab{n}cdEfGhIjKlMn">{title}</a></li>',
    ],
)
def test_notices_without_dates_are_notices(form):
    assert len(urls_of(page_of(rows_of(form)), type="html")) == len(TITLES)


def test_the_links_of_a_menu_are_kept_as_doubtful():
    listing = read_listing(a_page(document(menu(CHINESE))), a_source(), TODAY)
    assert (listing.links, len(listing.doubtful)) == ((), len(CHINESE))


def test_dated_rows_beside_an_article_are_kept_as_doubtful():
    rows = rows_of('<li><a href="/n/{n}.html">{title}</a><span>{day}</span></li>')
    sentence = "各区县工业和信息化主管部门要按照职责分工，认真组织开展认定工作，并将进展情况及时报送。"
    article = f"<h1>{TITLES[0]}</h1>" + "".join(f"<p>{number}、{sentence}</p>" for number in range(12))
    found = read_listing(a_page(page_of(rows, around=f"{article}<h3>最新文章</h3><ul>{{}}</ul>")), a_source(), TODAY)
    assert (found.links, [link.url for link in found.doubtful]) == ((), EXPECTED)
    short = read_listing(a_page(page_of(rows, around=f"<p>{sentence}</p><ul>{{}}</ul>")), a_source(), TODAY)
    assert [link.url for link in short.links] == EXPECTED


def test_a_row_alone_beside_a_menu_is_the_list():
    [link] = links_of(
        document(menu(CHINESE), f'<ul><li><a href="/n/1.html">{TITLES[0]}</a><i>2024-06-01</i></li></ul>')
    )
    assert link.url == f"{SITE}/n/1.html"


@pytest.mark.parametrize("fragment", ["n{}", "id={}", "item-{}", "/detail?id={}", "!/n/{}"])
def test_rows_whose_urls_differ_by_fragment_are_apart(fragment):
    rows = [f'<li><a href="/gg.html#{fragment.format(n)}">{title}</a>{DAYS[n]}</li>' for n, title in enumerate(TITLES)]
    assert len(urls_of(page_of(rows))) == len(TITLES)


@pytest.mark.parametrize(
    "url", ["/gg.html", "/show.jsp", "/show.jsp;jsessionid=A{}", "/gg.html#{}", "/g/45.pdf#page={}"]
)
def test_dated_rows_that_share_a_page_are_kept_apart_by_title_and_date(url):
    rows = [f'<li><a href="{url.format("abcd"[n])}">{title}</a>{DAYS[n]}</li>' for n, title in enumerate(TITLES)]
    listing = read_listing(a_page(page_of(rows)), a_source(), TODAY)
    assert [link.title for link in listing.links] == TITLES
    assert listing.remarks == ()


def test_undated_rows_that_are_dropped_for_their_fragment_are_reported():
    rows = [f'<li><a href="/gg.html#{"abcd"[n]}">{title}</a></li>' for n, title in enumerate(TITLES)]
    listing = read_listing(a_page(page_of(rows)), a_source(), TODAY)
    assert [remark.code for remark in listing.remarks] == ["shared_address"]


def test_a_title_and_its_summary_are_one_row():
    rows = [
        f'<li><a href="/n/{n}.html">{title}</a><p><a href="/n/{n}.html">各区：{title[2:]}</a></p>{DAYS[n]}</li>'
        for n, title in enumerate(TITLES)
    ]
    assert urls_of(page_of(rows)) == EXPECTED


def test_the_only_row_beside_a_footer_is_the_list():
    row = f'<div class="con"><a href="/n/1.html">{TITLES[0]}</a> 2024-06-01</div>'
    [link] = links_of(document(menu(CHINESE), row, FOOT))
    assert link.url == f"{SITE}/n/1.html"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('var url="/n/"; url+=id; url+=".html"; window.open(url)', EXPECTED),
        ('if(!id){location.href="/login";return}window.open("/n/"+id+".html")', EXPECTED),
        ('var url="";url="/n/"+id+".html";location.href=url', EXPECTED),
        ('if(t==2){location.href="/m/"+id+".html"}else{location.href="/n/"+id+".html"}', []),
        ('var u="/n/"+id+".html";if(t==2)u="/m/"+id+".html";location.href=u', []),
    ],
)
def test_a_function_with_branches_is_followed_only_if_they_agree(script, expected):
    rows = rows_of('<li><a onclick="go({n},1)">{title}</a><span>{day}</span></li>')
    listing = read_listing(a_page(page_of(rows, f"function go(id,t){{{script}}}")), a_source(), TODAY)
    assert [link.url for link in listing.links] == expected


def test_rows_of_json_in_a_string_are_in_order():
    rows = [{"title": title, "url": f"/n/{n}.html", "date": DAYS[n]} for n, title in enumerate(TITLES)]
    for script in (
        f"var d=JSON.parse('{json.dumps(rows)}')".replace("\\u", "\\\\u"),
        f"var d={json.dumps(json.dumps(rows))}",
    ):
        listing = read_listing(a_page(page_of([], script)), a_source(), TODAY)
        assert [link.url for link in listing.links] == EXPECTED


@pytest.mark.parametrize("label", ["gb2312", "gbk", "gb18030"])
@pytest.mark.parametrize("form", ["show.asp?class=公告&id={n}", "show.asp?id={n}&class=公告#a", "?class=公告&id={n}"])
def test_a_query_is_encoded_as_its_page_is(label, form):
    rows = [f'<li><a href="{form.format(n=n)}">{title}</a>{DAYS[n]}</li>' for n, title in enumerate(TITLES)]
    body = f'<html><head><meta charset="{label}"></head><body><ul>{"".join(rows)}</ul></body></html>'.encode("gb18030")
    urls = urls_of(body, type="html")
    assert len(urls) == len(TITLES)
    assert all("class=%B9%AB%B8%E6" in url for url in urls)


def test_a_query_is_encoded_in_big5_with_references_for_what_it_lacks():
    rows = [
        f'<li><a href="/公告/a.asp?t=公告&amp;id={n}">關於{n}公告的通知事項一覽</a>{DAYS[n]}</li>' for n in range(4)
    ]
    body = f'<html><head><meta charset="big5"></head><body><ul>{"".join(rows)}</ul></body></html>'.encode("big5")
    assert urls_of(body, type="html")[0] == f"{SITE}/公告/a.asp?t=%A4%BD%A7i&id=0"


def test_a_query_of_a_utf8_page_stays_as_it_is():
    rows = [f'<li><a href="show.asp?class=公告&id={n}">{title}</a>{DAYS[n]}</li>' for n, title in enumerate(TITLES)]
    assert urls_of(page_of(rows))[0] == f"{SITE}/tzgg/show.asp?class=公告&id=0"


@pytest.mark.parametrize(
    "titles",
    [
        [
            "Find out more about Puma",
            "Find out more about Diesel",
            "Find out more about Sandal",
            "Find out more about Blu",
        ],
        ["县就业局局长：李晓", "县人社局副局长：高志", "县社保局局长：邱先", "县仲裁院院长：冯波"],
        ["市财政局 局长 王某", "市水利局 党组书记 李某某", "市林业局 调研员 张某", "市文旅局 总工程师 陈某"],
    ],
)
def test_links_with_a_common_beginning_and_leaders_are_no_notices(titles):
    rows = [RowEvidence(title, f"http://gov.example.cn/a/201705/t20170525_{n}.html") for n, title in enumerate(titles)]
    undated = [RowEvidence(row.title, f"http://gov.example.cn/shop/{n}31-x.html") for n, row in enumerate(rows)]
    assert not is_evident(rows if "：" in titles[0] else undated, "http://gov.example.cn/")


def test_a_series_whose_titles_differ_in_numbers_is_evident():
    rows = [RowEvidence(f"市人民政府公报2024年第{n}期", f"http://gov.example.cn/gb/{n}001.html") for n in range(1, 6)]
    assert is_evident(rows, "http://gov.example.cn/gb/")
