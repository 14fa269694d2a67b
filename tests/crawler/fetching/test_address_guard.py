import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import ClientFactory
from twisted.internet.testing import MemoryReactorClock
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from crawler.fetching.address_guard import GuardedPool, GuardedReactor, limit_timeout
from crawler.model.errors import AddressRefusedError, TimedOutError
from crawler.model.network.ip_rules import refusal
from tests.crawler.builders import unhurried

NEVER = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::ffff:100.100.100.200",
    "64:ff9b::169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "2002:a9fe:a9fe::1",
    "::169.254.169.254",
    "0.0.0.0",
    "::",
    "::ffff:0.0.0.0",
    "64:ff9b::",
    "224.0.0.1",
    "239.255.255.250",
    "ff02::1",
    "ff0e::1",
    "::ffff:224.0.0.1",
    "2001:0:a9fe:a9fe::1",
]
PRIVATE = [
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.254",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::1%lo",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "fc00::1",
    "fd12:3456:789a::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::FFFF:10.0.0.1",
    "::ffff:192.168.1.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:c0a8:101::1",
]
RESERVED = [
    "0.1.2.3",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.254",
    "2001:db8::1",
    "198.18.0.1",
    "198.19.255.255",
    "240.0.0.1",
    "255.255.255.254",
    "255.255.255.255",
    "100::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:2::1",
    "::ffff:203.0.113.1",
    "::ffff:255.255.255.255",
    "64:ff9b::192.0.2.1",
    "2002:c633:6401::1",
]
NO_ADDRESS = [
    "::127.0.0.1",
    "::7f00:1",
    "::10.0.0.1",
    "",
    "localhost",
    "example.org",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "127.1",
    "127.0.1",
    "127.0.0.01",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "127.0.0.1:80",
    "127.0.0.1 ",
    "１２７.0.0.1",
    "::ffff:0x7f.1",
    "::1::",
    "8.8.8.8/32",
    "256.1.1.1",
]
ALLOWED = [
    "8.8.8.8",
    "1.1.1.1",
    "114.114.114.114",
    "93.184.216.34",
    "126.255.255.255",
    "128.0.0.1",
    "9.255.255.255",
    "11.0.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.255.255",
    "192.169.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "169.253.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "240e::1",
    "2400:3200::1",
    "64:ff9b::8.8.8.8",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "::FFFF:808:808",
    "2002:808:808::1",
]
NOT_COVERED = ["fec0::1", "::ffff:0:127.0.0.1", "64:ff9b:1::10.0.0.1", "3fff::1", "5f00::1", "4000::1", "192.0.0.8"]


@pytest.mark.parametrize("host", [*NEVER, *PRIVATE, *RESERVED, *NO_ADDRESS])
def test_an_address_that_is_not_public_is_refused_by_name(host):
    assert refusal(host).params["host"] == host.strip()


@pytest.mark.parametrize("host", NOT_COVERED)
def test_site_local_translated_and_unassigned_addresses_are_refused(host):
    assert refusal(host)


@pytest.mark.parametrize("host", ALLOWED)
@pytest.mark.parametrize("trusted", [False, True])
def test_a_public_address_is_allowed(host, trusted):
    assert refusal(host, trusted) is None


@pytest.mark.parametrize("host", PRIVATE)
def test_trust_opens_private_and_loopback_addresses(host):
    assert refusal(host, trusted=True) is None


@pytest.mark.parametrize("host", [*NEVER, *NO_ADDRESS])
def test_trust_opens_neither_metadata_nor_what_is_no_server(host):
    assert refusal(host, trusted=True)


@given(st.ip_addresses(v=4))
@unhurried
def test_an_ipv4_address_counts_the_same_inside_an_ipv6_one(address):
    for inside in (f"::ffff:{address}", f"64:ff9b::{address}"):
        for trusted in (False, True):
            assert bool(refusal(inside, trusted)) == bool(refusal(str(address), trusted))


@given(st.ip_addresses())
@unhurried
def test_trust_never_closes_what_is_open_without_it(address):
    assert refusal(str(address)) or not refusal(str(address), trusted=True)


@given(st.text())
@unhurried
def test_a_text_that_is_no_address_is_refused(text):
    assert refusal(f"x{text}")


@implementer(IHostnameResolver)
class FakeResolver:
    """Resolves the names it knows, as the system's resolver does for odd spellings of addresses."""

    def __init__(self, names):
        self.names = names

    def resolveHostName(self, receiver, name, port_number=0, *args, **kwargs):  # noqa: N802
        port = kwargs.get("portNumber", port_number)
        receiver.resolutionBegan(None)
        for host in self.names.get(name, []):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, port))
        receiver.resolutionComplete()
        return receiver


NAMES = {
    "0x7f.1": ["127.0.0.1"],
    "2130706433": ["127.0.0.1"],
    "017700000001": ["127.0.0.1"],
    "127.1": ["127.0.0.1"],
    "::ffff:127.0.0.1": ["::ffff:127.0.0.1"],
    "::1": ["::1"],
    "127.0.0.1": ["127.0.0.1"],
    "localhost": ["::1", "127.0.0.1"],
    "intranet.example.org": ["10.0.0.1"],
    "metadata.example.org": ["169.254.169.254"],
    "public.example.org": ["93.184.216.34"],
    "mixed.example.org": ["10.0.0.1", "93.184.216.34"],
}


