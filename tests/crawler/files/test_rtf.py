import pytest

from crawler.files.read import read_file
from crawler.files.rtf import read_rtf

HEAD = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Arial;}}"


def an_rtf(body, head=HEAD):
    return head + body + b"}"


def gbk(text):
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030")).encode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (gbk("关于印发方案的通知") + rb"\par " + gbk("第二段") + rb"\par", "关于印发方案的通知\n第二段"),
        (rb"\f1 " + gbk("通知") + rb"{\f1 A\'e9}", "通知Aé"),
        ("通知".encode("gb18030") + rb"\par", "通知"),
        (rb"\u20851?\u20110\'3f\uc2\u36890\'cd\'a8\uc0\u30693 x", "关于通知x"),
        (rb"{\header " + gbk("页眉") + rb"}{\footnote x}" + gbk("正文"), "正文"),
        (rb"{\*\unknown " + gbk("无") + rb"}{\v " + gbk("隐藏") + rb"}\v x\v0 " + gbk("正文"), "正文"),
        (rb"{\field{\*\fldinst HYPERLINK http://a.cn}{\fldrslt " + gbk("网站") + rb"}}", "网站"),
        (rb"{\listtext 1.\tab}" + gbk("总则") + rb"\par", "1. 总则"),
        (rb"{\f1\*\cs7\i0 " + gbk("样式") + rb"}{a\*\unknown b}{\*" + b"\n" + rb"\unknown c}", "样式ab"),
        (rb"{\list{\listlevel{\leveltext \'02\'00.;}}{\listname x;}}{\listoverride{y}}{\listtext 1.\tab}a", "1. a"),
        (b"a\tb" + rb"\tab c", "a b c"),
        (b"{a}}\n<script>\x118$DM{\\par b}", "a"),
        (rb"a\~b\_c\emdash d\{e\}\\", "a b-c—d{e}\\"),
        (rb"{\pict\bin5 }}}}}}" + gbk("正文"), "正文"),
        (rb"\trowd\intbl a\cell b\par c\cell\row\trowd\intbl d\cell e\cell\row\pard f\par", "a\tb c\nd\te\nf"),
        (rb"{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt " + gbk("文本框") + rb"\par}}", "文本框"),
    ],
)
def test_control_words(body, text):
    assert read_rtf(an_rtf(body)) == text


@pytest.mark.parametrize(
    ("head", "text"),
    [(HEAD.replace(rb"\deff0", rb"\cocoartf1671\deff0"), "Pokušajte müde 通知"), (HEAD, "Poku歛jte m黡e 通知")],
)
def test_files_of_macos_are_in_the_encodings_of_their_fonts(head, text):
    body = rb"{\f1 Poku\'9aajte m\'fcde }{\f0 " + gbk("通知") + b"}"
    assert read_rtf(an_rtf(body, head)) == text


def test_a_western_document_has_its_own_code_page():
    assert read_rtf(an_rtf(rb"\'93x\'94", rb"{\rtf1\ansi\ansicpg1252")) == "“x”"


@pytest.mark.parametrize("body", [rb"{\rtf1}", rb"{\rtf1\par", rb"{\rtf", b"{\\rtf1" + b"{" * 5000])
def test_an_rtf_without_text_is_a_fault(body):
    read = read_file(body)
    assert (read.type, read.fault) == ("rtf", "no_text")
