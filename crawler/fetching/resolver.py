"""Resolution of host names to IPv4 and IPv6 addresses, first with the hosts file, then with the system's name servers.

Lookups are asynchronous. With a thread for each lookup, a few unresponsive name servers could block all threads.
Answers are cached for their time to live (within limits), failures for a shorter time.
"""

import asyncio
import contextlib
import socket
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet import address as endpoints
from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as DeferredTimeoutError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.names import dns, error
from zope.interface import implementer

from crawler.fetching.system_names import HostsFile, NameServers, literal_address
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import UnreachableError
from crawler.model.reason import Reason

RESOLV_CONF = "/etc/resolv.conf"
HOSTS = "/etc/hosts"
TIMEOUTS = (1, 2, 4)
"""The timeouts in seconds for the successive attempts of a query. The attempts use the name servers in turn."""
LOOKUP_S = 30.0
"""The maximum time in seconds for all queries about a name."""
SECOND_FAMILY_S = 0.5
"""The time in seconds to wait for IPv6 addresses after IPv4 addresses have arrived, or vice versa (RFC 8305, 3)."""
LEAST_S = 60.0
MOST_S = 3600.0
"""LEAST_S and MOST_S are the minimum and maximum time in seconds for which an answer is cached.

They take precedence over the answer's time to live.
"""
FAILED_S = 30.0
FAILED_MOST_S = 600.0
"""FAILED_S is the time in seconds for which a first failure is cached, and FAILED_MOST_S is the maximum time.

Each further failure doubles the time.
"""
NAMES = 10_000
NAME_LIMIT = 253
"""`NAMES` is the maximum number of cached answers, NAME_LIMIT the maximum length of a name (RFC 1035, 2.3.4)."""
_ABSENT = frozenset({FetchDetail.NO_SUCH_NAME, FetchDetail.NO_ADDRESS})
"""The reasons by which name servers answer that a name does not exist or has no addresses."""


