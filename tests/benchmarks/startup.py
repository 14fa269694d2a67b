"""Measure the start of commands: the median processor time of all their processes.

`python -m tests.benchmarks startup [--runs N] [--old DIR]`: `--old` names another checkout in which `make setup` was
run. It is measured alternately with this one.
"""

import argparse
import resource
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

HERE = Path(__file__).parents[2]
COMMANDS = {
    "--help": ["--help"],
    "config check": ["config", "check", "--config", "{folder}"],
    "notices list": ["notices", "list", "--config", "{folder}"],
    "crawl of one source": ["crawl", "small", "--config", "{folder}", "--no-deliver"],
}
BARS = {"--help": 0.4, "config check": 0.8, "notices list": 0.8, "crawl of one source": 2.5}


def main(arguments: Sequence[str]) -> None:
    """Print a row for each command: the bar, this checkout, the old one."""
    parser = argparse.ArgumentParser(prog="startup")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--old", type=Path)
    given = parser.parse_args(arguments)
    checkouts = {"now": HERE} | ({"old": given.old} if given.old else {})
    with tempfile.TemporaryDirectory() as place, _site() as url:
        folders = {name: _folder(checkout, Path(place, name), url) for name, checkout in checkouts.items()}
        for title, command in COMMANDS.items():
            times: dict[str, list[float]] = {name: [] for name in checkouts}
            for _ in range(given.runs + 1):
                for name, checkout in checkouts.items():
                    words = [word.format(folder=folders[name]) for word in command]
                    times[name].append(_seconds(checkout, words, folders[name]))
            # The first run makes the database and polls the source for the first time.
            figures = ", ".join(f"{name} {statistics.median(found[1:]):.2f} s" for name, found in times.items())
            print(f"{title:20} bar {BARS[title]:.1f} s: {figures}", flush=True)


@contextmanager
def _site() -> Iterator[str]:
    """A listing with one notice that does not change, on this machine."""
    day = datetime.now(UTC).date() - timedelta(days=3)
    pages = {
        "/list": f'<ul><li><a href="/1.html">关于支持先进制造业集群的通知</a> {day}</li></ul>',
        "/1.html": f"<h1>关于支持先进制造业集群的通知</h1><p>{day}</p><p>各有关单位：现将有关事项通知如下。</p>",
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *arguments: object) -> None:
            """Say nothing: only the figures are printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/list"
        server.shutdown()


def _folder(checkout: Path, folder: Path, url: str) -> Path:
    """The shipped configuration of the checkout with one more source."""
    shutil.copytree(checkout / "config", folder)
    source = f"- {{id: small, type: html, url: '{url}', trusted: true, select: {{link: 'li a'}}}}\n"
    (folder / "sources" / "small.yaml").write_text(source, encoding="utf-8")
    return folder


def _seconds(checkout: Path, words: Sequence[str], folder: Path) -> float:
    """Processor time of a command and its children. Its exit code must be 0."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(checkout / ".venv" / "bin" / "noticewatch"), *words]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
