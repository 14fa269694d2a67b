import zlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.page import PackedPage, PageTooLargeError, decode, unpack, url_key
from tests.crawler.builders import NOW, a_page, unhurried

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


def test_a_page_keeps_the_hash_of_its_bytes():
    page = a_page(b"abc")
    assert page.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_without_redirects_the_final_address_is_the_one_asked_for():
    assert a_page(url="https://example.org/a").final_url == "https://example.org/a"


def test_a_packed_page_crosses_json_and_unpacks_to_the_same_bytes():
    body = bytes(range(256)) * 10
    page = a_page(body, url="https://example.org/a", final_url="https://example.org/b", content_type="text/html")
    packed = PackedPage.model_validate_json(page.pack().model_dump_json())
    assert unpack(packed.body) == body
    assert (packed.url, packed.sha256, packed.fetched_at) == ("https://example.org/b", page.sha256, NOW)


def test_a_packed_page_has_its_instant_in_utc():
    packed = PackedPage.model_validate_json(
        a_page(b"x", fetched_at=datetime(2024, 1, 1, tzinfo=UTC)).pack().model_dump_json()
    )
    assert packed.fetched_at == datetime(2024, 1, 1, tzinfo=UTC)


@given(st.binary(max_size=2000))
@unhurried
def test_packing_loses_nothing(body):
    assert unpack(zlib.compress(body), limit=max(1, len(body))) == body


@pytest.mark.parametrize("over", [1, 10, 258, 1_000_000])
def test_a_page_that_unpacks_to_too_much_is_refused(over):
    with pytest.raises(PageTooLargeError):
        unpack(zlib.compress(b"x" * (1000 + over)), limit=1000)


@pytest.mark.parametrize("broken", [b"not zlib", zlib.compress(b"x" * 1000)[:-4] + b"\0\0\0\0"])
def test_broken_data_is_an_error_of_zlib(broken):
    with pytest.raises(zlib.error):
        unpack(broken)


@pytest.mark.parametrize("cut", [1, 4, 8])
def test_data_that_was_cut_off_is_an_error_of_zlib(cut):
    with pytest.raises(zlib.error):
        unpack(zlib.compress(bytes(range(256)) * 4)[:-cut])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://EXAMPLE.org/a", "https://example.org/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:443/a", "http://example.org:80/a"),
        ("https://example.org/a#top", "https://example.org/a"),
        ("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1"),
        ("https://example.org/a?utm_source=x&id=1", "https://example.org/a?id=1"),
        ("https://example.org/a?spm=1.2.3", "https://example.org/a"),
        ("https://example.org/a?fbclid=1#!/x", "https://example.org/a#!/x"),
        ("https://example.org/a;jsessionid=1F2?id=1", "https://example.org/a?id=1"),
        ("https://example.org/a?JSESSIONID=1F2", "https://example.org/a"),
        ("https://example.org/(S(abcdef1234567890abcdefgh))/a.aspx", "https://example.org/a.aspx"),
        ("https://example.org/a?ASPSESSIONIDQA=1F2&hmsr=x", "https://example.org/a"),
        ("https://example.org/通知", "https://example.org/%E9%80%9A%E7%9F%A5"),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://例子.中国/", "https://xn--fsqu00a.xn--fiqs8s/"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://example.org/a/?id=1", "https://example.org/a?id=1"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/%e9%80%9a", "https://example.org/%E9%80%9A"),
        ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
        ("https://example.org/a?id=1&amp;utm_source=x", "https://example.org/a?id=1"),
        ("https://example.org/a?PHPSESSID=1f2&id=1", "https://example.org/a?id=1"),
        ("https://example.org/a?from=timeline&isappinstalled=0", "https://example.org/a"),
        ("https://example.org/a?t=1718252400123", "https://example.org/a?t=1718252401123"),
        ("https://example.org/a?id=1&_=1718252400", "https://example.org/a?id=1"),
        ("https://example.org/a?rnd=0.47112358", "https://example.org/a"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://www.www.example.org/a", "https://example.org/a"),
        ("https://example.org/b/../a", "https://example.org/a"),
        ("https://example.org/?utm_source=x#/detail/123", "http://www.example.org/#/detail/123"),
    ],
)
def test_addresses_of_one_page_have_one_key(one, other):
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a?id=1", "https://example.org/a"),
        ("https://example.org/#/a", "https://example.org/#/b"),
        ("https://example.org/#!a", "https://example.org/"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://zwgk.example.org/a", "https://example.org/a"),
        ("https://example.org/a?id=1&id=2", "https://example.org/a?id=2"),
        ("https://example.org/a?sid=1", "https://example.org/a?sid=2"),
        ("https://example.org/a?from=2024-01-01", "https://example.org/a?from=2024-02-01"),
        ("https://example.org/a?t=12", "https://example.org/a?t=13"),
        ("https://example.org/a?time=20240613", "https://example.org/a?time=20240614"),
        ("https://example.org/a?id=1718252400123", "https://example.org/a?id=1718252401123"),
        ("https://example.org/#/detail/123", "https://example.org/#/detail/124"),
        ("https://example.org/#/detail?t=1", "https://example.org/#/detail?t=2"),
        ("https://example.org/?a=1#/detail/123", "https://example.org/#/detail/123"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a?session=morning", "https://example.org/a?session=evening"),
    ],
)
def test_addresses_of_different_pages_have_different_keys(one, other):
    assert url_key(one) != url_key(other)


@given(
    st.one_of(
        st.text(), st.text().map("https://".__add__), st.from_regex(r"https?://[\[\]:@%?#/&=.;a-z0-9]*", fullmatch=True)
    )
)
@unhurried
def test_no_address_makes_its_key_raise(url):
    assert isinstance(url_key(url), str)


hosts = st.from_regex(r"[a-z][a-z0-9]{0,8}\.(org|gov\.cn)", fullmatch=True)
words = st.from_regex(r"[a-zA-Z0-9_.~\u4e00-\u4e2f%-]{0,8}", fullmatch=True)
values = words | st.from_regex(r"17\d{8}|0\.\d{8}|timeline", fullmatch=True)
names = st.from_regex(r"[a-z]{1,5}|amp;[a-z]|utm_source|spm|from|_|rnd|t", fullmatch=True)
queries = st.lists(st.tuples(names, values), max_size=4)
fragments = st.sampled_from(["", "#top", "#/detail/1", "#!/list?page=2", "#/a?t=1718252400"])
ends = st.sampled_from(["", "/", "//", ";jsessionid=1F2"])


@st.composite
def addresses(draw):
    query = "&".join(f"{name}={value}" for name, value in draw(queries))
    path = "/".join(draw(st.lists(words, max_size=3))) + draw(ends)
    before = f"{draw(st.sampled_from(['http', 'https']))}://{draw(st.sampled_from(['', 'www.']))}{draw(hosts)}"
    return f"{before}/{path}" + (f"?{query}" if query else "") + draw(fragments)


@given(addresses())
@unhurried
def test_a_key_read_as_an_address_has_itself_as_key(url):
    key = url_key(url)
    assert url_key(f"https://{key}") == key


@given(addresses())
@unhurried
def test_what_follows_the_visitor_makes_no_difference(url):
    bare = url.partition("#")[0]
    joint = "&" if urlsplit(bare).query else "?"
    assert url_key(f"{bare}{joint}utm_medium=mail#top") == url_key(bare)
    assert url_key(f"{bare}{joint}_=1718252400123") == url_key(bare)
