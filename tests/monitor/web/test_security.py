"""What the page refuses: strange hosts, other sites, strangers; and what hostile notices can do: nothing."""

import re
from html.parser import HTMLParser

import pytest
from pydantic import ValidationError

from monitor.config.web import Web
from monitor.text.sanitize import outside_link
from monitor.web.security.addresses import local_path
from monitor.web.security.guard import CONTENT_POLICY
from monitor.web.security.passwords import hash_password, is_password
from monitor.web.security.sessions import SESSION_COOKIE, session_digest
from monitor.web.security.throttle import LIMIT, LIMIT_ALL, WINDOW_S, LoginThrottle
from tests.monitor.web.sites import client, site

PASSWORD = "correct horse battery"
HASH = hash_password(PASSWORD)
PAGES = [
    "/",
    "/?view=unread",
    "/search?q=集群",
    "/search?q=<script>alert(3)</script>",
    '/search?q=a"onx=1',
    "/notices/1",
    "/notices/1/diff",
    "/lists",
    "/lists/support",
    "/targets?unit=<script>&year=1",
    "/measures?view=units",
    "/measures",
    "/measures?unit=<script>",
    "/deadlines",
    "/deadlines?view=month",
    "/sources",
    "/sources/gov",
    "/add-source?address=<script>",
    "/topics",
    "/topics/new?query=<script>alert(6)</script>&name=%22onx=1&then=javascript:alert(7)",
    "/topics/edit?id=clusters",
    "/subscriptions",
    "/subscriptions/new?issuers=<script>&topics=<script>",
    "/subscriptions/edit?id=team",
    "/preview?query=<script>alert(8)</script>",
    "/deliveries",
    "/feeds",
    "/status",
    "/nothing<script>",
    "/?source=<script>alert(4)</script>",
]


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts = []
        self.attributes = []
        self.tags = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    with client(site(tmp_path_factory.mktemp("hostile"), hostile=True)) as opened:
        opened.post("/feed-addresses", data={"content": "notices", "q": "<script>alert(5)</script> 集群"})
        yield opened


@pytest.fixture
def locked(tmp_path):
    with client(site(tmp_path, password=HASH)) as opened:
        yield opened


def log_in(opened, **fields):
    return opened.post("/login", data={"password": PASSWORD} | fields)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_of_strangers_are_never_markup(hostile, path, language):
    answer = hostile.get(path, headers={"accept-language": language})
    found = Elements()
    found.feed(answer.text)
    assert all(source and source.startswith("/static/") for source in found.scripts)
    assert len(found.scripts) == 2
    assert not found.tags & {"img", "iframe", "object", "embed", "base"}
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "style"]
    links = [value for name, value in found.attributes if name in ("href", "src", "action")]
    assert not [link for link in links if re.match(r"\s*(javascript|data|vbscript):", link or "", re.IGNORECASE)]
    assert "\u202e" not in answer.text
    assert "{{7*7}}" in answer.text or "49" not in answer.text


def test_every_answer_has_the_strict_policy(hostile):
    for path in ("/", "/nothing", "/static/site.css", "/healthz", "/login", "/metrics"):
        headers = hostile.get(path).headers
        assert headers["content-security-policy"] == CONTENT_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY


