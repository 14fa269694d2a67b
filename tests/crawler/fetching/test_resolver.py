"""Names, asked of a real name server on loopback by a real crawler."""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.defer import TimeoutError as DeferredTimeoutError
from twisted.internet.error import ConnectError, ConnectionLost
from twisted.internet.task import Clock
from twisted.names.dns import A, Message, Query, Record_A, RRHeader
from twisted.names.error import (
    DNSFormatError,
    DNSNameError,
    DNSQueryRefusedError,
    DNSQueryTimeoutError,
    DNSServerError,
)

from crawler.fetching.resolver import NameResolver, _ordered
from crawler.fetching.system_names import HostsFile, NameServers, literal_address
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import UnreachableError
from tests.crawler.builders import a_listing, an_article, ten_rows
from tests.crawler.fetching.net.dns_server import NameServer


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:127.0.0.1", "::ffff:7f00:1"),
        ("www.gov.cn", None),
        ("0x7f.gov.cn", None),
        ("1.gov", None),
        ("", None),
    ],
)
def test_addresses_are_known_in_whatever_spelling(host, address):
    assert literal_address(host) == address


def test_all_addresses_are_tried_in_a_fixed_order_and_the_families_in_turns():
    found = ["192.0.2.9", "2001:db8::2", "192.0.2.1", "2001:db8::1", "192.0.2.1", "192.0.2.5"]
    assert _ordered(found) == ("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.5", "192.0.2.9")
    assert _ordered(found[::-1]) == _ordered(found)


def test_the_hosts_file_is_read_again_when_it_has_changed(tmp_path):
    path = tmp_path / "hosts"
    path.write_text("127.0.0.1 a.test A2.test # x\n::1 a.test\nbroken\n\n# 10.0.0.1 no.test\n")
    hosts = HostsFile(str(path))
    assert (hosts.addresses("a.test"), hosts.addresses("a2.test")) == (["127.0.0.1", "::1"], ["127.0.0.1"])
    assert hosts.addresses("no.test") == []
    path.write_text("10.0.0.1 no.test\n")
    assert (hosts.addresses("a.test"), hosts.addresses("no.test")) == ([], ["10.0.0.1"])
    path.unlink()
    assert hosts.addresses("no.test") == ["10.0.0.1"]


@pytest.mark.parametrize(
    ("text", "hosts", "names"),
    [
        ("search corp.test test\n", ["127.0.0.1"], {"portal": ["portal.corp.test", "portal.test", "portal"]}),
        ("domain corp.test.\nsearch\n", ["127.0.0.1"], {"portal": ["portal"]}),
        (
            "search a.local b.local\noptions timeout:2 ndots:5 edns0\nnameserver 10.96.0.10\n",
            ["10.96.0.10"],
            {
                "hub.tools": ["hub.tools", "hub.tools.a.local", "hub.tools.b.local"],
            },
        ),
        (
            "; comment\n# nameserver 1.1.1.1\nnameserver\nnameserver dns.example\nnameserver ::1 # local\n\xff\n",
            ["::1"],
            {"www.gov.cn": ["www.gov.cn"]},
        ),
    ],
    ids=["search", "empty search", "Kubernetes", "invalid lines"],
)
def test_resolv_conf_has_name_servers_and_domains_for_short_names(tmp_path, text, hosts, names):
    path = tmp_path / "resolv.conf"
    path.write_text(text, encoding="latin-1")
    found = NameServers(str(path), reactor=Clock())
    assert found.dynServers == [(host, 53) for host in hosts]
    assert {name: [full.decode() for full in found.candidates(name.encode())] for name in names} == names


@pytest.mark.parametrize("over_tcp", [0, 1], ids=["complete over TCP", "truncated over TCP"])
def test_a_truncated_answer_is_asked_for_once_more_over_tcp(over_tcp):
    record = RRHeader("a.test", A, payload=Record_A("192.0.2.1", 300), ttl=300)
    truncated = Message(answer=1, trunc=1)
    full = Message(answer=1, trunc=over_tcp)
    full.answers.append(record)
    asked = []

    def query_tcp(queries):
        asked.append(queries)
        return succeed(full)

    found = NameServers(servers=[("192.0.2.53", 53)], reactor=Clock())
    found.queryTCP = query_tcp
    results = []
    found.filterAnswers(truncated).addCallback(results.append)
    assert (len(asked), results) == (1, [([record], [], [])])


