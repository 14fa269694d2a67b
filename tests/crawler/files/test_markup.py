import base64

import pytest

from crawler.files.read import read_file

SAID = "申报材料请于2026年12月20日前报送市工业和信息化局"
TABLE = f"<table><tr><th>材料</th><th>时限</th></tr><tr><td>{SAID}</td><td>2026年<br>12月20日</td></tr></table>"
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">'
    f"<style>p.MsoNormal {{margin:0}}</style></head><body><p class=MsoNormal>{SAID}<o:p></o:p></p></body></html>"
)
BOUNDARY = "----=_NextPart_01"


def mht(encoding, content, charset="utf-8"):
    return (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{BOUNDARY}"\r\n\r\n--{BOUNDARY}\r\n'
        f'Content-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    ).encode() + (content + f"\r\n--{BOUNDARY}--\r\n".encode())


def word_xml(around):
    name = "http://schemas.microsoft.com/office/word/2003/wordml"
    body = f'<w:wordDocument xmlns:w="{name}"><w:body><w:p><w:r><w:t>{SAID}</w:t></w:r></w:p></w:body></w:wordDocument>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{around}{body}'.encode()


SHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    "<Row><Cell><Data>材料</Data></Cell>"
    f"<Cell><Data>{SAID}</Data></Cell></Row></Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (WORD.encode(), "html"),
        (WORD.encode("gb18030"), "html"),
        (WORD.encode("utf-16"), "html"),
        (b"\xef\xbb\xbf" + WORD.encode(), "html"),
        (TABLE.encode(), "html"),
        (f"<html><body>{TABLE}</body></html>".encode(), "html"),
        (f"<div>{SAID}</div>".encode(), "html"),
        (f'<?xml version="1.0"?>\n<html><body><p>{SAID}</p></body></html>'.encode(), "html"),
        (f"<!-- 导出 --><html><head><title>表</title></head><body><p>{SAID}</p></body></html>".encode(), "html"),
        (mht("base64", base64.encodebytes(WORD.encode())), "mht"),
        (mht("8bit", WORD.encode()), "mht"),
        (mht("8bit", WORD.encode("gb18030"), "gb2312"), "mht"),
        (word_xml('<?mso-application progid="Word.Document"?>'), "xml"),
        (word_xml(""), "xml"),
        (SHEET.encode(), "xml"),
    ],
)
def test_documents_saved_as_markup_are_read(body, kind):
    read = read_file(body)
    assert (read.type, read.fault) == (kind, None)
    assert SAID in read.text
    assert "MsoNormal" not in read.text


def test_a_row_is_a_line():
    assert read_file(TABLE.encode()).text.splitlines() == ["材料\t时限", f"{SAID}\t2026年 12月20日"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><h1>404 Not Found</h1><hr><center>nginx</center></body></html>",
        "<html><head><title>错误</title></head><body>您访问的文件不存在或已被删除，请返回首页。</body></html>",
        "<html><body><script>location.href='/login'</script></body></html>",
        f"<html><head><link rel=stylesheet href=a.css></head><body><nav>首页</nav><p>{SAID}</p></body></html>",
        f"<html><body><form action=/login><input name=user><p>{SAID}</p></form></body></html>",
        "<html><body><p>请先登录后再下载附件。</p></body></html>",
        "<html></html>",
    ],
)
def test_pages_of_a_site_are_no_files(page):
    read = read_file(page.encode())
    assert (read.type, read.text, read.fault) == (None, None, "not_a_file")
