"""Pages in the place of a listing or a notice."""

import pytest

from crawler.polling.stand_ins import listing_stand_in, notice_stand_in
from tests.crawler.builders import TITLE, a_page, an_article, document

NAV = '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>'


def said(*parts, title="通知公告"):
    return a_page(f"<html><head><title>{title}</title></head><body>{''.join(parts)}</body></html>")


def code(error):
    return error and error.code


@pytest.mark.parametrize(
    "words",
    [
        "系统繁忙,请稍后再试!",
        "系統繁忙，請稍後再試",
        "您没有权限访问该页面",
        "參數錯誤",
        "参数错误:id",
        "服务器内部错误",
        "访问过于频繁",
        "数据加载失败，请重试",
        "Access denied",
        "The system is busy, please try again later.",
        "Service Unavailable",
        "Error establishing a database connection",
        "该信息正在审核中，暂时无法查看",
        "ただいまアクセスが集中しております。しばらくしてから再度お試しください。",
        "일시적인 오류가 발생하였습니다. 잠시 후 다시 이용해 주시기 바랍니다.",
        "Ein Fehler ist aufgetreten. Bitte versuchen Sie es später erneut.",
        "Une erreur est survenue. Veuillez réessayer plus tard.",
        "Se ha producido un error. Inténtelo de nuevo más tarde.",
        "Ocorreu um erro. Tente novamente mais tarde.",
        "Произошла ошибка. Пожалуйста, попробуйте позже.",
        "Bir hata oluştu. Lütfen daha sonra tekrar deneyin.",
        "java.lang.NullPointerException at com.portal.Show.jsp(Show.java:12)",
    ],
)
@pytest.mark.parametrize("around", ["<div><h3>{}</h3></div>", NAV + "<div class='msg'><p>{}</p></div>", "{}"])
def test_an_error_is_no_notice(words, around):
    assert code(notice_stand_in(said(around.format(words), title="提示信息"), TITLE)) == "error_page"
    assert code(notice_stand_in(said(around.format(words)), TITLE)) == "error_page"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (said("<form><input type='password'></form>", title="统一身份认证"), "asks_for_login"),
        (said("<p>您还没有登录，请先登录</p>"), "asks_for_login"),
        (said("<p>Please log in to continue</p>"), "asks_for_login"),
        (said("<h1>系统升级维护公告</h1><p>因系统升级,本网站将暂停服务三天。</p>"), "maintenance"),
        (said("<h1>系統升級維護中</h1>"), "maintenance"),
        (said("<h1>This site is under maintenance</h1>"), "maintenance"),
        (said("<noscript>请开启JavaScript并刷新该页</noscript>"), "asks_for_browser"),
        (said("<p>Please enable JavaScript</p>"), "asks_for_browser"),
        (said('<div id="app"></div><script src="/app.js"></script>'), "error_page"),
        (said(NAV, '<div id="app"></div><script src="/app.js"></script>'), "error_page"),
    ],
)
def test_what_stands_in_for_a_page_has_a_code(page, expected):
    assert code(listing_stand_in(page)) == expected
    assert code(notice_stand_in(page, TITLE)) == expected


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (a_page(an_article()), TITLE),
        (
            a_page(an_article("关于系统维护的通知", ["因系统升级,网上办事大厅将于6月15日暂停服务。"])),
            "关于系统维护的通知",
        ),
        (a_page(an_article("关于暂停办理业务的公告", ["因系统维护,本周六停办登记业务。"])), "关于暂停办理业务的公告"),
        (said(f'<h1>{TITLE}</h1><a href="/1.pdf">附件</a><script>var a=1</script>'), TITLE),
        (said(f"<h1>{TITLE}</h1><script>var a=1</script>", title=TITLE), TITLE),
        (said('<img src="/scan.jpg"><script>var a=1</script>'), TITLE),
        (said("<form><input type=password></form>", f"<h1>{TITLE}</h1><p>各单位：请认真贯彻执行。</p>"), TITLE),
        (a_page(an_article(body=["登录系统后，请重试以下步骤，" + "认真完成年度申报工作。" * 40])), TITLE),
        (a_page(document("<p>暂无内容</p>")), None),
    ],
)
def test_a_notice_is_no_error(page, title):
    assert notice_stand_in(page, title) is None