def test_stored_pages_are_sandboxed_plain_text(hostile):
    answer = hostile.get("/notices/1/page")
    assert "<script>" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.", "evil.example:80", "[::2]"]
)
def test_strange_hosts_are_refused(hostile, host):
    for path in ("/", "/healthz", "/static/site.css"):
        assert hostile.get(path, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST"])
def test_hosts_of_this_machine_are_served(hostile, host):
    assert hostile.get("/healthz", headers={"host": host}).status_code == 200


def test_published_hosts_are_served(tmp_path):
    with client(site(tmp_path, hosts=("watch.example.org",))) as opened:
        assert opened.get("/healthz", headers={"host": "watch.example.org:443"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
    ],
)
def test_other_sites_change_nothing(tmp_path, headers, status):
    of = site(tmp_path)
    with client(of) as opened:
        assert opened.post("/notices/1/star", data={"starred": "1"}, headers=headers).status_code == status
    with of.store.reading() as tx:
        assert bool(tx.readers.marks("reader", [1])) is (status == 303)


def test_without_either_header_nothing_changes(tmp_path):
    with client(site(tmp_path)) as opened:
        del opened.headers["sec-fetch-site"]
        assert opened.post("/notices/1/star").status_code == 403
        assert opened.post("/notices/1/star", headers={"origin": "http://127.0.0.1"}).status_code == 303
        assert opened.post("/login", headers={"origin": "https://evil.example"}).status_code == 403


def test_other_methods_and_large_bodies_are_refused(hostile):
    assert hostile.put("/notices/1/star").status_code == 405
    assert hostile.delete("/feeds").status_code == 405
    assert hostile.post("/login", content=b"x" * 70_000).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/../html.py",
        "/static/%2e%2e/html.py",
        "/static/..%2fhtml.py",
        "/static/....//html.py",
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/..\\html.py",
        "/sources/../../noticewatch.yaml",
    ],
)
def test_no_path_leads_out_of_the_static_files(hostile, path):
    answer = hostile.get(path)
    assert answer.status_code == 404
    assert "Render templates" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "written",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
        "evil",
        "/a\nb",
        "///evil.example",
        None,
        "/" + "a" * 3000,
    ],
)
def test_redirects_stay_on_the_page(written):
    assert local_path(written) == "/"


def test_a_local_path_is_kept():
    assert local_path("/search?q=集群&before=3") == "/search?q=集群&before=3"


@pytest.mark.parametrize(
    "written",
    ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "ftp://a/b", "http:", "//a", "", None, "http://["],
)
def test_only_web_pages_are_linked(written):
    assert outside_link(written) is None


class TestLogin:
    def test_strangers_see_nothing_but_the_form(self, locked):
        for path in PAGES:
            answer = locked.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/login?next=")
        assert locked.get("/metrics").status_code == 303
        assert locked.post("/notices/1/star").status_code == 403
        assert locked.post("/feed-addresses").status_code == 403
        assert locked.post("/feed-addresses/1/revoke").status_code == 403
        assert locked.get("/healthz").status_code == 200
        assert locked.get("/login").status_code == 200

    def test_the_password_opens_the_page_and_logging_out_closes_it(self, locked):
        answer = log_in(locked, next="/status")
        assert (answer.status_code, answer.headers["location"]) == (303, "/status")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert locked.get("/").status_code == 200
        secret = locked.cookies[SESSION_COOKIE]
        assert locked.post("/logout").status_code == 303
        locked.cookies.set(SESSION_COOKIE, secret)
        assert locked.get("/").status_code == 303

    def test_the_id_of_a_session_is_stored_hashed_and_always_a_new_one(self, tmp_path):
        of = site(tmp_path, password=HASH)
        with client(of) as opened:
            opened.cookies.set(SESSION_COOKIE, "chosen by an attacker")
            log_in(opened)
            first = opened.cookies.get(SESSION_COOKIE, domain="127.0.0.1") or opened.cookies.get(SESSION_COOKIE)
        with of.store.reading() as tx:
            assert tx.readers.session_owner("chosen by an attacker", of.clock()) is None
            assert tx.readers.session_owner(session_digest("chosen by an attacker"), of.clock()) is None
            assert tx.readers.session_owner(first, of.clock()) is None

    def test_sessions_expire(self, tmp_path):
        of = site(tmp_path, password=HASH)
        with of.store.writing() as tx:
            tx.readers.add_session(session_digest("a"), "reader", of.clock(), of.clock())
            assert tx.readers.session_owner(session_digest("a"), of.clock()) is None

    def test_a_login_leads_nowhere_else(self, locked):
        assert log_in(locked, next="//evil.example").headers["location"] == "/"
        assert 'value="/"' in locked.get("/login?next=https://evil.example").text

    def test_many_failures_end_in_waiting_even_with_the_right_password(self, tmp_path, monkeypatch):
        monkeypatch.setattr("monitor.web.security.sessions.is_password", lambda given, _: given == PASSWORD)
        with client(site(tmp_path, password=HASH)) as opened:
            for _ in range(LIMIT):
                assert log_in(opened, password="wrong").status_code == 403
            answer = log_in(opened)
            assert answer.status_code == 429
            assert int(answer.headers["retry-after"]) > 0

    def test_a_secret_address_needs_no_password(self, locked):
        log_in(locked)
        locked.post("/feed-addresses", data={"content": "notices"})
        address = re.search(r'href="(http[^"]+atom.xml)"', locked.get("/feeds").text)[1]
        locked.cookies.clear()
        assert locked.get(address).status_code == 200
        assert locked.get(address.replace("/feeds/", "/feeds/x")).status_code == 404


