import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.page import parse_html
from crawler.reading.attachment_links import MOST, attachment_links
from tests.crawler.builders import unhurried

PAGE = "https://www.example.gov.cn/zwgk/202406/t1.html"


MANY = "<script>var list = [" + ",".join(f'"/n/{number}.pdf"' for number in range(30)) + "]</script>"


def links(body, base=PAGE):
    return [(link.name, link.url) for link in attachment_links(parse_html(f"<html><body>{body}</body></html>"), base)]


def urls(body, base=PAGE):
    return [url.removeprefix("https://www.example.gov.cn") for _, url in links(body, base)]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./P020240606.pdf", "/zwgk/202406/P020240606.pdf"),
        ("/a/附件1.DOCX#page=2", "/a/附件1.DOCX"),
        ("/download.jsp?id=7&amp;file=%E6%96%B9%E6%A1%88.xlsx", "/download.jsp?id=7&file=%E6%96%B9%E6%A1%88.xlsx"),
        ("//www.example.gov.cn/b.ofd", "/b.ofd"),
        ("/c.rar", "/c.rar"),
        ("/d.wps", "/d.wps"),
    ],
)
def test_links_to_files_are_found_by_their_ending(href, url):
    assert urls(f'<p><a href="{href}">附件</a></p>') == [url]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/t2.html">下一篇.html</a>',
        '<a href="ftp://a.cn/a.pdf">附件</a>',
        '<a href="file:///etc/a.pdf">附件</a>',
        '<a href="mailto:a@b.cn">a.doc</a>',
        '<a href="http://[bad/a.pdf">附件</a>',
        '<a href="/download?id=3">下载</a>',
        "<a>附件.pdf</a>",
        '<iframe src="/share.html"></iframe>',
        '<iframe src="/share.html?url=https%3A%2F%2Fa.cn%2Ft1.html"></iframe>',
        '<a href="javascript:void(0)" onclick="share(\'weixin\')">分享</a>',
        '<a href="#top">返回顶部</a>',
        '<a href="/file/12345">Word文档格式说明</a>',
        '<a href="/file/12345">Smith et al</a>',
        '<a href="javascript:window.print()">PDF</a>',
        '<a href="/file/12345">工作动态</a>',
        '<img src="/a.png" data-src="/b.jpg">',
        '<div data-src="/video/a.mp4"></div>',
        '<input name="q" value="a.pdf 怎么打开">',
        "<script>var help = {title: '说明', id: 3}; track('/t.html');</script>",
        '<script type="application/ld+json">{"url": "/a.pdf"}</script>',
        MANY,
        '<a href="/t3.html">附件：方案.docx</a>',
        '<a href="/about/">附件</a>',
    ],
)
def test_other_links_are_none(link):
    assert urls(link) == []


@pytest.mark.parametrize(
    "link",
    [
        '附檔下載:<a href="/get.ashx?n=3">申請須知</a>',
        '附加檔案：<a href="/get?id=3">申請須知</a>',
        '添付ファイル：<a href="/get?id=3">様式</a>',
        '첨부파일 : <a href="/get?id=3">신청서</a>',
        'Attachment: <a href="/get?id=3">form</a>',
        '<a href="/get/3">Guidance (PDF, 120 KB)</a>',
        '<a href="/get/3">募集要領（PDF形式：120KB）</a>',
        '<a href="/get/3">申請須知[ODT]</a>',
        '<a href="/get/3">Word檔</a>',
        '<a href="/get/3">下載PDF檔</a>',
        '<a href="/get?id=3" download>方案</a>',
        '<a href="/get?id=3" download="方案.docx">下载</a>',
        '<a href="/attach/get?id=3">附件：方案.docx</a>',
        '<a href="/download?id=3" title="方案.pdf">下载</a>',
        '<iframe src="/pdfjs/web/viewer.html?file=%2Fget%2Fa.pdf"></iframe>',
        '<iframe src="/get/a.pdf#toolbar=0"></iframe>',
        '<embed src="/get/a" type="application/pdf">',
        '<object data="/get/a.pdf"></object>',
    ],
)
def test_downloads_and_viewers_are_found(link):
    assert [url[:4] for url in urls(link)] in (["/get"], ["/att"], ["/dow"])