def test_a_listing_of_a_few_words_is_no_error():
    assert listing_stand_in(said("<p>通知公告栏目</p>")) is None


def test_a_page_of_a_line_without_the_title_is_no_notice():
    assert code(notice_stand_in(said("<p>Kein Ergebnis</p>"), TITLE)) == "error_page"
    assert code(notice_stand_in(said("&nbsp;"), TITLE)) == "error_page"
    assert notice_stand_in(said("<p>见附件</p><img src='/scan.jpg'>"), TITLE) is None
    assert notice_stand_in(said("<p>略。</p>", title=TITLE), TITLE) is None
    assert notice_stand_in(said("<p>全文见附件。</p>"), None) is None


def test_a_notice_that_mentions_an_error_is_a_notice():
    clause = "请各单位于6月30日前登录申报平台提交材料，逾期不予受理，材料须加盖公章并一式三份报送办公室。"
    page = said(f"<h1>{TITLE}</h1><p>一、{clause}</p><p>二、{clause}</p><p>如遇系统繁忙，请稍后再试。</p>")
    assert notice_stand_in(page, TITLE) is None
    assert code(notice_stand_in(said(f"<h1>{TITLE}</h1><p>系统繁忙，请稍后再试。</p>"), TITLE)) == "error_page"


def test_a_shell_that_asks_for_scripts_asks_for_a_browser():
    asks = "<noscript>This site doesn't work properly without JavaScript enabled.</noscript>"
    page = said(asks, '<div id="app"></div><script src="/app.js"></script>')
    assert code(notice_stand_in(page, TITLE)) == "asks_for_browser"


@pytest.mark.parametrize(
    "words",
    [
        "很抱歉，您要找的内容出了点小状况，工程师正在全力抢修，请给我们一点时间，我们会尽快恢复正常，深表歉意。",
        "Our engineers are having a look at this page right now. Thank you for your patience and come back soon.",
        "Noe gikk galt hos oss. Vi jobber med saken og er snart tilbake.",
    ],
)
def test_a_short_page_about_another_subject_is_no_notice(words):
    assert code(notice_stand_in(said(f"<p>{words}</p>"), TITLE)) == "error_page"
    # The notice itself under another title, a longer text, and a text that the listing names besides the page.
    assert notice_stand_in(said(f"<p>现将培育方案印发给你们，请制造业集群所在地组织实施。{words}</p>"), TITLE) is None
    assert notice_stand_in(said(f"<p>{words * 3}</p>"), TITLE) is None
    assert notice_stand_in(said(f"<p>{words}</p>"), TITLE, is_text_apart=True) is None


@pytest.mark.parametrize(
    "words",
    [
        "404 Not Found",
        "null",
        "undefined",
        "暂无内容",
        "服务器开小差了",
        "网站正在维护",
        "登录超时，请重新登录",
        "token失效",
    ],
)
def test_a_title_with_an_error_below_it_is_no_notice(words):
    assert notice_stand_in(said(NAV, f"<h1>{TITLE}</h1><div>{words}</div>", title=TITLE), TITLE) is not None


@pytest.mark.parametrize(
    "body",
    [
        "<p>各区人民政府，各有关单位：</p><p>现将第三号事项的有关工作安排告知如下，请认真办理并按期报送结果。</p>",
        "<p>一、按照职责分工，于年内完成第二批任务。</p><p>二、将进展情况按季度报送市政府办公室备案存档。</p>",
    ],
)
def test_a_letter_under_another_title_is_a_notice(body):
    assert notice_stand_in(said(f"<h1>工作安排</h1>{body}", title="工作安排"), "关于核查博士后考核的函") is None
