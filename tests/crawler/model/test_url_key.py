from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.url_key import url_key
from tests.crawler.builders import unhurried


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
names = st.from_regex(r"[a-z]{1,5}|amp;[a-z]|utm_source|spm|from|_|rnd|t", fullmatch=True)
values = words | st.from_regex(r"17\d{8}|0\.\d{8}|timeline", fullmatch=True)
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


def test_marked_entries_of_a_feed_are_apart():
    assert len({url_key(f"https://example.org/n{mark}") for mark in ("", "#a", "#:~:entry=A", "#a:~:entry=B")}) == 3


@given(
    st.sampled_from(
        ["www.gov.cn", "a.b", "www.www.x.cn", "www.cn", "www", "127.0.0.1", "-a.b", "a..b", "xn--fiqs8s.cn"]
    ),
    st.lists(
        st.sampled_from(["/", "/a", "/b.html", "/..", "/.", "/t20240501_1.shtml", "_", "/%41", "/.a"]), max_size=6
    ),
)
def test_the_short_way_gives_the_same_key(host, path):
    """A fragment without meaning leads the URL the long way."""
    url = f"https://{host}{''.join(path)}"
    assert url_key(url) == url_key(f"{url}#")