@dataclass(frozen=True)
class _Answer:
    """The cached result of resolving a name: its addresses, or the reason why it has no addresses.

    `until` is the time of the monotonic clock at which the result expires. `failures` is the number of consecutive
    failed lookups.
    """

    until: float
    addresses: tuple[str, ...] = ()
    reason: Reason | None = None
    failures: int = 0


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: the lookup continues, because its result is cached for the next request."""


@implementer(IHostnameResolver)
class NameResolver:
    """A resolver of host names for Twisted and Scrapy that returns all addresses of a name."""

    def __init__(self, reactor: Any, servers: Sequence[tuple[str, int]] | None = None, hosts_file: str = HOSTS) -> None:
        self._reactor = reactor
        self._addresses_of_servers = servers
        self._hosts = HostsFile(hosts_file)
        self._servers: Any = None
        self._known: OrderedDict[str, _Answer] = OrderedDict()
        self._tasks: set[asyncio.Future[None]] = set()
        self._under_way: dict[str, asyncio.Future[_Answer]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> "NameResolver":
        """Return the resolver; required by Scrapy.

        The setting NAME_SERVERS (`host:port,…`) replaces the name servers in resolv.conf.
        """
        named = [server.rpartition(":") for server in (crawler.settings.get("NAME_SERVERS") or "").split(",") if server]
        return cls(reactor, [(host, int(port)) for host, _, port in named] or None)

    def install_on_reactor(self) -> None:
        """Install this resolver; required by Scrapy."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: Any = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Pass the addresses of a name to the receiver. Pass nothing if the name has none."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        async def resolve() -> None:
            with contextlib.suppress(UnreachableError):
                for host in await self.addresses(hostName):
                    kind = endpoints.IPv6Address if ":" in host else endpoints.IPv4Address
                    if addressTypes is None or kind in addressTypes:
                        resolutionReceiver.addressResolved(kind(transportSemantics, host, portNumber))
            resolutionReceiver.resolutionComplete()

        task = asyncio.ensure_future(resolve())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return resolution  # type: ignore[return-value]

    async def addresses(self, name: str) -> tuple[str, ...]:
        """Return a host's addresses in the order in which connections to them are tried.

        Raise UnreachableError if the host has no addresses.
        """
        name = name.strip("[]").rstrip(".").lower()
        if literal := literal_address(name):
            return (literal,)
        answer = self._known.get(name)
        if answer is None or answer.until <= monotonic():
            answer = await self._shared(name, answer.failures if answer else 0)
        if not answer.addresses:
            raise UnreachableError(
                FetchDetail.NOT_RESOLVED_BECAUSE.of(cause=answer.reason or FetchDetail.NO_ADDRESS.of())
            )
        return answer.addresses

    async def _shared(self, name: str, failures: int) -> _Answer:
        """Resolve a name. Concurrent calls for the same name share one lookup.

        `failures` is the number of consecutive failed lookups of the name so far.
        """
        task = self._under_way.get(name)
        if task is None:
            task = asyncio.ensure_future(self._look_up(name, failures))
            self._under_way[name] = task
            task.add_done_callback(lambda _: self._under_way.pop(name, None))
        return await asyncio.shield(task)

    async def _look_up(self, name: str, failures: int) -> _Answer:
        now = monotonic()
        try:
            raw = name.encode("idna")
        except UnicodeError:
            raw = b""
        if not 0 < len(raw) <= NAME_LIMIT:
            return _Answer(now + MOST_S, reason=FetchDetail.NO_HOST_NAME.of())
        if listed := self._hosts.addresses(raw.decode("ascii")):
            answer = _Answer(now + LEAST_S, _ordered(listed))
        elif name == "localhost" or name.endswith(".localhost"):
            answer = _Answer(now + MOST_S, ("127.0.0.1", "::1"))
        else:
            try:
                async with asyncio.timeout(LOOKUP_S):
                    answer = await self._ask(raw, failures)
            except TimeoutError:
                answer = _failed(FetchDetail.NAME_SERVERS_SLOW.of(), failures)
        self._known.pop(name, None)
        self._known[name] = answer
        if len(self._known) > NAMES:
            self._known.popitem(last=False)
        return answer

    async def _ask(self, name: bytes, failures: int) -> _Answer:
        """Query the name servers for the addresses of a name, and return the result.

        A short name may stand for several full names. They are queried one after the other, until one has addresses or
        a query fails. If none of the full names has addresses, the result for the first of them is returned. `failures`
        is the number of consecutive failed lookups of the name so far.
        """
        if self._servers is None:
            self._servers = NameServers(  # type: ignore[no-untyped-call]
                RESOLV_CONF if self._addresses_of_servers is None else None,
                servers=self._addresses_of_servers,
                timeout=TIMEOUTS,
                reactor=self._reactor,
            )
        answers = []
        for candidate in self._servers.candidates(name):
            answer = await self._ask_in_turn(candidate, failures)
            if answer.addresses or (answer.reason and answer.reason.code not in _ABSENT):
                return answer
            answers.append(answer)
        return answers[0]

    async def _ask_in_turn(self, name: bytes, failures: int) -> _Answer:
        """Query the first name server for the addresses of `name`. If it reports an error, query the others in turn.

        `failures` is the number of consecutive failed lookups of the name so far.
        """
        answer = await self._ask_resolver(self._servers, name, failures)
        if answer.reason and answer.reason.code == FetchDetail.NAME_SERVERS_FAIL:
            # The library asks the next name server after a timeout only, not after an error of the first one.
            for server in _others(self._servers):
                other = NameServers(servers=[server], timeout=TIMEOUTS, reactor=self._reactor)  # type: ignore[no-untyped-call]
                answer = await self._ask_resolver(other, name, failures)
                if answer.addresses:
                    break
        return answer

    async def _ask_resolver(self, servers: Any, name: bytes, failures: int) -> _Answer:
        """Query `servers`, a Twisted resolver, for the IPv4 and IPv6 addresses of `name` concurrently.

        `failures` is the number of consecutive failed lookups of the name so far.
        """
        queries = {
            asyncio.ensure_future(_records(look_up(name)))
            for look_up in (servers.lookupAddress, servers.lookupIPV6Address)
        }
        done, waiting = await asyncio.wait(queries, return_when=asyncio.FIRST_COMPLETED)
        if waiting:
            has_some = any(query.result().found for query in done)
            later, waiting = await asyncio.wait(waiting, timeout=SECOND_FAMILY_S if has_some else None)
            done |= later
            for query in waiting:
                query.cancel()
        results = [query.result() for query in done]
        found = [host for result in results for host, _ in result.found]
        if found:
            life = min(ttl for result in results for _, ttl in result.found)
            return _Answer(monotonic() + min(max(float(life), LEAST_S), MOST_S), _ordered(found))
        reason = next((result.reason for result in results if result.reason), FetchDetail.NO_ADDRESS.of())
        return _failed(reason, failures)


