"""Broken, blocked and hostile pages: each a row of the poll and a line on standard error, and the others go on."""

import contextlib
import json
import socket
import sqlite3
import subprocess
import sys
import threading

import pytest

from tests.end_to_end.conftest import TODAY, notice

pytestmark = pytest.mark.slow
ROW = '<li><a href="{}">关于开展项目申报工作的通知</a><span>2024-06-01</span></li>'
LISTING = f'<html><body><ul class="list">{ROW}</ul></body></html>'
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>通知</title><link>{}/one.html</link></item>'


def endless_redirect(handler):
    handler.answer(302, b"", Location=handler.path)


def huge(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b"<p>" + b"x" * (1024 * 1024 - 3))
    handler.close_connection = True


def status(code):
    return lambda handler: handler.answer(code, b"<h1>no</h1>")


def body(data, content_type="text/html"):
    return lambda handler: handler.answer(200, data, content_type)


def quietly(route):
    """A route whose client may hang up."""

    def serve(handler):
        with contextlib.suppress(OSError):
            route(handler)
        handler.close_connection = True

    return serve


def endless_headers(handler):
    handler.send_response(200)
    for number in range(20_000):
        handler.send_header(f"X-{number}", "x" * 100)
        if number % 500 == 0:
            handler.flush_headers()
    handler.end_headers()
    handler.close_connection = True


def slow_headers(handler):
    """Interim answers without end (RFC 9110, 15.2)."""
    for _ in range(200_000):
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


BROKEN = {
    "missing": (status(404), "gone"),
    "forbidden": (status(403), "blocked"),
    "precondition": (status(412), "asks_for_browser"),
    "webdown": (status(521), "asks_for_browser"),
    "login": (status(401), "asks_for_login"),
    "error": (status(500), "http_status"),
    "pdf": (body(b"%PDF-1.7 ...", "application/pdf"), "not_a_page"),
    "disguised-pdf": (body(b"%PDF-1.7 ...", "text/html"), "not_a_page"),
    "empty": (body(b""), "empty"),
    "no-links": (body(b"<html><body><p>nothing here</p></body></html>"), "no_links"),
    "challenge": (body(b"<html><script>document.cookie='a=b';location.reload()</script></html>"), "asks_for_browser"),
    "loop": (endless_redirect, "redirect_loop"),
    "huge": (huge, "too_large"),
    "bomb": (lambda handler: handler.answer(200, GZIPPED, Content_Encoding="gzip"), "too_large"),
    "headers": (quietly(endless_headers), "too_large"),
    "interim": (quietly(slow_headers), "too_large"),
    "metadata": (
        lambda handler: handler.answer(302, b"", Location="http://169.254.169.254/latest/"),
        "address_refused",
    ),
    "file": (lambda handler: handler.answer(302, b"", Location="file:///etc/passwd"), "redirected_away"),
}


def _gzipped():
    import gzip

    return gzip.compress(b"\0" * 100 * 1024 * 1024, 1)


GZIPPED = _gzipped()


def test_every_broken_source_is_a_row_and_a_line_and_the_healthy_one_goes_on(world, http, site):
    for name, (route, _) in BROKEN.items():
        http.routes[f"/{name}"] = route
        world.source(name, f"{http.url}/{name}")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        world.source("refused", f"http://127.0.0.1:{unused.getsockname()[1]}/")
        world.source("nowhere", "http://no-such-host.invalid/")
        site.publish(notice("甲"), TODAY)
        world.portal("healthy", site.url)
        done = world.run("crawl", code=1)
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == ["healthy"]
    expected = {name: code for name, (_, code) in BROKEN.items()} | {"refused": "unreachable", "nowhere": "unreachable"}
    database = sqlite3.connect(world.folder / "noticewatch.db")
    rows = database.execute("SELECT source_id, outcome, failures FROM poll WHERE source_id != 'healthy'").fetchall()
    database.close()
    assert {source: json.loads(failures)[0]["code"] for source, _, failures in rows} == expected
    assert {outcome for _, outcome, _ in rows} == {"failed"}
    for name, code in expected.items():
        url = next(source["url"] for source in world.sources if source["id"] == name)
        assert any(line.startswith(f"{url}: {code}: ") for line in done.stderr.splitlines()), (name, done.stderr)
    assert len(done.stderr.splitlines()) == len(expected) + 2


