"""An HTTP client for single requests to configured receivers, without redirects, proxies, cookies or .netrc.

Each request has a deadline for the whole exchange. Before the connection is made, the IP address is checked. It may be
in a private network, because the receiver was configured by the user. A public DNS name must not resolve to a loopback
address, because the owner of the name can change the address at any time.
"""

import base64
import http.client
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import certifi

from crawler.model.details.fetching import AddressDetail
from crawler.model.details.sentences import english
from crawler.model.network.ip_rules import refusal
from crawler.model.reason import Reason

_LOCAL = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".test")
INTERIM_LIMIT = 100
"""The maximum number of interim responses before a response."""
BODY_LIMIT = 4096
"""The maximum number of bytes that are read of a response body. The body is used only to explain errors."""


class HttpError(Exception):
    """The error that a request received no response. The message states the reason and never contains the URL."""


class HttpTimeoutError(HttpError):
    """The error that no response was received before the deadline of the request."""


class HttpClosedError(HttpError):
    """The error that an established connection ended without a valid response."""


@dataclass(frozen=True)
class HttpAnswer:
    """An HTTP response: its status, its headers by lower-case name, and at most `BODY_LIMIT` bytes of its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    *,
    deadline_s: float,
    connect_s: float | None = None,
    trusted: bool | None = None,
) -> HttpAnswer:
    """Send a request and return the response within `deadline_s` seconds.

    `connect_s` is the time limit for connecting, in seconds. `trusted` states whether the receiver may have a private
    or loopback address. If it is None, private addresses are allowed, but a loopback address is allowed only if the
    host in the URL is an IP address or a local name. A user and password in the URL are sent as Basic authorization.
    Raises HttpError.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
        host = host if ":" in host else host.encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise HttpError("the address is not valid") from error
    sent = {"Connection": "close", **headers}
    if parts.username or parts.password:
        pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        sent["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _Exchange(host, port, parts.scheme == "https", deadline_s, trusted) as exchange:
        return exchange.ask(method, target, sent, body, min(connect_s or deadline_s, deadline_s))


def _guard(host: str, address: str, trusted: bool | None) -> Reason | None:
    """Return the reason for refusing a connection to an IP address of a host, or None if the connection is allowed.

    `trusted` has the same meaning as for `request`.
    """
    why = refusal(address, trusted is not False)
    if why or trusted is not None or _is_local_name(host):
        return why
    is_loopback = ip_address(address.partition("%")[0]).is_loopback
    return AddressDetail.LOOPBACK.of(host=address) if is_loopback else None


def _is_local_name(host: str) -> bool:
    """Return whether a host is an IP address or a name outside the public DNS, such as `localhost`.

    Some of these names are reserved by RFC 6761 and RFC 6762.
    """
    try:
        ip_address(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return "." not in name or name.endswith(_LOCAL)
    return True


class FinalResponse(http.client.HTTPResponse):
    """An HTTP response that skips interim responses, such as 103 Early Hints (RFC 9110, 15.2), until the final one.

    The base class skips only 100 Continue, and would return any other interim response as the final one.
    """

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(INTERIM_LIMIT):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 < status < 200 or status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("too many interim responses")


class _Exchange:
    """A connection with a deadline, at which it is shut down.

    Socket time-outs are not sufficient: they never expire if the receiver sends a byte from time to time.
    """

    def __init__(self, host: str, port: int, is_tls: bool, deadline_s: float, trusted: bool | None) -> None:
        self._host = host
        self._port = port
        self._is_tls = is_tls
        self._ends = time.monotonic() + deadline_s
        self._trusted = trusted
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(deadline_s, self._shut_down)
        self._timer.daemon = True

    def __enter__(self) -> "_Exchange":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._socket:
            self._socket.close()

    def _shut_down(self) -> None:
        if self._socket:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # the connection has already ended

    @property
    def _left(self) -> float:
        return self._ends - time.monotonic()

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None, connect_s: float
    ) -> HttpAnswer:
        failure: type[HttpError] = HttpError
        try:
            self._connect(connect_s)
            failure = HttpClosedError
            connection = http.client.HTTPConnection(self._host, self._port, timeout=max(self._left, 0.01))
            connection.response_class = FinalResponse
            connection.sock = self._socket
            connection.request(method, target, body, dict(headers))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return HttpAnswer(answer.status, found, self._body(answer.read))
        except HttpError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            if self._left <= 0 or isinstance(error, TimeoutError):
                raise HttpTimeoutError from error
            raise failure(_words(error)) from error

    def _body(self, read: Callable[[int], bytes]) -> bytes:
        try:
            return read(BODY_LIMIT)
        except (OSError, http.client.HTTPException, ValueError):
            # The status has been received, and is sufficient.
            return b""

    def _connect(self, connect_s: float) -> None:
        ends = min(time.monotonic() + connect_s, self._ends)
        refused: Reason | None = None
        failed: OSError | None = None
        for family, kind, protocol, _, place in socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM):
            why = _guard(self._host, str(place[0]), self._trusted)
            if why:
                refused = why
                continue
            self._socket = socket.socket(family, kind, protocol)
            try:
                self._socket.settimeout(max(ends - time.monotonic(), 0.01))
                self._socket.connect(place)
                break
            except OSError as error:
                self._socket.close()
                self._socket = None
                failed = error
        if self._socket is None:
            if failed:
                raise failed
            hint = "to allow private addresses, set `trusted: true` in the channel"
            raise HttpError(f"{english(refused)}; {hint}" if refused else "the receiver's host name cannot be resolved")
        self._socket.settimeout(max(self._left, 0.01))
        if self._is_tls:
            context = ssl.create_default_context(cafile=_certificates())
            self._socket = context.wrap_socket(self._socket, server_hostname=self._host, do_handshake_on_connect=False)
            self._socket.do_handshake()


def _certificates() -> str:
    given = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE")
    return given or certifi.where()


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the receiver's certificate is invalid"
    if isinstance(error, socket.gaierror):
        return "the receiver's host name cannot be resolved"
    return "the receiver is unreachable, or closed the connection"