def _failed(reason: Reason, failures: int) -> _Answer:
    until = monotonic() + min(FAILED_S * 2.0**failures, FAILED_MOST_S)
    return _Answer(until, reason=reason, failures=min(failures + 1, 16))


@dataclass(frozen=True)
class _Records:
    """Addresses with their times to live in seconds, or the reason why no addresses were found."""

    found: tuple[tuple[str, int], ...] = ()
    reason: Reason | None = None


_SILENCE = (
    error.DNSQueryTimeoutError,
    DeferredTimeoutError,
    TimeoutError,
    OSError,
    # Truncated answers are queried again over TCP.
    ConnectError,
    ConnectionClosed,
)
"""The failures of queries that name servers do not answer."""


async def _records(query: "Deferred[Any]") -> _Records:
    try:
        answers, _, _ = await query.asFuture(asyncio.get_running_loop())
    except error.DNSNameError:
        return _Records(reason=FetchDetail.NO_SUCH_NAME.of())
    except (error.DomainError, error.DNSFormatError, ValueError, UnicodeError) as failure:
        return _Records(reason=FetchDetail.NAME_SERVERS_FAIL.of(reason=type(failure).__name__))
    except _SILENCE as failure:
        return _Records(reason=FetchDetail.NAME_SERVERS_SILENT.of(reason=type(failure).__name__))
    found = []
    for record in answers:
        if record.type == dns.A:
            found.append((socket.inet_ntoa(record.payload.address), record.ttl))
        elif record.type == dns.AAAA:
            found.append((socket.inet_ntop(socket.AF_INET6, record.payload.address), record.ttl))
    return _Records(tuple(found))


def _others(servers: Any) -> list[tuple[str, int]]:
    """Return the host and port of each name server in `servers` (a Twisted resolver) except the first."""
    every = [*servers.servers, *servers.dynServers]
    return every[1:]


def _ordered(found: Sequence[str]) -> tuple[str, ...]:
    """Return addresses in a fixed order, so that all processes connect to the same address first.

    The address families alternate, beginning with IPv6 (RFC 8305, 4).
    """
    every = sorted({ip_address(host) for host in found}, key=int)
    sixes = [str(host) for host in every if isinstance(host, IPv6Address)]
    fours = [str(host) for host in every if isinstance(host, IPv4Address)]
    both = [host for pair in zip(sixes, fours, strict=False) for host in pair]
    return (*both, *sixes[len(fours) :], *fours[len(sixes) :])


async def resolved(resolver: Any, name: str) -> tuple[str, ...]:
    """Return the addresses of a name according to a Twisted resolver, or an empty tuple if there are none.

    If `resolver` is a NameResolver, raise UnreachableError with the reason instead of returning an empty tuple.
    """
    if isinstance(resolver, NameResolver):
        return await resolver.addresses(name)
    receiver = _Receiver(asyncio.get_running_loop().create_future())
    resolver.resolveHostName(receiver, name)
    await receiver.done
    return tuple(receiver.found)


class _Receiver:
    """A receiver that collects the addresses found in one lookup (Twisted's IResolutionReceiver)."""

    def __init__(self, done: "asyncio.Future[None]") -> None:
        self.done = done
        self.found: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Do nothing; required by Twisted's interface."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Record an address."""
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Complete the future that callers wait for."""
        if not self.done.done():
            self.done.set_result(None)