@pytest.fixture
def reactor():
    fake = MemoryReactorClock()
    fake.installNameResolver(FakeResolver(NAMES))
    return fake


def connect(reactor, host, trusted=False):
    """What connecting to a host by its name came to: the addresses that were connected to, and the error."""
    problems = []
    endpoint = HostnameEndpoint(GuardedReactor(reactor, trusted), host, 80)
    endpoint.connect(ClientFactory()).addErrback(lambda failure: problems.append(failure.value))
    reactor.pump([0.5] * 4)
    return [client[0] for client in reactor.tcpClients], problems


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1", "0x7f.1", "localhost"])
def test_a_refused_address_never_reaches_the_reactor(reactor, host):
    with pytest.raises(AddressRefusedError, match="trusted: true"):
        GuardedReactor(reactor, trusted=False).connectTCP(host, 80, ClientFactory())
    assert reactor.tcpClients == []


def test_a_trusted_source_is_not_told_to_trust(reactor):
    with pytest.raises(AddressRefusedError) as caught:
        GuardedReactor(reactor, trusted=True).connectTCP("169.254.169.254", 80, ClientFactory())
    assert "trusted" not in str(caught.value)
    assert reactor.tcpClients == []


def test_an_allowed_address_is_connected_with_all_that_was_asked(reactor):
    factory = ClientFactory()
    GuardedReactor(reactor, trusted=False).connectTCP("8.8.8.8", 8080, factory, 7, bindAddress=("0.0.0.0", 0))
    assert reactor.tcpClients == [("8.8.8.8", 8080, factory, 7, ("0.0.0.0", 0))]


@pytest.mark.parametrize("host", [host for host in NAMES if host not in ("public.example.org", "mixed.example.org")])
@pytest.mark.parametrize("spelling", [str, str.encode])
def test_a_name_that_resolves_to_a_private_address_is_refused(reactor, host, spelling):
    connected, [problem] = connect(reactor, spelling(host))
    assert connected == []
    assert isinstance(problem, AddressRefusedError)


def test_a_public_name_is_connected(reactor):
    assert connect(reactor, "public.example.org") == (["93.184.216.34"], [])


def test_of_a_name_with_both_only_the_public_address_is_connected(reactor):
    connected, _ = connect(reactor, "mixed.example.org")
    assert connected == ["93.184.216.34"]


def test_a_trusted_source_may_have_a_private_name_but_no_metadata_name(reactor):
    assert connect(reactor, "intranet.example.org", trusted=True) == (["10.0.0.1"], [])
    connected, [problem] = connect(reactor, "metadata.example.org", trusted=True)
    assert connected == ["10.0.0.1"]
    assert isinstance(problem, AddressRefusedError)


def test_a_name_that_does_not_resolve_stays_that(reactor):
    connected, [problem] = connect(reactor, "nowhere.example.org")
    assert connected == []
    assert isinstance(problem, DNSLookupError)


class AnyTls:
    def creatorForNetloc(self, host, port):  # noqa: N802
        from twisted.internet.ssl import optionsForClientTLS

        return optionsForClientTLS("example.org")


def pooled(reactor, scheme, host, trusted=False):
    problems = []
    pool = GuardedPool(reactor, HTTPConnectionPool(reactor), AnyTls(), trusted)
    connection = pool.getConnection((scheme, host, 80), endpoint=None)
    connection.addErrback(lambda failure: problems.append(failure.value))
    reactor.pump([0.5] * 4)
    return [client[0] for client in reactor.tcpClients], problems


@pytest.mark.parametrize("scheme", [b"http", b"https"])
@pytest.mark.parametrize("host", [b"127.0.0.1", b"0x7f.1", b"2130706433", b"::ffff:127.0.0.1", b"intranet.example.org"])
def test_the_pool_connects_through_the_guard_whatever_endpoint_it_is_given(reactor, scheme, host):
    connected, [problem] = pooled(reactor, scheme, host)
    assert connected == []
    assert isinstance(problem, AddressRefusedError)


@pytest.mark.parametrize("scheme", [b"http", b"https"])
def test_the_pool_connects_public_names_and_private_ones_when_trusted(reactor, scheme):
    assert pooled(reactor, scheme, b"public.example.org") == (["93.184.216.34"], [])
    assert pooled(reactor, scheme, b"127.0.0.1", trusted=True) == (["93.184.216.34", "127.0.0.1"], [])


def test_a_request_has_the_time_that_is_left_and_none_when_nobody_waits_any_more():
    request = Request("http://a.example/", meta={"ends": 100.0, "download_timeout": 30.0})
    limit_timeout(request, 60.0)
    assert request.meta["download_timeout"] == 30.0
    limit_timeout(request, 95.0)
    assert request.meta["download_timeout"] == 5.0
    with pytest.raises(TimedOutError):
        limit_timeout(request, 100.0)


def test_a_request_without_an_end_has_the_time_it_was_given():
    request = Request("http://a.example/")
    limit_timeout(request, 10.0)
    assert request.meta == {}