def test_a_lookup_ends_whatever_the_name_servers_do(monkeypatch):
    monkeypatch.setattr("crawler.fetching.resolver.LOOKUP_S", 0.01)

    async def ask():
        resolver = NameResolver(None)
        resolver._servers = servers(lambda _: Deferred())
        with pytest.raises(UnreachableError):
            await resolver.addresses("a.test")
        return resolver._known["a.test"].reason.code, resolver._under_way

    assert asyncio.run(ask()) == (FetchDetail.NAME_SERVERS_SLOW.of().code, {})


def test_a_short_name_is_asked_for_in_each_domain_until_it_exists():
    asked = []

    def look_up(name):
        asked.append(name)
        record = RRHeader(name, A, payload=Record_A("192.0.2.1", 300), ttl=300)
        return succeed(([record], [], [])) if name == b"portal.test" else fail(DNSNameError())

    async def ask():
        resolver = NameResolver(None)
        resolver._servers = servers(look_up)
        resolver._servers.candidates = lambda name: [name + b".corp.test", name + b".test", name]
        return await resolver.addresses("portal")

    assert asyncio.run(ask()) == ("192.0.2.1",)
    assert set(asked) == {b"portal.corp.test", b"portal.test"}


@pytest.mark.parametrize("name", ["a" * 64 + ".test", ".".join(["a" * 60] * 5), "a..test", "."], ids=len)
def test_an_invalid_name_is_not_asked_for(name):
    with pytest.raises(UnreachableError) as refused:
        asyncio.run(NameResolver(None).addresses(name))
    assert FetchDetail.NO_HOST_NAME.of() in refused.value.args[0].params.values()


def servers(look_up, *others):
    places = [("192.0.2.53", 53), *others]
    return SimpleNamespace(
        servers=places,
        dynServers=[],
        lookupAddress=look_up,
        lookupIPV6Address=look_up,
        candidates=lambda name: [name],
    )


@pytest.mark.parametrize(
    ("failure", "found"),
    [(DNSQueryRefusedError(), True), (DNSServerError(), True), (DNSNameError(), False)],
    ids=["refused", "failed", "no such name"],
)
def test_another_name_server_is_asked_after_an_error_of_the_first(monkeypatch, failure, found):
    record = RRHeader("a.test", A, payload=Record_A("192.0.2.1", 300), ttl=300)
    second = servers(lambda _: succeed(([record], [], [])))
    monkeypatch.setattr("crawler.fetching.resolver.NameServers", lambda **_: second)

    async def ask():
        resolver = NameResolver(None)
        resolver._servers = servers(lambda _: fail(failure), ("192.0.2.54", 53))
        with contextlib.suppress(UnreachableError):
            return await resolver.addresses("a.test")

    assert asyncio.run(ask()) == (("192.0.2.1",) if found else None)


