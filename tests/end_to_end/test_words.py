"""Words with something invisible inside are found, whichever way the notice came in; and stay apart where they are."""

import json
from html import unescape

import pytest

from monitor.alerting.documents import Document
from monitor.store import open_store
from monitor.topics import parse_query
from tests.crawler.files.made import a_docx
from tests.end_to_end.conftest import TODAY

pytestmark = pytest.mark.slow
FOUND = {
    "zero-width space": ("产业集群", "一、推动产业&#8203;集群发展"),
    "line break": ("产业集群", "二、推动产业<br>集群发展"),
    "element with a space": ("先进制造业", "三、推动<span>先进</span><span> </span><span>制造业</span>发展"),
    "no-break space": ("产业集群", "四、推动产业&nbsp;集群发展"),
    "soft hyphen": ("cooperation", "The parties agree on co&shy;operation in the region"),
    "apostrophe": ('"people\'s congress"', "The National People&rsquo;s Congress adopted the rules"),
    "no-break hyphen": ("covid-19", "Measures against COVID&#8209;19 apply"),
    "traditional": ("产业集群", "推動產業集群發展"),
    "full width": ("5G网络", "建设５Ｇ　网络"),
    "variation selector": ("产业集群", "推动产业&#xFE00;集群发展"),
    "byte order mark": ("产业集群", "推动产业&#xFEFF;集群发展"),
    "decomposed letters": ('"coopération économique"', "La coope&#769;ration e&#769;conomique"),
    "sharp s": ("strasse", "Auf der Straße"),
    "section sign": ('"§1983"', "claims under &sect; 1983 of the act"),
    "dash": ('"2020-2025"', "规划期为 2020&mdash;2025 年"),
    "tilde": ('"2031-2035"', "规划期为 2031&#xFF5E;2035 年"),
    "ligature": ("efficiency", "energy e&#xFB03;ciency"),
    "bidirectional mark": ("产业集群", "十一、推动产业&lrm;集群发展"),
    "ideographic variation": ("产业集群", "十二、推动产业&#xE0100;集群发展"),
    "radical in place of a character": ("工业", "推动&#x2F2F;业发展"),
    "Roman numeral in one character": ('"第IV类"', "实行第&#x2163;类管理"),
    "subscript digit": ("CO2", "开展CO&#x2082;减排行动"),
    "enclosed letter": ("B类", "发布&#x24B7;类目录"),
    "half-width kana of a foreign word": ("サーバー", "&#xFF7B;&#xFF70;&#xFF8A;&#xFF9E;&#xFF70;の管理"),
    "word joiner": ("产业集群", "五、推动产业&#8288;集群发展"),
    "place for a break": ("产业集群", "六、推动产业<wbr>集群发展"),
    "wrapped line": ("产业集群", "七、推动产业\n集群发展"),
    "wrapped line with an indent": ("产业集群", "八、推动产业\n　　集群发展"),
    "ideographic space": ("产业集群", "九、推动产业&#12288;集群发展"),
    "narrow no-break space": ("产业集群", "十、推动产业&#8239;集群发展"),
    "wrapped words": ('"economic zone"', "A special economic\nzone is set up"),
    "opening quotation mark": ('"people\'s court"', "The people&lsquo;s court decides"),
    "modifier apostrophe": ('"people\'s bank"', "The people&#700;s bank decides"),
    "full-width apostrophe": ('"people\'s daily"', "The people&#xFF07;s daily decides"),
    "apostrophe in the query": ('"people’s union"', "The people's union decides"),
    "hyphen": ("covid-20", "Measures against COVID&#8208;20 apply"),
    "figure dash": ("covid-21", "Measures against COVID&#8210;21 apply"),
    "en dash": ("covid-22", "Measures against COVID&ndash;22 apply"),
    "minus": ("covid-23", "Measures against COVID&#8722;23 apply"),
    "full-width hyphen": ("covid-24", "Measures against ＣＯＶＩＤ－２４ apply"),
    "capital sharp s": ("hauptstrasse", "AUF DER HAUPTSTRA&#7838;E"),
    "dotless i": ("istanbul", "&#304;STANBUL ve &#305;stanbul"),
    "final sigma": ("ΝΟΜΟΣ", "ο ν&#972;μος ισχύει"),
    "stressed vowel": ("договор", "Настоящий догово&#769;р вступает в силу"),
    "Korean word with a particle": ("정보", "개인 정보가 공개된다"),
    "half-width kana": ("データ", "個人&#xFF83;&#xFF9E;&#xFF70;&#xFF80;の保護"),
    "no-break space after a section sign": ('"§1984"', "claims under &sect;&nbsp;1984 of the act"),
    "section sign with a space in the query": ('"§ 1985"', "claims under &sect;1985 of the act"),
    "Arabic-Indic digits": ("2031", "خطة عام ٢٠٣١ الوطنية"),
    "Arabic letters in a Persian word": ("کتاب", "قانون كتاب جديد"),
    "Persian letters in an Arabic word": ("قانوني", "إطار قانونی واحد"),
    "Persian digits": ("1403", "برنامه سال ۱۴۰۳ کشور"),
    "plural of a common noun": ("grant", "New gra&shy;nts are available"),
    "first of two alternatives": ("甲类药 OR 集采药 AND 乙类药", "调整甲类&#8203;药目录"),
    "words side by side": ("消费品 以旧换新", "推动消费<br>品以旧&nbsp;换新"),
    "exclusion that does not occur": ("机床 NOT 招标", "支持机<wbr>床升级"),
    "whole name of a ministry": ("教育部", "教<span>育部</span>印发通知"),
}
APART = {
    "two words": ("产业集群", "推动产业发展，形成集群"),
    "inside another word": ("рак", "барак у реки"),
    "another noun": ("news", "a new bridge"),
    "inside another Greek word": ("νόμος", "παράνομος δρόμος"),
    "inside another Latin word": ("art", "a party of experts"),
    "beginning of another Cyrillic word": ("бар", "барак у леса"),
    "digits of another number": ("2032", "通过第120325号决定"),
    "abbreviation that ends in s": ("SARS", "the SAR government"),
    "abbreviation of two letters": ("US", "the U visa"),
    "second of two alternatives alone": ("甲类菌 OR 集采菌 AND 乙类菌", "调整集采菌目录"),
    "exclusion with something invisible inside": ("车床 NOT 招标", "车床采购招&#8203;标"),
    "false friend": ("教育部", "继续教&#8203;育部门负责"),
}
CASES = FOUND | APART
FILLER = "各县区人民政府和有关部门要加强第{number}项工作的组织领导，落实责任分工，确保各项措施按期完成。"
TITLE = "关于第{number}号事项的通知"
WAYS = ("page", "feed", "api", "attachment", "ingest")
STEP = 100
"""What the numbers of one way's notices are apart from those of the next: no notice is another one's copy."""


