"""Chains from a public page to an address that is none: all refused, and no connection is tried.

The whole crawler runs, in a process whose connections all end at one server on loopback (`tests.crawler.fetching.net`).
"""

import base64
import gzip
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path

import brotli
import pytest
from backports import zstd

from crawler.model.network.ip_rules import refusal
from tests.crawler.fetching.net.chains import (
    CHAINS,
    HOST,
    LISTING,
    OWN_HOST_ONLY,
    SITE,
    article,
    case,
    ok,
    page,
    rows,
    to,
)
from tests.crawler.fetching.net.world import PUBLIC

pytestmark = pytest.mark.slow
NAMES = {
    "intranet.example.cn": [["10.0.0.1"]],
    "six.example.cn": [["fd12:3456::1"]],
    "both.example.cn": [["::1", "192.168.1.1", "169.254.169.254"]],
    "metadata.example.cn": [["169.254.169.254"]],
    "shared.example.cn": [["100.64.0.1"]],
}
ADDRESSES = [
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "http://127.0.0.1:6379/",
    "http://user:word@127.0.0.1/",
    "http://www.example.cn@127.0.0.1/",
    "http://www.example.cn%40@127.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://db.localhost/",
    "http://127.1/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://127%2e0%2e0%2e1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[::1%25lo]/",
    "http://[fd00:ec2::254]/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/",
    "http://100.100.100.200/latest/",
    "http://intranet.example.cn/",
    "https://intranet.example.cn/",
    "http://six.example.cn/",
    "http://both.example.cn/",
    "http://metadata.example.cn/",
    "http://shared.example.cn/",
    "http:\\\\127.0.0.1\\",
    "http:/\\127.0.0.1/",
    "http://127.0.0.1\\@www.example.cn/",
    "http://www.example.cn\\@127.0.0.1/",
    "\\\\127.0.0.1\\",
    "//127.0.0.1/",
    "//intranet.example.cn/",
    "http:///127.0.0.1/",
    "http:127.0.0.1/",
    "  http://127.0.0.1/",
    "ht\ttp://127.0.0.1/",
    "HTTP://127.0.0.1/",
    "http://127.0.0.1#@www.example.cn/",
    "http://127.0.0.1?@www.example.cn/",
    "http://127.0.0.1:80:80/",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:6379/_",
    "dict://127.0.0.1:11211/",
    "data:text/html,<h1>x</h1>",
    "s3://bucket/key/",
    "jar:http://127.0.0.1/!/",
    "view-source:http://127.0.0.1/",
    "unix:///var/run/docker.sock",
]
"""Where a chain may lead, and none may arrive."""
PLAIN = "http://127.0.0.1/"
SOME = [
    PLAIN,
    "https://10.0.0.1/",
    "//intranet.example.cn/",
    "http://[::ffff:7f00:1]/",
    "http://user@127.1/",
    "file:///etc/passwd",
]
"""What every chain is tried with; those of THROUGHOUT, one for each way of reading an address, with all."""
THROUGHOUT = {
    "redirect 302",
    "meta refresh",
    "listing's link",
    "listing's base",
    "attachment",
    "robots.txt's redirect",
    "feed's entry",
    "sitemap index",
    "an API's row",
}


