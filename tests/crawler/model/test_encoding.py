import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.encoding import decode
from tests.crawler.builders import unhurried

CHINESE = "各县（市、区）人民政府，市直各部门：现将《先进制造业集群培育方案》印发给你们，请认真贯彻执行。\n" * 3
FRENCH = "Décret relatif à l'économie sociale, publié au Journal officiel : « à l'été »"


def html(text, charset=None):
    return f"<html><head>{f'<meta charset={charset}>' if charset else ''}</head><body>{text}</body></html>"


@pytest.mark.parametrize(
    ("label", "own_label"),
    [
        ("gb2312", None),
        ("GBK", None),
        ("gb18030", None),
        ("utf-8", None),
        ("utf-8", "gb2312"),
        ("iso-8859-1", "gb2312"),
        (None, "gb2312"),
        (None, "utf-8"),
        (None, None),
        ("no-such-charset", None),
    ],
)
def test_gb18030_is_read_whatever_its_label(label, own_label):
    body = html(CHINESE, own_label)
    content_type = f"text/html; charset={label}" if label else "text/html"
    assert decode(body.encode("gb18030"), content_type) == body


def test_gb18030_that_only_the_server_calls_latin_1_is_read():
    assert decode(CHINESE.encode("gb18030"), "text/html; charset=iso-8859-1") == CHINESE
    assert decode(html(CHINESE, "iso-8859-1").encode("gb18030"), "text/html; charset=iso-8859-1").count(CHINESE) == 1


def test_characters_beyond_gbk_survive_a_gb2312_label():
    text = CHINESE + "㐀𠀀镕"
    assert decode(text.encode("gb18030"), "text/html; charset=gb2312") == text


@pytest.mark.parametrize("label", ["gb2312", "iso-8859-1", "big5", "utf-8", None])
def test_utf8_is_read_whatever_its_label(label):
    content_type = f"text/html; charset={label}" if label else None
    assert decode(CHINESE.encode(), content_type) == CHINESE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("label", ["gb2312", "utf-8", None])
def test_a_byte_order_mark_decides(encoding, label):
    content_type = f"text/html; charset={label}" if label else None
    assert decode(CHINESE.encode(encoding), content_type) == CHINESE


def test_a_western_page_with_a_western_label_stays_western():
    assert decode(FRENCH.encode("cp1252"), "text/html; charset=ISO-8859-1") == FRENCH


def test_a_big5_page_is_read_by_its_own_label():
    body = html("關於印發先進製造業集群培育方案的通知", "big5")
    assert decode(body.encode("big5"), "text/html") == body


def broken_utf8(charset=None, at=60):
    raw = html(CHINESE, charset).encode()
    at = raw.index("各县".encode()) + at
    return raw[:at] + b"\xff" + raw[at:], raw.decode()


@pytest.mark.parametrize("label", [None, "utf-8", "no-such-charset", "iso-8859-1"])
@pytest.mark.parametrize("own_label", [None, "utf-8"])
@pytest.mark.parametrize("at", [60, 61, 62])
def test_one_bad_byte_does_not_turn_a_utf8_page_into_another_encoding(label, own_label, at):
    broken, whole = broken_utf8(own_label, at)
    text = decode(broken, f"text/html; charset={label}" if label else None)
    assert text[-60:] == whole[-60:]
    assert 1 <= text.count("\ufffd") <= 4


@pytest.mark.parametrize(("label", "own_label"), [("gb2312", None), ("gb2312", "utf-8"), ("big5", "utf-8")])
def test_one_bad_byte_does_not_make_a_wrong_label_right(label, own_label):
    broken, whole = broken_utf8(own_label)
    assert decode(broken, f"text/html; charset={label}")[-60:] == whole[-60:]


def test_a_utf8_page_cut_in_the_middle_of_a_character_stays_utf8():
    assert decode(CHINESE.encode()[:-2]).startswith(CHINESE[:-2])


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
@unhurried
def test_no_bytes_make_decoding_raise(body, content_type):
    assert isinstance(decode(body, content_type), str)


CHARSETS = [
    "utf-8",
    "gb2312",
    "gbk",
    "big5",
    "iso-8859-1",
    "utf-16",
    "utf-7",
    "shift_jis",
    "euc-kr",
    "x-user-defined",
    "none",
    "",
    '"',
    "cp65001",
    "mbcs",
    "koi8-r",
]


@given(st.binary(max_size=100), st.sampled_from(CHARSETS))
@unhurried
def test_no_label_of_an_encoding_makes_decoding_raise(body, charset):
    assert isinstance(decode(b"\xff" + body, f"text/html; charset={charset}"), str)
    assert isinstance(decode(f"<meta charset='{charset}'>".encode() + b"\xff" + body), str)


@pytest.mark.parametrize(
    "charset", ["hex", "base64", "rot13", "zip", "uu", "quopri", "idna", "undefined", "unicode_escape", "utf-7"]
)
def test_a_codec_that_is_no_charset_is_ignored(charset):
    body = CHINESE.encode("gb18030") + rb"\d"
    assert decode(body, f"text/html; charset={charset}") == CHINESE + r"\d"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("x-gbk", "gb18030"),
        ("GB_2312", "gb18030"),
        ("csGB2312", "gb18030"),
        ("cn-big5", "big5"),
        ("x-x-big5", "big5"),
        ("windows-949", "cp949"),
    ],
)
@pytest.mark.parametrize("place", ["header", "meta"])
def test_labels_that_browsers_know_are_known(label, codec, place):
    text = "한국 공고" if codec == "cp949" else "通知公告與項目申報" if codec == "big5" else CHINESE
    meta = f"<meta charset='{label}'>".encode() if place == "meta" else b""
    assert decode(meta + text.encode(codec), f"text/html; charset={label}" if not meta else None).endswith(text)


def test_characters_beyond_gb2312_under_its_label_are_read():
    text = "朱镕基、㛃、𠮷、€"
    assert decode(b"<meta charset=gb2312>" + text.encode("gb18030")).endswith(text)


def test_a_label_in_a_comment_is_none():
    body = b"<!-- <meta charset=big5> --><meta charset=gbk>" + CHINESE.encode("gbk")
    assert decode(body).endswith(CHINESE)


def test_the_header_goes_before_the_documents_own_label():
    body = b"<meta charset=gbk>" + "通知公告與項目".encode("big5")
    assert decode(body, "text/html; charset=big5").endswith("通知公告與項目")


@pytest.mark.parametrize("text", ["通", "一览", "联通"])
def test_a_few_pairs_of_bytes_are_what_their_label_says(text):
    body = b"<meta charset=gbk><p>" + text.encode("gbk") + b"</p>"
    assert text in decode(body)


def test_western_letters_in_utf8_are_read_under_a_western_label():
    assert decode("<p>Café à Genève</p>".encode(), "text/html; charset=iso-8859-1") == "<p>Café à Genève</p>"