def html_of(number, words):
    return f"<p>{words}。</p>" + f"<p>{FILLER.format(number=number)}</p>" * 5


def page_of(number, body):
    title = TITLE.format(number=number)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f'<html>{head}<body><h1>{title}</h1><div id="zoom">{body}</div></body></html>'.encode()


def text_of(words):
    for tag in ("<span>", "</span>", "<wbr>"):
        words = words.replace(tag, "")
    return unescape(words.replace("<br>", "\n"))


def answer(body, content_type="text/html; charset=utf-8"):
    return lambda handler: handler.answer(200, body, content_type)


def numbered(way):
    """The words of each case, with the number of the notice."""
    first = STEP * (WAYS.index(way) + 1)
    return [(first + place, words) for place, (_, words) in enumerate(CASES.values())]


def serve_pages(http):
    for way in ("page", "feed", "api"):
        for number, words in numbered(way):
            http.routes[f"/{way}/{number}.html"] = answer(page_of(number, html_of(number, words)))


def serve_attachment(http, number, words):
    http.routes[f"/attachment/{number}.html"] = answer(
        page_of(number, f'<p>现将第{number}号事项印发给你们。</p><p>附件：<a href="{number}.docx">方案</a></p>')
    )
    paragraphs = (*text_of(words).split("\n\n"), *[FILLER.format(number=number)] * 3)
    http.routes[f"/attachment/{number}.docx"] = answer(a_docx(paragraphs, "方案"), "application/octet-stream")


def listing(way):
    rows = "".join(
        f'<li><a href="/{way}/{number}.html">{TITLE.format(number=number)}</a><span>{TODAY}</span></li>'
        for number, _ in numbered(way)
    )
    return answer(f'<html><meta charset="utf-8"><body><ul class="list">{rows}</ul></body></html>'.encode())


def feed(url):
    items = "".join(
        f"<item><title>{TITLE.format(number=number)}</title><link>{url}/feed/{number}.html</link>"
        f"<pubDate>{TODAY:%a, %d %b %Y} 08:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[{html_of(number, words)}]]></content:encoded></item>"
        for number, words in numbered("feed")
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>f</title>'
    return answer(f"{head}{items}</channel></rss>".encode(), "application/rss+xml")


def api(url):
    rows = [
        {"url": f"{url}/api/{number}.html", "title": TITLE.format(number=number), "date": str(TODAY)}
        for number, _ in numbered("api")
    ]
    return answer(json.dumps({"rows": rows}).encode(), "application/json")


@pytest.fixture
def notices(world, http, tmp_path):
    """All notices by their numbers."""
    serve_pages(http)
    for number, words in numbered("attachment"):
        serve_attachment(http, number, words)
    http.routes |= {"/pages/": listing("page"), "/attachments/": listing("attachment")}
    http.routes |= {"/feed.xml": feed(http.url), "/api.json": api(http.url)}
    select = {"item": "ul.list li", "link": "a", "date": "span", "body": "#zoom"}
    for name in ("pages", "attachments"):
        world.source(name, f"{http.url}/{name}/", select=select)
    world.source("feed", f"{http.url}/feed.xml", type="feed")
    world.source("api", f"{http.url}/api.json", type="json", select={"item": "rows", "link": "url", "title": "title"})
    world.run("crawl", code=0)
    path = tmp_path / "given.jsonl"
    given = [
        {
            "url": f"http://given.example/ingest/{number}.html",
            "title": TITLE.format(number=number),
            "text": f"{text_of(words)}。\n" + FILLER.format(number=number),
        }
        for number, words in numbered("ingest")
    ]
    path.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    world.run("ingest", path, code=0)
    store = open_store(f"sqlite:///{world.folder}/noticewatch.db")
    with store.reading() as tx:
        records = tx.notices.latest(1000, None, None)
    store.close()
    assert len(records) == len(WAYS) * len(CASES)
    return {int(record.notice.url.rpartition("/")[2].removesuffix(".html")): record.notice for record in records}


def test_words_are_found_whichever_way_the_notice_came_in(notices):
    wrong = []
    for way in WAYS:
        for (number, _), (name, (written, _)) in zip(numbered(way), CASES.items(), strict=True):
            document = Document(notices[number])
            matched = parse_query(written).match(document.matchable(document.whole)) is not None
            if matched != (name in FOUND):
                wrong.append((way, name))
    assert wrong == []