def test_passwords_are_hashed_with_a_salt():
    assert hash_password("a") != hash_password("a")
    assert is_password(PASSWORD, HASH)
    assert not is_password("wrong", HASH)
    assert not is_password("\udc80", HASH)


def test_the_throttle_counts_each_address_and_all_together():
    now = [0.0]
    throttle = LoginThrottle(lambda: now[0])
    for _ in range(LIMIT):
        throttle.failed("a")
    assert throttle.wait_s("a") == WINDOW_S
    assert throttle.wait_s("b") == 0
    now[0] = WINDOW_S + 1
    assert throttle.wait_s("a") == 0
    for number in range(LIMIT_ALL):
        throttle.failed(str(number))
    assert throttle.wait_s("b") > 0
    throttle.succeeded("1")


class TestSettings:
    @pytest.mark.parametrize("listen", ["0.0.0.0:8000", "[::]:80", "192.168.1.2:8000"])
    def test_other_machines_need_a_guard(self, listen):
        with pytest.raises(ValidationError, match="password"):
            Web(listen=listen)
        assert not Web(listen=listen, password=HASH).is_local
        assert Web(listen=listen, trusted_proxies=["10.0.0.1"], user_header="X-User").port

    @pytest.mark.parametrize(
        "wrong",
        [
            {"listen": "localhost:8000"},
            {"listen": "127.0.0.1"},
            {"listen": "127.0.0.1:99999"},
            {"prefix": "watch"},
            {"prefix": "/a/"},
            {"password": "plain"},
            {"trusted_proxies": ["x"], "user_header": "X"},
            {"user_header": "X"},
            {"hosts": ["a b"]},
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, wrong):
        with pytest.raises(ValidationError):
            Web(**wrong)


class TestProxy:
    def test_only_a_trusted_proxy_names_the_user(self, tmp_path, monkeypatch):
        of = site(tmp_path, trusted_proxies=["10.0.0.0/8"], user_header="X-User")
        for address, headers, status in (
            ("10.1.2.3", {"X-User": "anna"}, 200),
            ("10.1.2.3", {}, 403),
            ("10.1.2.3", {"X-User": " "}, 403),
            ("192.168.1.1", {"X-User": "anna"}, 403),
            ("192.168.1.1", {"X-User": "anna", "X-Forwarded-For": "10.1.2.3"}, 403),
        ):
            with client(of) as opened:
                opened._transport.client = (address, 1)
                assert opened.get("/", headers=headers).status_code == status, address

    def test_marks_belong_to_the_user(self, tmp_path):
        of = site(tmp_path, trusted_proxies=["10.0.0.0/8"], user_header="X-User")
        with client(of) as opened:
            opened._transport.client = ("10.1.2.3", 1)
            opened.post("/notices/1/star", headers={"X-User": "anna"})
        with of.store.reading() as tx:
            assert tx.readers.marks("anna", [1])
            assert not tx.readers.marks("bert", [1])