class Network:
    """The process that polls: a case in, what happened out."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crawler.fetching.net.world"],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

        self._played = 0

    def play(self, asked):
        """Each case has a host of its own: what the crawler remembers of one is nothing to the next."""
        self._played += 1
        line = json.dumps(asked).replace(HOST, f"w{self._played}.example.cn")
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(20) == 0


@pytest.fixture(scope="module")
def network():
    network = Network()
    yield network
    network.close()


def codes(done):
    return [code for _, code, _ in done["failures"]]


def leaked(done):
    return [host for host in done["connected"] if refusal(host)]


@pytest.mark.parametrize(
    ("chain", "address"),
    [(chain, address) for chain in CHAINS for address in (ADDRESSES if chain in THROUGHOUT else SOME)],
)
def test_no_chain_arrives_at_an_address_that_is_not_public(network, chain, address):
    done = network.play(case(chain, address, names=NAMES))
    if "refused" in done:  # at the border: no address of a page
        assert chain == "revisit"
        return
    assert PUBLIC in done["connected"]
    assert leaked(done) == []
    assert "root:" not in done["text"]


@pytest.mark.parametrize("chain", sorted(set(CHAINS) - OWN_HOST_ONLY))
def test_every_chain_is_one_that_would_arrive(network, chain):
    """Refused by name without trust, and followed to its end with it."""
    assert "address_refused" in codes(network.play(case(chain, PLAIN)))
    assert "127.0.0.1" in network.play(case(chain, PLAIN, trusted=True))["connected"]


@pytest.mark.parametrize("chain", sorted(OWN_HOST_ONLY))
def test_some_lists_lead_to_no_other_host_at_all(network, chain):
    done = network.play(case(chain, PLAIN, trusted=True))
    assert leaked(done) == []
    assert done["failures"]


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("address", ["http://169.254.169.254/", "http://metadata.example.cn/", "http://0.0.0.0/"])
def test_trust_leads_no_chain_to_metadata(network, chain, address):
    done = network.play(case(chain, address, trusted=True, names=NAMES))
    assert PUBLIC in done["connected"]
    assert {"169.254.169.254", "0.0.0.0"}.isdisjoint(done["connected"])


@pytest.mark.parametrize("between", [0, 1])
@pytest.mark.parametrize("lookups", [0, 1, 2, 3])
@pytest.mark.parametrize("second", ["127.0.0.1", "10.0.0.1", "::1", "169.254.169.254", "::ffff:192.168.0.1"])
def test_a_name_that_means_another_address_a_moment_later_is_refused_then(network, lookups, second, between):
    """robots.txt, the listing, the notice and its attachment are looked up one by one.

    Each is looked up twice: for its place in the server's queue, and, perhaps with another answer, for the connection.
    """
    attached = article('<p><a href="/a.pdf">附件:方案.pdf</a></p>')
    asked = case("attachment", PLAIN, names={HOST: [[PUBLIC]] * (2 * lookups + between) + [[second]]})
    asked["pages"] = {
        LISTING: ok(page(rows("/a.html"))),
        f"{SITE}/a.html": ok(attached),
        f"{SITE}/a.pdf": ok("%PDF-1.7"),
    }
    done = network.play(asked)
    assert done["connected"] == [PUBLIC] * lookups
    assert "address_refused" in codes(done)


def test_a_trusted_source_whose_name_turns_to_metadata_is_refused(network):
    done = network.play(
        case(
            "notice's redirect",
            f"{SITE}/b.html",
            trusted=True,
            names={HOST: [["10.0.0.1"]] * 4 + [["169.254.169.254"]]},
        )
    )
    assert done["connected"] == ["10.0.0.1", "10.0.0.1"]
    assert "address_refused" in codes(done)


def test_a_source_of_its_own_that_is_not_public_is_refused(network):
    for host in ("127.0.0.1", "0x7f.1", "intranet.example.cn", "[::1]", "localhost"):
        asked = case("redirect 302", PLAIN, names=NAMES)
        asked["request"]["source"]["url"] = f"http://{host}/"
        done = network.play(asked)
        assert (done["connected"], set(codes(done))) == ([], {"address_refused"})


def test_redirects_have_an_end(network):
    hops = {f"{SITE}/{number}": to(f"/{number + 1}") for number in range(50)}
    asked = case("redirect 302", PLAIN)
    asked["pages"] = {LISTING: to("/0"), **hops}
    done = network.play(asked)
    assert codes(done) == ["redirect_loop"]
    assert len(done["asked"]) <= 10
    asked["pages"] = {LISTING: to("/0")} | {
        f"{SITE}/{number}": ok(page(head=f'<meta http-equiv="refresh" content="0;url=/{number + 1}">'))
        for number in range(50)
    }
    done = network.play(asked)
    assert codes(done) == ["redirect_loop"]
    assert len(done["asked"]) <= 10


SIZE = 96 * 1024 * 1024


def _brotli():
    packer = brotli.Compressor(quality=1)
    return b"".join([packer.process(bytes(SIZE)), packer.finish()])


def _twice(body):
    return gzip.compress(gzip.compress(body, 9), 9)


PACKED = {
    "gzip": lambda: gzip.compress(bytes(SIZE), 1),
    "deflate": lambda: zlib.compress(bytes(SIZE), 1),
    "br": _brotli,
    "zstd": lambda: zstd.compress(bytes(SIZE)),
    "gzip, gzip": lambda: _twice(bytes(SIZE)),
    "gzip, br": lambda: brotli.compress(gzip.compress(bytes(SIZE), 1), quality=1),
}


def packed(body, **headers):
    return ok(
        {"base64": base64.b64encode(body).decode()}, {name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("place", ["listing", "notice", "attachment", "robots.txt"])
def test_what_unpacks_to_too_much_is_refused_within_bounds(network, coding, place):
    bomb = packed(PACKED[coding](), Content_Encoding=coding)
    asked = case("redirect 302", PLAIN)
    asked["pages"] = {
        LISTING: ok(page(rows("/a.html"))),
        f"{SITE}/a.html": ok(article('<p><a href="/a.pdf">附件:方案.pdf</a></p>')),
        {
            "listing": LISTING,
            "notice": f"{SITE}/a.html",
            "attachment": f"{SITE}/a.pdf",
            "robots.txt": f"{SITE}/robots.txt",
        }[place]: bomb,
    }
    assert "too_large" in codes(network.play(asked))
    assert _peak(network) < 400 * 1024 * 1024


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_a_packed_sitemap_that_unpacks_to_too_much_is_refused(network, levels):
    body = b"<urlset>" + bytes(SIZE)
    for _ in range(levels):
        body = gzip.compress(body, 6)
    asked = case("sitemap index", PLAIN)
    asked["pages"] = {LISTING: packed(body, Content_Type="application/gzip")}
    done = network.play(asked)
    assert done["outcome"] == "failed"
    assert codes(done)[0] in ("too_large", "not_a_page")
    assert _peak(network) < 400 * 1024 * 1024


def _peak(network):
    """The largest resident size the process has had, in bytes."""
    status = Path(f"/proc/{network.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024
