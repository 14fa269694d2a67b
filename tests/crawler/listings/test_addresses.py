from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.addresses import Addresses
from crawler.model.page import parse_html
from tests.crawler.builders import LISTING, SITE, document, unhurried

SCRIPT = """
<script>
function openDoc(id) { var a = 1; window.location.href = '/detail.html?id=' + id; }
var show = function (type, id) { window.open("/show/" + type + "/" + id + ".html", "_blank") };
function both(id) { if (id == 1) { alert("no") } location.assign('view.jsp?id=' + id) }
function remote(id) { fetch('/api/' + id) }
function computed(id) { location.href = base() + id; }
</script>
"""


def address(link, script=SCRIPT, head=""):
    root = parse_html(document(head, script, link))
    [element] = root.xpath("//*[@id='it']")
    return Addresses(root, LISTING).of(element)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("""<a id=it href="javascript:openDoc('12')">x</a>""", f"{SITE}/detail.html?id=12"),
        (
            """<a id=it href="javascript:void(0)" onclick="openDoc(12);return false">x</a>""",
            f"{SITE}/detail.html?id=12",
        ),
        ("""<a id=it href="#" onclick="show('zcwj', 'ab-1')">x</a>""", f"{SITE}/show/zcwj/ab-1.html"),
        ("""<a id=it onclick='both("7")'>x</a>""", f"{LISTING}view.jsp?id=7"),
        ("""<a id=it href="javascript:window.open('/art/1.html')">x</a>""", f"{SITE}/art/1.html"),
        ("""<a id=it href="javascript:;" onclick="location.href='../art/1.html'">x</a>""", f"{SITE}/art/1.html"),
        (
            """<a id=it href="javascript:;" onclick="window.location = 'https://b.gov.cn/1'">x</a>""",
            "https://b.gov.cn/1",
        ),
        ("""<a id=it href="javascript:go('/art/1.html', 'x')">x</a>""", f"{SITE}/art/1.html"),
        ("""<a id=it href="javascript:openUrl('content_12.htm')">x</a>""", f"{LISTING}content_12.htm"),
        ("""<li id=it onclick="location.href='/art/1.html'">x</li>""", f"{SITE}/art/1.html"),
        (r"""<a id=it href="..\art\1.html">x</a>""", f"{SITE}/art/1.html"),
        ('<a id=it href="/a?x=a\\b">x</a>', f"{SITE}/a?x=a\\b"),
        ('<a id=it href="/ar\nt/1.html">x</a>', f"{SITE}/art/1.html"),
        ('<a id=it href="//other.gov.cn/1.html">x</a>', "https://other.gov.cn/1.html"),
    ],
)
def test_an_address_is_found_where_it_stands(link, url):
    assert address(link) == url


@pytest.mark.parametrize(
    "link",
    [
        """<a id=it href="javascript:void(0)">x</a>""",
        """<a id=it href="javascript:;" onclick="toggle('menu')">x</a>""",
        """<a id=it href="javascript:remote('12')">x</a>""",
        """<a id=it href="javascript:computed('12')">x</a>""",
        """<a id=it href="javascript:openDoc()">x</a>""",
        """<a id=it href="javascript:__doPostBack('ctl00$gv','Page$2')">x</a>""",
        """<a id=it href="JavaScript:alert('12')">x</a>""",
        """<a id=it href="javascript:location.href='mailto:a@example.org'">x</a>""",
        """<a id=it name="top">x</a>""",
    ],
)
def test_no_address_is_made_up(link):
    assert address(link) is None


def test_base_holds_for_addresses_in_scripts_too():
    link = """<a id=it href="javascript:location.href='1.html'">x</a>"""
    assert address(link, head='<base href="/other/">') == f"{SITE}/other/1.html"


@pytest.mark.parametrize(
    ("url", "own"),
    [(LISTING, True), (f"{LISTING}#list", True), (f"{LISTING}#/notice/1", False), (f"{LISTING}?page=2", False)],
)
def test_a_link_to_the_page_itself_is_known(url, own):
    assert Addresses(parse_html(document("")), LISTING).is_own(url) is own


@pytest.mark.parametrize(
    "code",
    [
        "a(" * 2000,
        "'" + "a/" * 2000,
        "location.href=" * 300,
        "f('" + "x" * 5000,
        "openDoc(" + "'1'," * 1000 + ")",
        '"' * 5000,
    ],
)
def test_a_handler_takes_no_time(code):
    began = perf_counter()
    address(f'<a id=it href="#" onclick="{code.replace(chr(34), "&quot;")}">x</a>')
    assert perf_counter() - began < 0.5


@given(st.text(), st.text())
@unhurried
def test_no_script_makes_finding_an_address_raise(code, script):
    root = parse_html(document("<a id=it>x</a>", "<script></script>"))
    root.find(".//script").text = "function f(a){" + "".join(c for c in script if c.isprintable())
    [element] = root.xpath("//*[@id='it']")
    element.set("onclick", "f('1');" + "".join(c for c in code if c.isprintable()))
    url = Addresses(root, LISTING).of(element)
    assert url is None or url.startswith(("http://", "https://"))