def test_a_listing_that_loses_its_links_is_trouble_until_they_come_back(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    documents = site.documents
    site.documents = []
    for _ in range(2):
        assert "links_vanished" in world.run("crawl", code=1).stderr
    site.documents = documents
    world.run("crawl", code=0)
    database = sqlite3.connect(world.folder / "noticewatch.db")
    kinds = [row[0] for row in database.execute("SELECT kind FROM event WHERE kind LIKE 'source.%' ORDER BY id")]
    database.close()
    assert kinds == ["source.troubled", "source.recovered"]


def test_a_feed_cut_in_the_middle_gives_what_it_has_and_says_so(world, http):
    http.routes["/feed"] = body(FEED.format(http.url).encode() + b"<item><title>cut", "application/rss+xml")
    http.routes["/one.html"] = body(("<html><body><p>" + "先进制造业集群。" * 40 + "</p></body></html>").encode())
    world.source("feed", f"{http.url}/feed", type="feed")
    done = world.run("crawl", code=1)
    assert "feed_broken" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("gb18030", "gb2312"), ("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "iso-8859-1"), ("gb18030", "")],
)
def test_a_wrong_charset_label_does_not_garble_the_text(world, http, encoding, label):
    text = "关于开展先进制造业集群培育工作的通知,请认真贯彻执行。" * 10
    page = f"<html><head><title>通知</title></head><body><p>{text}</p></body></html>"
    content_type = f"text/html; charset={label}" if label else "text/html"
    http.routes["/"] = body(LISTING.format("/a.html").encode(encoding), content_type)
    http.routes["/a.html"] = body(page.encode(encoding), content_type)
    world.source("portal", f"{http.url}/")
    found = json.loads(world.run("crawl", code=0).stdout)
    assert "先进制造业集群培育工作" in found["text"]


def test_a_page_that_fails_is_read_at_a_later_crawl_and_told_then(world, http, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    answer = site.answer
    site.publish(notice("乙"), TODAY)
    site.answer = lambda path: (500, "text/html", "") if path == "/policy/乙.html" else answer(path)
    assert "http_status" in world.run("crawl", code=1).stderr
    assert "http_status" in world.run("crawl", code=1).stderr
    assert world.received == []
    site.answer = answer
    world.run("crawl", code=0)
    assert len(world.received) == 1


def test_an_untrusted_source_reaches_no_private_address_by_any_spelling(world, http):
    http.routes["/"] = body(LISTING.format("/a.html").encode())
    port = http.server_address[1]
    for number, host in enumerate(["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "0"]):
        world.source(f"s{number}", f"http://{host}:{port}/", trusted=None)
    done = world.run("crawl", code=1)
    assert done.stdout == ""
    assert done.stderr.count("address_refused") == 6


def test_a_page_that_is_a_trap_for_readers_holds_up_nothing(world, http, site):
    trap = ("<div>" * 240 + "文字文字文字" + "</div>" * 240) * 1000
    http.routes["/"] = body(LISTING.format("/trap.html").encode())
    http.routes["/trap.html"] = body(trap.encode())
    world.source("trap", f"{http.url}/")
    site.publish(notice("甲"), TODAY)
    world.portal("healthy", site.url)
    found = [json.loads(line) for line in world.run("crawl", code=0).stdout.splitlines()]
    assert {notice["source"] for notice in found} == {"trap", "healthy"}


def test_not_modified_to_one_who_never_asked_is_a_failure(world, http):
    http.routes["/"] = status(304)
    world.source("odd", f"{http.url}/")
    assert "http_status" in world.run("crawl", code=1).stderr


def test_a_sources_headers_are_for_its_own_site(world, http):
    seen = []

    def note(handler):
        seen.append((handler.path, handler.headers.get("X-Api-Key")))
        handler.answer(200, ("<html><body><p>" + "先进制造业集群。" * 40 + "</p></body></html>").encode())

    listing = LISTING.format(f"http://localhost:{http.server_address[1]}/other.html")
    http.routes["/"] = lambda handler: (
        seen.append(("/", handler.headers.get("X-Api-Key"))),
        handler.answer(200, listing.encode()),
    )
    http.routes["/other.html"] = note
    world.source("keyed", f"{http.url}/", headers={"X-Api-Key": "s3cret"})
    world.run("crawl", code=0)
    assert seen == [("/", "s3cret"), ("/other.html", None)]
    seen.clear()
    elsewhere = f"http://localhost:{http.server_address[1]}/other.html"
    http.routes["/moved"] = lambda handler: handler.answer(302, b"", Location=elsewhere)
    world.source("moved", f"{http.url}/moved", headers={"X-Api-Key": "s3cret"})
    world.run("crawl", "moved")
    assert seen == [("/other.html", None)]


def test_a_source_that_does_not_answer_holds_its_host_no_longer_than_its_polls(http):
    over = threading.Event()
    http.routes["/hangs"] = lambda _: over.wait(60)
    http.routes["/healthy"] = body(LISTING.format("/one.html").encode())

    def request(number, path, deadline):
        source = {"id": f"s{number}", "url": f"{http.url}{path}", "trusted": True, "obey_robots": False}
        return json.dumps({"do": "poll", "id": str(number), "source": source, "max_pages": 0, "deadline_s": deadline})

    asked = [request(number, "/hangs", 1) for number in range(8)] + [request(8, "/healthy", 20)]
    command = [sys.executable, "-P", "-m", "crawler", "serve", "--delay", "0.05"]
    done = subprocess.run(command, input="\n".join(asked), capture_output=True, text=True, timeout=60, check=True)
    over.set()
    outcomes = {result["id"]: result["outcome"] for result in map(json.loads, done.stdout.splitlines())}
    assert outcomes == {**{str(number): "failed" for number in range(8)}, "8": "ok"}


def test_terminal_escapes_of_pages_reach_no_output(world, http, site):
    site.publish(notice("甲", title="通知\x1b]0;owned\x07\x9b31m"), TODAY)
    world.portal("portal", site.url)
    http.routes["/"] = lambda handler: handler.answer(302, b"", Location="ftp://x/%1b\x1b[31m")
    world.source("redirects", f"{http.url}/")
    for form in ("csv", "table", "jsonl"):
        (world.folder / "noticewatch.db").unlink(missing_ok=True)
        done = world.run("crawl", "--format", form, code=1)
        assert not set("\x1b\x07\x9b") & set(done.stdout + done.stderr)
