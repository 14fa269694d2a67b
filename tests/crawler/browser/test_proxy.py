import asyncio
import base64
from contextlib import asynccontextmanager

import pytest

from crawler.browser.connections import Servers, Tunnel, checked_addresses
from crawler.browser.proxy import Allowance, FilteringProxy
from crawler.model.errors import AddressRefusedError, UnreachableError

PUBLIC = "93.184.215.14"
KEY = "Proxy-Authorization: Basic {}\r\n"


def head(line, allowance=None, more=""):
    key = base64.b64encode(f"{allowance.user}:{allowance.password}".encode()).decode() if allowance else ""
    return f"{line} HTTP/1.1\r\nHost: x\r\n{KEY.format(key) if key else ''}{more}\r\n".encode()


class World:
    """A proxy, a server behind a public address, and what the server was sent."""

    def __init__(self):
        self.got = []
        self.asked = []
        self.addresses = {"portal.test": [PUBLIC], "both.test": ["10.0.0.1", PUBLIC], "inner.test": ["10.0.0.1"]}
        self.body = b"hello"
        self.exceeded = 0

    def allowance(self, trusted=False, limit=1000):
        allowance = Allowance(trusted, limit, self._exceed)
        self.proxy.admit(allowance)
        return allowance

    def _exceed(self):
        self.exceeded += 1

    async def _resolve(self, host, _):
        self.asked.append(host)
        if host not in self.addresses:
            raise OSError("no such name")
        return self.addresses[host]

    async def _connect(self, address, port):
        self.got.append(f"to {address}:{port}")
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def _serve(self, reader, writer):
        try:
            self.got.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n" % len(self.body))
            writer.write(self.body)
            await writer.drain()
            await reader.read()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    async def send(self, data, end=b""):
        """What the proxy answers."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.at)
        writer.write(data)
        try:
            async with asyncio.timeout(5):
                return await (reader.readuntil(end) if end else reader.read())
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return None
        finally:
            writer.close()

    @asynccontextmanager
    async def running(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.proxy = FilteringProxy(self._resolve, self._connect)
        self.at = int((await self.proxy.start()).rpartition(":")[2])
        try:
            yield self
        finally:
            await self.proxy.close()
            server.close()


def proxied(steps):
    async def run():
        async with World().running() as world:
            await steps(world)

    asyncio.run(run())


def test_only_the_credentials_of_a_page_are_served():
    async def steps(world):
        page = world.allowance()
        stranger = Allowance(True, 1000, lambda: None)
        for allowance in (None, stranger, page):
            if allowance is page:
                world.proxy.dismiss(page)
            assert (await world.send(head("GET http://portal.test/", allowance))).startswith(b"HTTP/1.1 407 ")
        assert world.got == []
        assert world.asked == []

    proxied(steps)


def test_a_request_is_forwarded_without_what_is_meant_for_the_proxy():
    async def steps(world):
        page = world.allowance()
        more = "Connection: keep-alive\r\nUpgrade: x\r\nCookie: a=b\r\n"
        answer = await world.send(head("GET http://portal.test/a?b", page, more), end=b"hello")
        connected, sent = world.got
        assert connected == f"to {PUBLIC}:80"
        assert sent.startswith("GET /a?b HTTP/1.1\r\n")
        assert "Cookie: a=b" in sent
        assert "Proxy-" not in sent
        assert "Upgrade" not in sent
        assert sent.count("Connection: close") == 1
        assert b"keep-alive" not in answer
        assert (page.connections, page.bytes >= len(b"hello")) == (1, True)

    proxied(steps)


def test_a_second_request_on_the_same_connection_goes_nowhere():
    async def steps(world):
        page = world.allowance()
        both = head("GET http://portal.test/a", page) + head("GET http://inner.test/b", page)
        await world.send(both, end=b"hello")
        assert len(world.got) == 2
        assert "/b" not in world.got[1]

    proxied(steps)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("inner.test:443", "address_refused"),
        ("127.0.0.1:443", "address_refused"),
        ("[::1]:443", "address_refused"),
        ("[::ffff:127.0.0.1]:443", "address_refused"),
        ("169.254.169.254:80", "address_refused"),
        ("unknown.test:443", "unreachable"),
    ],
)
def test_private_addresses_and_unknown_names_are_refused(target, code):
    async def steps(world):
        page = world.allowance()
        assert await world.send(head(f"CONNECT {target}", page)) in (b"", None)
        assert world.got == []
        assert [error.code for error in page.refused.values()] == [code]

    proxied(steps)


def test_a_trusted_page_reaches_private_addresses_but_no_metadata():
    async def steps(world):
        page = world.allowance(trusted=True)
        assert (await world.send(head("CONNECT inner.test:443", page), end=b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert world.got[0] == "to 10.0.0.1:443"
        assert await world.send(head("CONNECT 169.254.169.254:80", page)) in (b"", None)

    proxied(steps)


def test_the_address_that_was_checked_is_the_address_of_the_connection():
    async def steps(world):
        page = world.allowance()
        await world.send(head("CONNECT both.test:443", page), end=b"\r\n\r\n")
        assert world.asked == ["both.test"]
        assert world.got[0] == f"to {PUBLIC}:443"

    proxied(steps)


def test_a_page_that_receives_too_much_is_stopped_once():
    async def steps(world):
        world.body = b"x" * 300_000
        page = world.allowance(limit=100_000)
        for _ in range(2):
            answer = await world.send(head("GET http://portal.test/", page))
            assert answer is None or len(answer) < 300_000
        assert world.exceeded == 1

    proxied(steps)


@pytest.mark.parametrize(
    "data",
    [b"GET / HTTP/1.1\r\n\r\n", b"\x05\x01\x00\r\n\r\n", b"GET file:///etc/passwd HTTP/1.1\r\n\r\n", b"x" * 70_000],
)
def test_what_is_no_request_to_a_proxy_is_closed(data):
    async def steps(world):
        assert await world.send(data) in (b"", None)
        assert world.got == []

    proxied(steps)


def test_a_server_has_one_connection_at_a_time_and_idle_ones_give_way(monkeypatch):
    monkeypatch.setattr("crawler.browser.connections.IDLE_S", 0.2)
    order = []

    class Writer:
        def close(self):
            order.append("closed")
            self.ended.set()

    async def steps():
        servers = Servers()
        first = Writer()
        first.ended = asyncio.Event()

        async def hold():
            async with servers.connection(PUBLIC) as tunnel:
                tunnel.writers.append(first)
                tunnel.answered_at = asyncio.get_running_loop().time()
                await first.ended.wait()

        holding = asyncio.ensure_future(hold())
        await asyncio.sleep(0)
        async with servers.connection("1.1.1.1"):
            order.append("other server")
        async with asyncio.timeout(5), servers.connection(PUBLIC):
            order.append("second")
        await holding

    asyncio.run(steps())
    assert order == ["other server", "closed", "second"]


def test_a_connection_that_waits_for_its_response_is_not_idle():
    assert not Tunnel().is_idle


def test_a_name_is_checked_by_all_of_its_addresses():
    async def names(*addresses):
        async def resolve(*_):
            return addresses

        return await checked_addresses("x.test", 80, False, resolve)

    assert asyncio.run(names("10.0.0.1", PUBLIC, "::1")) == [PUBLIC]
    with pytest.raises(
        AddressRefusedError, match=r"10\.0\.0\.1 is a private address; to allow private addresses, set `trusted: true`"
    ):
        asyncio.run(names("10.0.0.1"))
    with pytest.raises(AddressRefusedError, match="has no IP address"):
        asyncio.run(names())


def test_the_systems_resolver_is_asked_for_names():
    async def failing(*_):
        raise OSError("no such name")

    with pytest.raises(UnreachableError, match="cannot be resolved"):
        asyncio.run(checked_addresses("none.invalid", 80, False, failing))
