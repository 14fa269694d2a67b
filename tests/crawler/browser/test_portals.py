"""Portals that need a browser, polled with real Chromium: notices, a trouble or a limit, never a hang."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.browser.another_user import environment, own_folder, prefix
from tests.crawler.browser.once import once
from tests.crawler.browser.portals import ROWS, portals

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]
TITLES = sorted(row["title"] for row in ROWS)
RENDER = {
    "script": {"pages": "listing"},
    "script-notices": "browser",
    "challenge": {"pages": "listing", "wait_for": "#list li"},
    "requests": {"pages": "listing"},
    "loop": {"pages": "listing", "timeout": "5s"},
    "popups": {"pages": "listing"},
    "big": {"pages": "listing"},
    "memory": {"pages": "listing"},
    "buffers": {"pages": "listing", "wait_for": "#never"},
    "robots": {"pages": "listing"},
    "captcha": {"pages": "listing", "timeout": "6s"},
    "refusal": {"pages": "listing", "timeout": "6s"},
    "empty": {"pages": "listing", "timeout": "6s"},
    "frame": {"pages": "listing"},
    "history": {"pages": "listing"},
    "login": {"pages": "listing"},
}


def run(words, folder, *arguments, text=None):
    return subprocess.run(
        [*words, sys.executable, "-P", "-m", *arguments],
        cwd=folder,
        env={**environment(folder), "PYTHONPATH": str(REPOSITORY)},
        input=text,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.fixture(scope="module")
def polled(tmp_path_factory):
    """The results of polls of all portals, the requests that they got, and what the browser left in the folder."""
    words = prefix()
    return once(tmp_path_factory, "portals", lambda: poll_all(words))


def poll_all(words):
    """Poll all portals with one crawler."""
    with portals() as site, own_folder() as folder:
        sources = [
            {"id": name, "url": site.url(name), "trusted": True, "region": ["CN"], "render": render}
            for name, render in RENDER.items()
        ]
        requests = [{"do": "poll", "id": source["id"], "source": source, "max_pages": 3} for source in sources]
        lines = "".join(json.dumps(request) + "\n" for request in requests)
        done = run(words, folder, "crawler", "serve", "--delay", "0", text=lines)
        results = {result["id"]: result for result in map(json.loads, done.stdout.splitlines())}
        assert set(results) == set(RENDER), done.stderr
        return results, site.seen, done.stderr, [path.name for path in folder.iterdir() if "noticewatch" in path.name]


def codes(result):
    return [failure["code"] for failure in result["failures"]]


@pytest.mark.parametrize(
    "name", ["script", "script-notices", "challenge", "requests", "loop", "popups", "frame", "history"]
)
def test_the_notices_of_a_list_made_by_a_script_are_read(polled, name):
    results, _, _, _ = polled
    result = results[name]
    assert (result["outcome"], codes(result), result["links_seen"]) == ("ok", [], len(ROWS))
    assert len(result["notices"]) == 3
    assert {notice["title"] for notice in result["notices"]} <= set(TITLES)
    assert all("按时报送材料" in notice["text"] for notice in result["notices"])
    assert all(notice["published_on"].startswith("2024-05-") for notice in result["notices"])


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("big", "too_large", "exceed 20 MB"),
        ("memory", "browser_failed", "crashed or used too much memory"),
        ("buffers", "browser_failed", "crashed or used too much memory"),
        ("captcha", "asks_for_captcha", "captcha"),
        ("refusal", "blocked", "refuses the browser (HTTP 412)"),
        ("empty", "blocked", "no text, even after its scripts"),
        ("login", "asks_for_login", "requires a login"),
    ],
)
def test_a_page_that_cannot_be_read_is_a_trouble_with_its_reason(polled, name, code, words):
    results, _, _, _ = polled
    (failure,) = results[name]["failures"]
    assert (results[name]["outcome"], failure["code"]) == ("failed", code)
    assert words in failure["detail"]


def test_data_that_robots_txt_disallows_is_not_requested(polled):
    results, seen, _, _ = polled
    assert results["robots"]["outcome"] == "failed"
    assert "/api/list" not in [path for path, _, _ in seen["robots"]]
    assert "/api/list" in [path for path, _, _ in seen["script"]]


def test_cookies_of_a_passed_challenge_serve_the_plain_spider(polled):
    _, seen, _, _ = polled
    pages = [cookie for path, cookie, _ in seen["challenge"] if path.startswith("/notice/")]
    assert len(pages) == 3
    assert all("passed=42" in cookie for cookie in pages)


def test_the_browser_says_who_it_is(polled):
    _, seen, _, _ = polled
    agents = {agent for requests in seen.values() for _, _, agent in requests}
    assert len(agents) == 1
    assert agents.pop().startswith("noticewatch/")


def test_requests_without_end_are_limited(polled):
    _, seen, _, _ = polled
    assert len([path for path, _, _ in seen["requests"] if path == "/more"]) <= 200


def test_popups_are_closed_and_nothing_is_left_behind(polled):
    _, _, errors, left = polled
    assert left == []
    assert [line for line in errors.splitlines() if '"tldextract"' not in line] == []


def test_sources_check_proposes_the_data_behind_the_page_and_the_browser():
    words = prefix()
    with portals() as site, own_folder() as folder:
        config = folder / "config"
        (config / "sources").mkdir(parents=True)
        (config / "noticewatch.yaml").write_text("{}")
        sources = [
            {"id": name, "url": site.url(name), "trusted": True, "region": ["CN"]} for name in ("script", "challenge")
        ]
        (config / "sources" / "all.yaml").write_text(json.dumps(sources))
        for path in (config, config / "sources"):
            path.chmod(0o755)
        done = run(words, folder, "monitor", "sources", "check", "--json", "--config", str(config))
        found = {result["source"]: result for result in map(json.loads, done.stdout.splitlines())}
        data, browser = (proposal["settings"] for proposal in found["script"]["proposals"])
        select = {"item": "data.rows", "link": "url", "title": "title", "date": "publishDate"}
        assert data == {"type": "json", "url": f"{site.url('script')}api/list", "select": select}
        assert browser == {"render": "browser"}
        # Without the cookie of the challenge, its data is not available.
        assert [proposal["settings"] for proposal in found["challenge"]["proposals"]] == [{"render": "browser"}]
        assert all(
            proposal["dated"] == len(ROWS) and proposal["newest"] == "2024-05-18"
            for result in found.values()
            for proposal in result["proposals"]
        )
