import asyncio
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec

import pytest

from crawler.browser import chromium_options
from crawler.browser.messages import LoadRequest
from crawler.browser.process import Browser
from crawler.model.details.fetching import BrowserDetail
from crawler.model.errors import BrowserMissingError
from tests.crawler.browser.another_user import own_folder, prefix
from tests.crawler.browser.test_portals import run


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.endswith("slow"):
            threading.Event().wait(5)
        body = b"<p>A page with some words of text.</p><a href=/x>x</a>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_browser_that_is_killed_is_replaced_and_leaves_nothing_behind(site):
    words = prefix()
    with own_folder() as folder:
        done = run(words, folder, "tests.crawler.browser.restarts", site)
        found = json.loads(done.stdout or "{}")
        assert found, done.stderr
        assert found["said"] == ["loaded", "browser_failed", "loaded", "browser_failed", "loaded"]
        assert found["left"] == []
        assert "--no-sandbox" not in found["flags"]
        assert "--proxy-server=http://127.0.0.1:" in found["flags"]
        assert list(folder.glob("noticewatch-browser-*")) == []


def load(browser):
    async def allowed(_):
        return True

    return asyncio.run(browser.load(LoadRequest(id=0, url="http://127.0.0.1:1/", user_agent="x"), allowed))


@pytest.fixture
def no_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("no_root")
def test_a_missing_extra_is_said_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(chromium_options, "find_spec", lambda _: None)
    with pytest.raises(BrowserMissingError, match=r"pip install 'noticewatch\[browser\]'"):
        load(Browser())


@pytest.mark.usefixtures("no_root")
def test_a_missing_program_is_said_with_the_command_that_installs_it(monkeypatch, tmp_path):
    with pytest.raises(
        BrowserMissingError, match="there is no program /none/chromium; install it with: apt-get install"
    ):
        load(Browser("/none/chromium"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        BrowserMissingError, match="Chromium is not installed; install it with: apt-get install chromium-headless-shell"
    ):
        load(Browser())


def test_root_starts_no_browser(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium_options, "program", lambda _: sys.executable)
    with pytest.raises(BrowserMissingError, match="does not run as root, because its sandbox would be disabled"):
        load(Browser())


@pytest.mark.usefixtures("no_root")
def test_a_program_that_is_no_browser_is_a_trouble(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho 'FATAL: no usable sandbox' >&2\nexit 1\n")
    program.chmod(0o755)

    async def tried():
        browser = Browser(str(program))
        try:
            answer = await browser.load(LoadRequest(id=0, url="http://127.0.0.1:1/", user_agent="x"), None)
            return answer.code, answer.detail
        finally:
            await browser.close()

    code, detail = asyncio.run(tried())
    assert code == "no_browser"
    assert detail["code"] == BrowserDetail.NOT_STARTED
    assert "no usable sandbox" in detail["params"]["reason"]


def test_the_arguments_never_turn_the_sandbox_off():
    assert find_spec("playwright")
    assert not [word for word in chromium_options.arguments() if "sandbox" in word]
