"""`web` in `noticewatch.yaml`: the network address of the web page, and access to it."""

from ipaddress import ip_address, ip_network
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from crawler.model.types import Frozen, Matching

_HASHED = r"^scrypt\$\d{1,2}\$\d{1,2}\$\d{1,2}\$[0-9a-f]{32}\$[0-9a-f]{64}$"

_Hash = Annotated[str, Matching(_HASHED, "the hash that `noticewatch web password` prints", is_secret=True)]


def _listen(written: str) -> str:
    host, _, port = written.rpartition(":")
    if not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ValueError("an address and a port, such as 127.0.0.1:8000")
    _host_address(host)
    return written


def _host_address(host: str) -> str:
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        raise ValueError("an IP address and a port, such as 127.0.0.1:8000") from None


def _network(written: str) -> str:
    try:
        ip_network(written)
    except ValueError:
        raise ValueError("an IP address or a network, such as 10.0.0.0/8") from None
    return written


class Web(Frozen):
    """The web page: its network address, and access to it."""

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8000"
    """IP address and port on which `noticewatch web` and `run --web` serve the page. An address that other machines can
    reach requires a `password` or `trusted_proxies`."""
    prefix: Annotated[str, Matching(r"^(/[A-Za-z0-9._~-]+)*$", "a path such as /notices")] = ""
    """The path under which a proxy publishes the page, such as `/notices`."""
    hosts: tuple[Annotated[str, Matching(r"^[A-Za-z0-9.:\[\]-]{1,253}$", "a host name")], ...] = ()
    """Host names under which the page is published; requests to hosts other than these and this machine are refused."""
    password: Annotated[_Hash | None, Field(repr=False)] = None
    """The hash of the password, as `noticewatch web password` prints it."""
    trusted_proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    """IP addresses or networks of proxies that log users in and name them in `user_header`; other clients are then
    refused."""
    user_header: Annotated[str, Matching(r"^[A-Za-z0-9-]{1,60}$", "the name of a header")] | None = None
    """The header in which a trusted proxy names the user, such as `X-Forwarded-User`."""
    secure_cookies: bool = False
    """Whether the page is reached only by HTTPS; its cookies are then sent over HTTPS only."""

    @property
    def host(self) -> str:
        """The IP address on which the server listens."""
        return _host_address(self.listen.rpartition(":")[0])

    @property
    def port(self) -> int:
        """The port on which the server listens."""
        return int(self.listen.rpartition(":")[2])

    @property
    def is_local(self) -> bool:
        """Whether the page can be reached only from this machine."""
        return ip_address(self.host).is_loopback

    @model_validator(mode="after")
    def _guarded(self) -> "Web":
        if bool(self.trusted_proxies) != bool(self.user_header):
            raise ValueError("both `trusted_proxies` and `user_header`, or neither")
        if not self.is_local and not self.password and not self.trusted_proxies:
            raise ValueError("a `password` or `trusted_proxies`, because other machines can reach this address")
        return self
