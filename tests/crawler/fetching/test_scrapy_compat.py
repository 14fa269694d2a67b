"""Each test names the private name that a new version of Scrapy or Twisted has moved."""

import inspect
import subprocess
import sys

import pytest
from twisted.internet.error import ConnectionDone
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol, Request
from twisted.web.client import HTTPConnectionPool
from twisted.web.http_headers import Headers

from crawler.fetching import scrapy_compat


@pytest.fixture
def pool():
    return HTTPConnectionPool(reactor=None, persistent=False)


HANDLER = """
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
import inspect
from scrapy.utils.test import get_crawler
from twisted.web.client import HTTPConnectionPool
from crawler.fetching.scrapy_compat import handler_with_pool

crawler = get_crawler(settings_dict={"TWISTED_REACTOR_ENABLED": True})
for verify in (True, False):
    given = []
    handler = handler_with_pool(crawler, verify, lambda pool, tls: given.append((pool, tls)) or "guarded")
    [(pool, tls)] = given
    assert isinstance(pool, HTTPConnectionPool), pool
    assert hasattr(tls, "creatorForNetloc"), tls
    assert tls._verify_certificates is verify
    assert "self._verify_certificates" in inspect.getsource(type(tls)), "_verify_certificates has moved"
    assert "self._pool" in inspect.getsource(type(handler)), "_pool has moved"
"""
HOSTS = (
    HANDLER
    + """
from twisted.internet import endpoints

for convert, host in ((endpoints._idnaText, b"xn--mxtq1m.example"), (endpoints._idnaBytes, "政府.example")):
    converted = convert(host)
    hits = convert.cache_info().hits
    assert convert(host) == converted
    assert convert.cache_info()[:3] == (hits + 1, 1, 4096), convert.cache_info()
assert endpoints._idnaText(b"a_b.example") == "a_b.example", "Scrapy's fallback is lost"
assert endpoints._idnaText.cache_info().currsize == 2
"""
)


def test_the_http_handler_takes_another_pool_and_the_check_of_certificates():
    # In a process of its own: a reactor can be installed once.
    ended = subprocess.run([sys.executable, "-c", HANDLER], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_host_names_are_converted_once():
    ended = subprocess.run([sys.executable, "-c", HOSTS], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_pool_makes_protocols_with_its_factory(pool):
    assert scrapy_compat.pool_factory(pool).buildProtocol is not None
    scrapy_compat.set_pool_factory(pool, "bounded")
    assert scrapy_compat.pool_factory(pool) == "bounded"
    assert "self._factory" in inspect.getsource(HTTPConnectionPool), "Twisted no longer reads this attribute"


def a_protocol():
    protocol = HTTP11ClientProtocol()
    protocol.makeConnection(StringTransport())
    request = Request(b"GET", b"/", Headers({b"Host": [b"example.org"]}), None, persistent=False)
    failures = []
    protocol.request(request).addErrback(failures.append)
    return protocol, failures


def test_a_protocol_has_a_parser_that_says_whether_it_reads_headers():
    protocol, _ = a_protocol()
    parser = scrapy_compat.parser_of(protocol)
    assert scrapy_compat.is_reading_headers(parser)
    protocol.dataReceived(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n")
    assert scrapy_compat.is_reading_headers(parser)
    protocol.dataReceived(b"\r\n")
    assert not scrapy_compat.is_reading_headers(parser)


def test_a_protocol_that_gives_up_fails_its_request():
    protocol, failures = a_protocol()
    protocol.dataReceived(b"HTTP/1.1 200 OK\r\n")
    scrapy_compat.give_up(protocol, ValueError("enough"))
    protocol.connectionLost(Failure(ConnectionDone()))
    assert failures
