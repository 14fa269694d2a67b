"""Measure pages whose list is made by a script, in the browser: pages per second and memory, against scrapy-playwright.

Both include the start of the browser, load two pages at a time, and wait until a page is quiet. The crawler gives each
page a context of its own, sends all traffic through the proxy, obeys robots.txt, and reads the list in its sandbox. The
peer shares one context and counts the rows. `--peer PYTHON` is an interpreter that has scrapy-playwright.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from crawler.browser.chromium_options import program
from crawler.sandbox.process_tree import descendants
from tests.crawler.browser.another_user import environment, own_folder, prefix
from tests.crawler.browser.portals import ROWS, portals

REPOSITORY = Path(__file__).parents[2]
PEER = Path(__file__).with_name("browser_peer.py")


def main(arguments: list[str]) -> None:
    """Print the figures of both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--peer", help="the interpreter of an environment with scrapy-playwright")
    options = parser.parse_args(arguments)
    path = program(None)
    assert path is not None, "Chromium is not installed"
    with portals() as site:
        urls = [f"{site.url('script')}?page={number}" for number in range(options.pages)]
        _report(
            "noticewatch", options.pages, [sys.executable, "-P", "-m", "crawler", "serve", "--delay", "0"], _asked(urls)
        )
        if options.peer:
            _report("scrapy-playwright", options.pages, [options.peer, str(PEER), path, *urls], "")


def _asked(urls: list[str]) -> str:
    lines = []
    for number, url in enumerate(urls):
        source = {"id": "a", "url": url, "trusted": True, "render": "browser"}
        lines.append({"do": "links", "id": str(number), "url": url, "source": source, "deadline_s": 600})
    return "".join(json.dumps(line) + "\n" for line in lines)


def _report(name: str, pages: int, command: list[str], text: str) -> None:
    peak = _Peak()
    with own_folder() as folder:
        began = time.monotonic()
        done = subprocess.run(
            [*prefix(), *command],
            cwd=folder,
            env={**environment(folder), "PYTHONPATH": str(REPOSITORY)} if text else environment(folder),
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
    megabytes = peak.end() / 1024 / 1024
    lines = done.stdout.splitlines()
    whole = sum(1 for line in lines if (len(json.loads(line)["links"]) if text else int(line)) == len(ROWS))
    print(f"{name}: {whole} of {pages} pages, {pages / seconds:.2f} pages/s, at most {megabytes:.0f} MB (PSS)")
    if whole < pages:
        print(done.stderr[-2000:])


class _Peak:
    """The largest proportional memory of all descendants together, sampled in a thread."""

    def __init__(self) -> None:
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._ended.wait(0.25):
            self._most = max(self._most, sum(map(_proportional, descendants())))

    def end(self) -> int:
        """Return the largest sum in bytes."""
        self._ended.set()
        self._thread.join()
        return self._most


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