@pytest.mark.parametrize(
    ("failure", "detail"),
    [
        (DNSNameError(), FetchDetail.NO_SUCH_NAME),
        (DNSServerError(), FetchDetail.NAME_SERVERS_FAIL),
        (DNSFormatError(), FetchDetail.NAME_SERVERS_FAIL),
        (DNSQueryRefusedError(), FetchDetail.NAME_SERVERS_FAIL),
        (DNSQueryTimeoutError(7), FetchDetail.NAME_SERVERS_SILENT),
        (DeferredTimeoutError([Query(b"a.test")]), FetchDetail.NAME_SERVERS_SILENT),
        (OSError("No domain name servers available"), FetchDetail.NAME_SERVERS_SILENT),
        (ConnectError(), FetchDetail.NAME_SERVERS_SILENT),
        (ConnectionLost(), FetchDetail.NAME_SERVERS_SILENT),
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_failure_of_the_name_servers_is_a_reason_and_remembered(failure, detail):
    async def ask():
        resolver = NameResolver(None)
        resolver._servers = servers(lambda _: fail(failure))
        with pytest.raises(UnreachableError):
            await resolver.addresses("a.test")
        return resolver._known["a.test"]

    answer = asyncio.run(ask())
    assert answer.reason.code == detail.of().code
    assert answer.failures == 1


class Site(BaseHTTPRequestHandler):
    """A listing of ten notices."""

    def do_GET(self):
        self.server.asked.append(self.headers["Host"])
        body = (a_listing(*ten_rows()) if self.path == "/list/" else an_article()).encode()
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


@pytest.fixture
def sites():
    """Servers at 127.0.0.1 and ::1, at one port."""
    four = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    port = four.server_address[1]
    six = Server6(("::1", port), Site)
    for server in (four, six):
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield port, four, six
    for server in (four, six):
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def crawler(server):
    """A crawler that asks the name server; gives a function that polls hosts and yields results as they come."""
    command = [sys.executable, "-m", "crawler", "serve", "--delay", "0", "--set", f"NAME_SERVERS={server.address}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def poll(*hosts, port, trusted=True, deadline_s=6.0):
        for host in hosts:
            url = f"http://{host}:{port}/list/"
            source = {"id": host, "url": url, "trusted": trusted, "obey_robots": False}
            request = {"do": "poll", "id": host, "source": source, "deadline_s": deadline_s, "max_pages": 1}
            process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        return {result["id"]: result for result in (json.loads(process.stdout.readline()) for _ in hosts)}

    try:
        yield poll
    finally:
        process.kill()
        process.communicate()
        server.close()


@pytest.mark.slow
def test_names_are_resolved_over_both_families_and_failures_are_remembered(sites):
    port, _, six = sites
    names = {
        "four.test": ["127.0.0.1"],
        "six.test": ["::1"],
        "both.test": ["127.0.0.1", "::1"],
        "dead-first.test": ["127.9.9.9", "127.0.0.1", "::1"],
        "half.test": ["127.0.0.9", "::1"],
        "none.test": [],
    }
    server = NameServer(names)
    with crawler(server) as poll:
        results = poll(*names, "missing.test", "[::1]", "127.0.0.1", port=port)
        outcomes = {host: result["outcome"] for host, result in results.items()}
        assert {host for host, outcome in outcomes.items() if outcome != "ok"} == {"none.test", "missing.test"}
        reason = results["missing.test"]["failures"][0]
        assert (reason["code"], "the host name does not exist" in reason["detail"]) == ("unreachable", True)
        assert f"six.test:{port}" in six.asked
        assert f"[::1]:{port}" in six.asked
        asked = len(server.asked)
        assert poll("missing.test", port=port)["missing.test"]["outcome"] == "failed"
        assert len(server.asked) == asked


@pytest.mark.slow
def test_dead_name_servers_of_some_sources_hold_no_others_up(sites):
    port, four, _ = sites
    good = [f"good{number}.test" for number in range(5)]
    dead = [f"dead{number}.test" for number in range(30)]
    server = NameServer({**{host: ["127.0.0.1"] for host in good}, **{host: [] for host in dead}})
    # The names that are not answered must be told from those that are missing.
    server._found = lambda name: None if name in dead else ["127.0.0.1"]
    with crawler(server) as poll:
        poll(good[0], port=port)
        thread = threading.Thread(target=lambda: results.update(poll(*dead, *good[1:], port=port, deadline_s=4.0)))
        results = {}
        began = time.monotonic()
        thread.start()
        while sum(f"{host}:{port}" in four.asked for host in good) < len(good):
            assert time.monotonic() - began < 3
            time.sleep(0.02)
        thread.join()
    assert {host for host, result in results.items() if result["outcome"] == "ok"} == set(good[1:])
    assert {results[host]["outcome"] for host in dead} == {"failed"}


@pytest.mark.slow
def test_a_name_that_changes_between_check_and_connection_reaches_nothing_inside(sites):
    port, four, six = sites
    names = {
        "inside.test": ["127.0.0.1"],
        "inside6.test": ["::1"],
        "mapped.test": ["::ffff:127.0.0.1"],
        "mixed.test": ["198.51.100.1", "127.0.0.1"],
        "turns.test": [["198.51.100.1"], ["127.0.0.1"], ["::1"]],
        "turns6.test": [["2001:db8::1"], ["::1"]],
        "metadata.test": ["169.254.169.254"],
        "link.test": ["fe80::1"],
        "nat.test": ["64:ff9b::7f00:1"],
    }
    with crawler(NameServer(names)) as poll:
        for _ in range(2):
            results = poll(
                *names, "0x7f.1", "2130706433", "[::ffff:7f00:1]", "[::]", port=port, trusted=False, deadline_s=2.0
            )
            assert {result["outcome"] for result in results.values()} == {"failed"}
    assert (four.asked, six.asked) == ([], [])
