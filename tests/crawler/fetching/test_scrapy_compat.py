"""Each test names the private name that a new version of Scrapy or Twisted has moved."""

import inspect

import pytest
from scrapy import Spider
from scrapy.utils.test import get_crawler
from twisted.internet.error import ConnectionDone
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol, Request
from twisted.web.client import HTTPConnectionPool
from twisted.web.http_headers import Headers

from crawler.fetching import scrapy_compat
from crawler.service.scrapy_settings import scrapy_settings


@pytest.fixture
def pool():
    return HTTPConnectionPool(reactor=None, persistent=False)


@pytest.mark.parametrize("verify", [True, False])
def test_the_http_handler_takes_another_pool_and_the_check_of_certificates(verify):
    crawler = get_crawler(Spider, settings_dict=scrapy_settings(TWISTED_REACTOR_ENABLED=True))
    given = []

    def make_pool(pool, tls):
        given.append((pool, tls))
        return "guarded"

    handler = scrapy_compat.handler_with_pool(crawler, verify, make_pool)
    [(pool, tls)] = given
    assert isinstance(pool, HTTPConnectionPool)
    assert hasattr(tls, "creatorForNetloc")
    assert handler._pool == "guarded"
    assert vars(tls)["_verify_certificates"] is verify
    assert "_verify_certificates" in inspect.getsource(type(tls)), "Scrapy no longer reads this attribute"
    assert "self._pool" in inspect.getsource(type(handler)), "Scrapy no longer reads this attribute"


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