FILE = "/files/tz.pdf"
IN_BASE64 = base64.b64encode(f"https://www.example.gov.cn{FILE}".encode()).decode()


@pytest.mark.parametrize(
    "form",
    [
        # handlers
        """<a href="javascript:void(0)" onclick="downFile('/files/tz.pdf')">通知.pdf</a>""",
        """<a href="#" onclick='window.open("/files/tz.pdf")'>全文</a>""",
        """<a href="javascript:;" onclick="window.open('/files/'+'tz.pdf','_blank')">通知.pdf</a>
        <script>function f(n){location.href='/files/'+n}</script>""",
        """<a href="javascript:down('/files/tz.pdf')">下载</a>""",
        """<a href="JavaScript:down(&quot;/files/tz.pdf&quot;);">下载</a>""",
        """<a href="javascript:void(0)" onclick="preview('通知.pdf','/files/tz.pdf')">通知</a>""",
        """<span class="file" onclick="location.href='/files/tz.pdf'">通知</span>""",
        """<button type="button" onclick="openFile('/files/tz.pdf', 1)">查看全文</button>""",
        """<tr onclick="download('/files/tz.pdf')"><td>通知</td></tr>""",
        """<img src="/icon/pdf.png" onclick="show('/files/tz.pdf')">""",
        """<a onclick="f('tz.pdf')">下载</a><script>function f(n){location.href='/files/'+n}</script>""",
        r"""<a href="javascript:open('..\/..\/files\/tz.pdf')">下载</a>""",
        # attributes
        """<a class="file" data-href="/files/tz.pdf">通知</a>""",
        """<a href="#" data-url="/files/tz.pdf">通知</a>""",
        """<a href="javascript:void(0)" data-file="/files/tz.pdf">通知</a>""",
        """<div class="pdf-viewer" data-src="/files/tz.pdf"></div>""",
        """<div class="pdf" data-pdf-url="/files/tz.pdf"></div>""",
        """<div class="pdf" src="/files/tz.pdf"></div>""",
        """<li fileurl="/files/tz.pdf">通知</li>""",
        """<div data-options='{"file": "/files/tz.pdf", "page": 1}'></div>""",
        """<iframe data-src="/files/tz.pdf"></iframe>""",
        """<iframe src="about:blank" data-src="/files/tz.pdf"></iframe>""",
        """<select><option value="/files/tz.pdf">通知</option></select>""",
        """<input type="hidden" id="pdfUrl" value="/files/tz.pdf">""",
        """<link rel="alternate" type="application/pdf" href="/files/tz.pdf">""",
        # addresses
        """<a href="/files/tz.pdf ">全文</a>""",
        r"""<a href="\files\tz.pdf">全文</a>""",
        """<area href="/files/tz.pdf" alt="全文">""",
        # viewers
        """<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Ftz.pdf"></iframe>""",
        """<iframe src="/pdfjs/web/viewer.html?file=../../files/tz.pdf"></iframe>""",
        """<iframe src="/pdfjs/web/viewer.html?file=%252Ffiles%252Ftz.pdf"></iframe>""",
        """<iframe src="/viewer.html#file=/files/tz.pdf"></iframe>""",
        """<iframe src="/h5/#/preview?url=/files/tz.pdf"></iframe>""",
        f"""<iframe src="/preview/onlinePreview?url={IN_BASE64}"></iframe>""",
        f"""<iframe src="http://kk.example.cn:8012/onlinePreview?url={quote(IN_BASE64)}"></iframe>""",
        f"""<a href="/kkfileview/onlinePreview?url={quote(IN_BASE64)}" target="_blank">通知</a>""",
        """<iframe src="/onlinePreview?url=https%3A%2F%2Fwww.example.gov.cn%2Ffiles%2Ftz.pdf"></iframe>""",
        """<iframe src="https://docs.google.com/gview?url=https://www.example.gov.cn/files/tz.pdf&embedded=true"></iframe>""",
        """<iframe src="https://docs.google.com/viewer?embedded=true&url=https%3A%2F%2Fwww.example.gov.cn%2Ffiles%2Ftz.pdf">
        </iframe>""",
        """<iframe src="https://view.officeapps.live.com/op/embed.aspx?src=https://www.example.gov.cn/files/tz.pdf"></iframe>""",
        """<a href="https://view.officeapps.live.com/op/view.aspx?src=https%3A%2F%2Fwww.example.gov.cn%2Ffiles%2Ftz.pdf">
        全文</a>""",
        """<a href="/pdfjs/web/viewer.html?file=/files/tz.pdf">全文</a>""",
        """<embed src="/files/tz.pdf" type="application/pdf">""",
        """<object data="/files/tz.pdf" width="100%"></object>""",
        """<object type="application/pdf"><param name="src" value="/files/tz.pdf"></object>""",
        """<object data="/files/tz.pdf"><embed src="/files/tz.pdf"></object>""",
        # scripts
        """<div id="v"></div><script>PDFObject.embed("/files/tz.pdf","#v");</script>""",
        """<script>var u = '/files/tz.pdf'; PDFObject.embed(u, document.body)</script>""",
        """<script>pdfjsLib.getDocument("/files/tz.pdf").promise.then(render);</script>""",
        """<script>PDFJS.getDocument({url: '/files/tz.pdf', cMapUrl: '/cmaps/'})</script>""",
        """<iframe id="f"></iframe><script>document.getElementById("f").src="/files/tz.pdf";</script>""",
        """<iframe id="f"></iframe><script>$('#f').attr('src', '/files/tz.pdf')</script>""",
        """<iframe id="f"></iframe><script>f.setAttribute("src","/pdfjs/viewer.html?file=/files/tz.pdf")</script>""",
        """<script>f.src = "/pdfjs/web/viewer.html?file=" + encodeURIComponent("/files/tz.pdf")</script>""",
        """<script>f.src = "/onlinePreview?url=" + encodeURIComponent(Base64.encode("/files/tz.pdf"))</script>""",
        f"""<script>f.src = "/onlinePreview?url={IN_BASE64}"</script>""",
        """<script>document.write('<embed src="/files/tz.pdf" width="100%">')</script>""",
        """<script>document.write("<iframe src=\\"/files/tz.pdf\\"></iframe>")</script>""",
        """<script>var data = {"pdf":"\\/files\\/tz.pdf"};</script>""",
    ],
)
def test_forms_in_which_pages_hide_files(form):
    assert urls(f"<p>请查看正文:</p><div>{form}</div>") == [FILE]


