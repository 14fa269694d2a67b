"""Two lines of HTML, and the notice in a file: from the site to the subscriber."""

import json
import subprocess
import sys
import time

import pytest

from tests.crawler.files.compounds import a_compound
from tests.crawler.files.made import PARAGRAPHS, a_docx, a_pdf, a_scan
from tests.end_to_end.conftest import TODAY, unmarked, until

pytestmark = pytest.mark.slow
PAGE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><title>通知</title></head><body><h1>{title}</h1>"
    '<div id="zoom"><p>现将有关事项通知如下，请认真组织实施。</p><p>附件：{links}</p></div></body></html>'
)
TITLE = "关于印发实施方案的通知"


def serve(http, *pages):
    """A listing of pages, each with the paths of its files."""
    rows = ""
    for place, (path, files) in enumerate(pages):
        title = f"{TITLE}（{place}号）"
        rows += f'<li><a href="{path}">{title}</a><span>{TODAY}</span></li>'
        links = "".join(f'<a href="{file}">附件{file}</a>' for file in files)
        http.routes[path] = answer(PAGE.format(title=title, links=links).encode())
    http.routes["/policy/"] = answer(f'<html><body><ul class="list">{rows}</ul></body></html>'.encode())


def answer(body, content_type="text/html; charset=utf-8"):
    return lambda handler: handler.answer(200, body, content_type)


def hang(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    time.sleep(30)


def test_a_page_of_two_lines_with_a_pdf_on_the_topic_alerts_the_subscriber(world, http, daemon):
    http.routes["/a.pdf"] = answer(a_pdf(), "application/octet-stream")
    http.routes["/b.docx"] = answer(a_docx(("关于高技能人才的引进。",), "人才"))
    serve(http, ("/policy/0.html", []))
    world.portal("gov", http.url)
    daemon()
    until(world.notices, seconds=30)
    serve(http, ("/policy/0.html", []), ("/policy/1.html", ["/a.pdf"]), ("/policy/2.html", ["/b.docx"]))
    until(lambda: world.received and len(world.notices()) == 3, seconds=40)
    [message] = world.received
    assert message["title"] == f"[新] {TITLE}（1号）"
    assert "附件：附件/a.pdf" in message["message"]
    assert "附件/a.pdf › 关于印发先进制造业集群培育方案的通知 › 重点任务" in unmarked(message["message"])
    assert "先进制造业集群" in message["message"]


def test_crawl_records_each_notice_whatever_its_attachments_are(world, http):
    files = {
        "/scan.pdf": answer(a_scan()),
        "/page.pdf": answer(b"<!DOCTYPE html><title>404</title>"),
        "/cut.pdf": answer(a_pdf()[:2000]),
        "/moved.pdf": lambda handler: handler.answer(302, b"", Location="/a.pdf"),
        "/metadata.pdf": lambda handler: handler.answer(302, b"", Location="http://169.254.169.254/a.pdf"),
        "/a.pdf": answer(a_pdf()),
        "/forbidden.pdf": answer(a_pdf()),
    }
    http.routes.update(files)
    http.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /forbidden", "text/plain")
    names = [*files, "/missing.pdf"]
    serve(http, *((f"/policy/{place}.html", [name]) for place, name in enumerate(names)))
    world.portal("gov", http.url)
    done = world.run("crawl", "gov", "--alert", "--format", "jsonl", code=1)
    found = {
        notice["attachments"][0]["url"].removeprefix(http.url): notice["attachments"][0] for notice in world.notices()
    }
    assert {name: attachment["fault"] for name, attachment in found.items()} == {
        "/scan.pdf": "scan",
        "/page.pdf": "not_a_file",
        "/cut.pdf": "damaged",
        "/moved.pdf": None,
        "/metadata.pdf": "address_refused",
        "/a.pdf": None,
        "/forbidden.pdf": "robots",
        "/missing.pdf": "gone",
    }
    assert PARAGRAPHS[3] in found["/moved.pdf"]["text"]
    assert "/missing.pdf: gone" in done.stderr
    assert "/scan.pdf" not in done.stderr


def test_a_server_that_hangs_over_a_file_keeps_no_notice_back(http):
    http.routes |= {"/hang.pdf": hang, "/a.pdf": answer(a_pdf())}
    serve(http, ("/policy/1.html", ["/hang.pdf"]), ("/policy/2.html", ["/a.pdf"]))
    source = {"id": "gov", "url": f"{http.url}/policy/", "trusted": True, "delay": "0s"}
    request = json.dumps({"do": "poll", "id": "1", "source": source, "deadline_s": 10})
    command = [sys.executable, "-P", "-m", "crawler", "serve", "--delay", "0"]
    done = subprocess.run(command, input=request, capture_output=True, text=True, timeout=60, check=True)
    polled = json.loads(done.stdout)
    found = {
        notice["attachments"][0]["url"].removeprefix(http.url): notice["attachments"][0] for notice in polled["notices"]
    }
    assert found["/hang.pdf"]["passing"]
    assert PARAGRAPHS[3] in found["/a.pdf"]["text"]
    assert [failure["url"] for failure in polled["failures"]] == [f"{http.url}/hang.pdf"]


def test_inspect_shows_attachments_and_what_became_of_them(world, http):
    http.routes |= {"/a.pdf": answer(a_pdf()), "/scan.pdf": answer(a_scan())}
    http.routes["/old.wps"] = answer(a_compound(MatOST=b"x"))
    serve(http, ("/policy/1.html", ["/a.pdf", "/scan.pdf", "/old.wps"]))
    page = f"{http.url}/policy/1.html"
    shown = world.run("inspect", page, "--trusted", code=0).stdout
    assert f"附件/scan.pdf  {http.url}/scan.pdf  (pdf, scan)" in shown
    assert "(works, unsupported)" in shown
    assert PARAGRAPHS[3] in shown
    read = json.loads(world.run("inspect", page, "--trusted", "--json", code=0).stdout)
    assert [attachment["fault"] for attachment in read["attachments"]] == [None, "scan", "unsupported"]
    assert PARAGRAPHS[3] in read["attachments"][0]["text"]


def test_a_saved_page_names_its_attachments_and_fetches_nothing(world, http, tmp_path):
    saved = tmp_path / "page.html"
    saved.write_text(PAGE.format(title=TITLE, links='<a href="/a.pdf">方案</a>'), encoding="utf-8")
    shown = world.run("inspect", saved, "--url", f"{http.url}/1.html", code=0).stdout
    assert f"方案  {http.url}/a.pdf  (not fetched)" in shown
