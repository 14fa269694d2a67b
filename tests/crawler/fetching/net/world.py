"""A network that ends on loopback: the real spider, with a resolver and a connector of our own beneath the guard.

`python -m tests.crawler.fetching.net.world` takes a case a line on standard input, polls it, and answers with a line:
which addresses were connected to, what each request said, and the poll's result. Whatever address is connected to,
the connection goes to one server in this process.
"""

import base64
import json
import socket
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from pydantic import ValidationError
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from crawler.model.requests import REQUEST
from crawler.polling.attachments import Attachments
from crawler.polling.file_process import FileReader
from crawler.polling.poll import Poller
from crawler.service.scrapy_settings import scrapy_settings
from crawler.service.spider import run_spider

PUBLIC = "93.184.216.34"


class Net:
    """What the names mean and what the sites answer in one case, and what was connected to and asked."""

    def __init__(self):
        self.names = {}
        self.pages = {}
        self.connected = []
        self.asked = []

    def play(self, case):
        """Sets the scene for a case."""
        self.names = {name: list(answers) for name, answers in case.get("names", {}).items()}
        self.pages = case["pages"]
        self.connected = []
        self.asked = []

    def resolve(self, name):
        """Addresses of a name: its answers one after another, the last one for ever; odd spellings of numbers as the
        system's resolver takes them."""
        if answers := self.names.get(name.rstrip(".")):
            return answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            return [str(ip_address(name))]
        except ValueError:
            pass
        try:
            return [socket.inet_ntoa(socket.inet_aton(name))]
        except (OSError, UnicodeError):
            pass
        if name.rstrip(".").endswith("localhost"):
            return ["127.0.0.1"]
        return [PUBLIC] if name.endswith(".cn") else []


@implementer(IHostnameResolver)
class Resolver:
    """Twisted's resolver for a Net."""

    def __init__(self, net):
        self.net = net

    def resolveHostName(self, receiver, name, port_number=0, *args, **kwargs):  # noqa: N802
        port = kwargs.get("portNumber", port_number)
        receiver.resolutionBegan(None)
        for host in self.net.resolve(name):
            receiver.addressResolved((IPv6Address if ":" in host else IPv4Address)("TCP", host, port))
        receiver.resolutionComplete()
        return receiver


def served(net):
    """The one server: pages by the Host header and the path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            net.asked.append(f"{self.headers['Host']}{self.path}")
            status, headers, body = net.pages.get(f"http://{self.headers['Host']}{self.path}", (404, {}, ""))
            raw = base64.b64decode(body["base64"]) if isinstance(body, dict) else body.encode()
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def tell(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main():
    """Polls each case."""
    net = Net()
    port = served(net)

    async def work(fetcher):
        from twisted.internet import reactor

        connect = reactor.connectTCP

        def to_loopback(host, asked_port, *args, **kwargs):
            net.connected.append(host)
            return connect("127.0.0.1", port, *args, **kwargs)

        reactor.connectTCP = to_loopback
        reactor.installNameResolver(Resolver(net))
        files = FileReader()
        poller = Poller(fetcher, lambda: datetime.now(UTC), Attachments(fetcher, files))
        for line in sys.stdin:
            case = json.loads(line)
            net.play(case)
            try:
                request = REQUEST.validate_python(case["request"])
            except ValidationError as error:
                tell({"refused": str(error)})
                continue
            result = await poller.poll(request)
            failures = [(failure.url, failure.code, failure.detail) for failure in result.failures]
            tell(
                {
                    "connected": net.connected,
                    "asked": net.asked,
                    "outcome": result.outcome,
                    "failures": failures,
                    "links": result.links_seen,
                    "text": "".join(notice.text for notice in result.notices),
                }
            )
        files.close()

    settings = scrapy_settings(DOWNLOAD_DELAY=0, RETRY_TIMES=0, DOWNLOAD_TIMEOUT=5)
    run_spider(work, settings)


if __name__ == "__main__":
    main()