@pytest.mark.parametrize(
    ("form", "url"),
    [
        ('<a href="/files/tz.docx;jsessionid=ABC123">全文</a>', "/files/tz.docx;jsessionid=ABC123"),
        ('<a href="/files/TZ.DOCX">全文</a>', "/files/TZ.DOCX"),
        ('<p>附件:<a href="/file/12345">通知全文.docx</a></p>', "/file/12345"),
        ('<a href="/file/12345">通知全文.pdf（1.2MB）</a>', "/file/12345"),
        ('<a href="/file/12345" title="通知全文.xlsx">下载</a>', "/file/12345"),
        ('<p>附件1：<a href="/file/12345">申报表</a></p>', "/file/12345"),
        ('<a href="/file/12345">附件2 申报表</a>'.replace("附件2 ", "附件2："), "/file/12345"),
        ('<img src="/icon/icon_doc.gif"><a href="/file/12345">申报表</a>', "/file/12345"),
        ('<a href="/file/12345"><img src="/images/pdf.png"></a>', "/file/12345"),
        ('<a href="/file/12345" type="application/pdf">全文</a>', "/file/12345"),
        ('<a href="javascript:void(0)" onclick="downFile(\'/file/12345\')">通知.docx</a>', "/file/12345"),
        (
            "<a href='#' onclick=\"down('12345')\">通知.docx</a>"
            "<script>function down(id){location.href='/file/'+id}</script>",
            "/file/12345",
        ),
        ('<script>var files = [{"name":"通知.docx","url":"/file/12345"}]</script>', "/file/12345"),
        ('<iframe src="/pdfjs/viewer.html?file=%2Ffiles%2Ftz.pdf%3Fv%3D1"></iframe>', "/files/tz.pdf?v=1"),
        ('<iframe src="/pdfjs/viewer.html?file=/file/12345"></iframe>', "/file/12345"),
        ('<a href="/down.jsp?path=/a/tz.pdf">下载</a>', "/down.jsp?path=/a/tz.pdf"),
        ('<a href="/get.php?name=tz.wps&amp;id=1">下载</a>', "/get.php?name=tz.wps&id=1"),
        ("<a href='javascript:;' onclick=\"down('123456', '通知.docx')\">通知.docx</a>", ""),
        ('<a href="#" class="js-file" id="f1">附件1：申报表.xls</a>', ""),
    ],
)
def test_the_address_of_a_file_is_as_its_server_knows_it(form, url):
    assert urls(form) == [url]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="/a/1.jpg">附件1：扫描件</a>', ["/a/1.jpg"]),
        ('<p>附件：<a href="/a/2.png">公示名单.png</a></p>', ["/a/2.png"]),
        ('<a href="/a/3.tif">公示名单.tif</a>', ["/a/3.tif"]),
        ('<a href="/a/4.jpg" title="4.jpg"><img src="/a/4s.jpg"></a>', []),
        ('<a href="/a/5.jpg">查看大图</a>', []),
    ],
)
def test_pictures_are_files_only_where_the_page_names_them_as_attachments(link, expected):
    assert urls(link) == expected


