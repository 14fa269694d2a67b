"""The system's configuration of host names: the hosts file and the name servers in resolv.conf."""

import contextlib
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from twisted.names import client, dns


class HostsFile:
    """The system's hosts file (hosts(5)). It is read again whenever it has changed."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._version: tuple[int, int] | None = None
        self._names: dict[str, list[str]] = {}

    def addresses(self, name: str) -> list[str]:
        """Return the IP addresses that the hosts file states for a host name, or an empty list if there are none."""
        with contextlib.suppress(OSError):
            state = self._path.stat()
            version = state.st_mtime_ns, state.st_size
            if version != self._version:
                self._names = self._read()
                self._version = version
        return self._names.get(name, [])

    def _read(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            host, *aliases = line.partition("#")[0].split() or [""]
            if address := literal_address(host):
                for alias in aliases:
                    names.setdefault(alias.lower().rstrip("."), []).append(address)
        return names


class NameServers(client.Resolver):
    """A resolver with the name servers and search domains in resolv.conf(5). The file is read again when it changes.

    A search domain is appended to short names.
    """

    search: Iterable[bytes] = ()

    def parseConfig(self, resolvConf: Iterable[bytes]) -> None:  # noqa: N802, N803 - Twisted's names
        """Read the lines of resolv.conf. Invalid lines are ignored."""
        servers: list[tuple[str, int]] = []
        self.search = ()
        for line in resolvConf:
            keyword, *values = line.split() or [b""]
            if keyword == b"nameserver" and values and literal_address(host := values[0].decode("latin-1")):
                servers.append((host, dns.PORT))
            elif keyword in (b"domain", b"search"):
                self.search = tuple(value.strip(b".") for value in values if value.strip(b"."))
        self.dynServers = servers or [("127.0.0.1", dns.PORT)]  # type: ignore[assignment]

    def filterAnswers(self, message: dns.Message) -> Any:  # noqa: N802 - Twisted's name
        """Return the answers in a message from a name server. If the message is truncated, repeat the query over TCP.

        If the answer over TCP is truncated as well, it is used as it is. The library itself would repeat the query
        endlessly.
        """
        if message.trunc:
            return self.queryTCP(message.queries).addCallback(self._untruncated)  # type: ignore[no-untyped-call]
        return super().filterAnswers(message)  # type: ignore[no-untyped-call]

    def _untruncated(self, message: dns.Message) -> Any:
        message.trunc = 0
        return self.filterAnswers(message)

    def candidates(self, name: bytes) -> list[bytes]:
        """Return the full names that a name may stand for, in the order in which they are queried.

        They are the name itself, and the name followed by each search domain of resolv.conf. A name with a dot is first
        queried as it is. So the names of public sites need only one query.
        """
        longer = [name + b"." + domain for domain in self.search]
        return [name, *longer] if b"." in name else [*longer, name]


def literal_address(name: str) -> str | None:
    """Return the IP address if `name` is an IP address in any notation (`0x7f.1`, `2130706433`), otherwise None."""
    try:
        return str(ip_address(name.partition("%")[0]))
    except ValueError:
        pass
    if not name.rpartition(".")[2][:1].isdigit():
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return None