def test_a_name_is_the_links_text_else_its_title_else_the_files():
    by_text = '<a href="/a.pdf"> 附件1： <b>方案</b></a>'
    by_title = '<a href="/b.pdf" title="表格"><img></a>'
    by_file = '<a href="/%E8%A1%A8.xls"></a>'
    assert [name for name, _ in links(by_text + by_title + by_file)] == ["附件1： 方案", "表格", "表.xls"]


def test_a_file_is_named_once_and_in_the_pages_order():
    body = '<a href="/b.pdf">二</a><a href="/a.pdf">一</a><a href="http://www.example.gov.cn/b.pdf">二</a>'
    assert urls(body) == ["/b.pdf", "/a.pdf"]


def test_the_base_of_the_page_counts():
    body = '<a href="a.pdf">附件</a>'
    tree = parse_html(f'<html><head><base href="/files/"></head><body><div id="x">{body}</div></body></html>')
    [found] = attachment_links(tree.get_element_by_id("x"), PAGE)
    assert found.url == "https://www.example.gov.cn/files/a.pdf"


@pytest.mark.parametrize(
    "around", ['<div class="footer">{}</div>', "<nav>{}</nav>", '<ul id="nav"><li>{}</li></ul>', "<aside>{}</aside>"]
)
def test_what_a_site_shows_everywhere_is_left_out(around):
    assert urls(around.format('<a href="/guide.pdf">使用指南</a>')) == []
    assert urls(f'<div class="article-footer-files">{around.format("")}<a href="/a.pdf">附件</a></div>') == ["/a.pdf"]


def test_at_most_so_many_are_named():
    assert len(urls("".join(f'<a href="/{number}.pdf">x</a>' for number in range(MOST + 50)))) == MOST


@given(st.text(), st.sampled_from(['<a href="{}">x</a>', '<iframe src="{}"></iframe>', '<a download="{}" href="/x">']))
@unhurried
def test_whatever_an_address_holds_nothing_is_raised(text, around):
    for _, url in links(around.format(text.replace('"', "") + ".pdf")):
        assert url.startswith(("http://", "https://"))
