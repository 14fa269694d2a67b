"""Run the acceptance cases of intake and operations: `python -m tests.benchmarks cases --data FOLDER [--only TEXT]`.

A folder of cases has a README.md for each kind of fault. Each `## case` names a command, the files that a server
returns, and the expected result in words. This module serves the files on loopback, runs the command and checks the
words. The cases of operations are in `tests.benchmarks.operations`.
"""

import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.benchmarks import operations

HOST = "http://gov.example.cn"
_SECTION = re.compile(r"^## ", re.M)
_FILE = re.compile(r"^- `([^`]+)`: (http://\S+?), served as `([^`]*)`(?:, `([^`]+)`)?", re.M)
_PHASE = re.compile(r"^- `([^`]+)`: the (?:listing|page)[^,\n]*(?:, `([^`]+)`)?", re.M)
_DAY = re.compile(r"\d{4}-\d\d-\d\d|None|none")
_NOTICE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>
<p>各区人民政府：</p><p>一、现将第{number}号事项的有关工作安排通知如下，请认真贯彻执行，做好第{number}项工作。</p>
<p>二、各单位要按照职责分工，于年内完成第{number}批任务，并将进展情况报送办公室。</p></body></html>"""


@dataclass
class Case:
    """One case: its folder, its README's section, and the answers of the server by path."""

    folder: Path
    name: str
    text: str
    answers: dict[str, tuple[bytes, str, dict[str, str]]] = field(default_factory=dict)

    @property
    def expected(self) -> str:
        """The expected result in words."""
        return re.search(r"Expected: (.+)", self.text)[1]  # type: ignore[index]

    @property
    def command(self) -> str:
        """The command line in words."""
        return re.search(r"Command: (.+)", self.text)[1]  # type: ignore[index]


@dataclass
class Site:
    """What the server answers now, and what it was asked."""

    case: Case
    phase: int = 1
    visits: Counter[str] = field(default_factory=Counter)


def cases(folder: Path) -> Iterator[Case]:
    """Yield the cases below a folder, in order."""
    for readme in sorted(folder.glob("*/README.md")):
        for section in _SECTION.split(readme.read_text(encoding="utf-8"))[1:]:
            name = section.split("\n", 1)[0].strip()
            case = Case(readme.parent, name, section)
            for file, url, content_type, header in _FILE.findall(section):
                headers = dict([header.split(": ", 1)]) if header else {}
                case.answers[_path(url)] = ((readme.parent / file).read_bytes(), content_type, headers)
            yield case


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """Serve a case on loopback; yield the server's address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, site, address)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, site: Site, address: str) -> None:
    case = site.case
    path = handler.path
    site.visits[path] += 1
    raw = next(iter(sorted(case.folder.glob(f"{case.name}.http"))), None)
    if raw and path.split("?")[0] == "/zwgk/tzgg.html":
        handler.wfile.write(raw.read_bytes())
        handler.close_connection = True
        return
    status, body, content_type, headers = _found(handler, site)
    body = body.replace(HOST.encode(), address.encode())
    if status == 304:
        body = b""
    handler.send_response(status)
    for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


Answer = tuple[int, bytes, str, dict[str, str]]
"""Status, body, content type, other headers."""


def _found(handler: BaseHTTPRequestHandler, site: Site) -> Answer:
    case = site.case
    path = handler.path
    if path in case.answers:
        body, content_type, headers = case.answers[path]
        return 200, body, content_type, headers
    if "as browsers ask" in case.text:
        wanted = unquote(re.search(r"`(/[^`]*)`", case.text)[1].split("&")[0], "gbk")  # type: ignore[index]
        asked = unquote(path.split("&")[0], "gbk", "replace")
        good = asked == wanted and "%EF" not in path.upper()
        text = _NOTICE.format(title="关于工作安排的通知", number=path[-1]) if good else f"参数错误:{path}"
        return 200, text.encode(), "text/html; charset=utf-8", {}
    if "four times" in case.text:
        return _phased(handler, site)
    return 404, b"not found", "text/plain", {}


def _phased(handler: BaseHTTPRequestHandler, site: Site) -> Answer:
    if handler.path == LISTING:
        return _listing(handler, site)
    number = re.search(r"/n/(\d+)\.html", handler.path)
    if not number:
        return 404, b"not found", "text/plain", {}
    if int(number[1]) < 3:
        text = _NOTICE.format(title=f"基线通知{number[1]}", number=number[1])
    else:
        text = _new_notice(site, handler.path, number[1])
    return 200, text.encode(), "text/html; charset=utf-8", {}


def _listing(handler: BaseHTTPRequestHandler, site: Site) -> Answer:
    case = site.case
    file = next(case.folder.glob(f"{case.name}.{'before' if site.phase == 1 else 'after'}.*"))
    line = next((line for line in case.text.splitlines() if f"`{file.name}`" in line), "")
    headers = dict(pair.split(": ", 1) for pair in re.findall(r"`([A-Za-z-]+: [^`]+)`", line))
    asked = handler.headers.get("If-None-Match") or handler.headers.get("If-Modified-Since")
    if asked and headers and "304" in case.text:
        return 304, b"", "text/html", headers
    kind = "application/rss+xml" if file.suffix == ".xml" else "text/html; charset=utf-8"
    return 200, file.read_bytes(), kind, headers


def _new_notice(site: Site, path: str, number: str) -> str:
    """The page of one of the two new notices; the README has one page, so the other differs in numbers and title."""
    case = site.case
    later = case.folder / f"{case.name}.notice2.html"
    recovered = later.exists() and site.visits[path] > 1
    body = (later if recovered else case.folder / f"{case.name}.notice.html").read_text(encoding="utf-8")
    title = re.search(r"<title>([^<]+)</title>", body)
    titles = dict(re.findall(r'href="(/n/\d+\.html)">([^<]+)<', _after(case)))
    if title and path in titles and (recovered or not later.exists()):
        body = body.replace(title[1], titles[path])
    return body.replace("不少于", "不少于1") if number == "3" else body


def _after(case: Case) -> str:
    return next(case.folder.glob(f"{case.name}.after.*")).read_text(encoding="utf-8")


LISTING = "/zwgk/tzgg.html"


class Crawler:
    """One `crawler serve` process for all cases: starting a process a case takes most of the time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "crawler", "serve", "--delay", "0"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._lock = threading.Lock()
        self._waiting: dict[str, Queue[dict[str, Any]]] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the result of a request."""
        name = f"{len(self._waiting)}-{request['id']}"
        self._waiting[name] = Queue()
        with self._lock:
            print(json.dumps({**request, "id": name, "deadline_s": 40}), file=self._process.stdin, flush=True)
        return self._waiting[name].get(timeout=90)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            result = json.loads(line)
            self._waiting[result["id"]].put(result)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def run(*arguments: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
    """Run a module of the project as a command."""
    return subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, timeout=timeout, check=False
    )


def check(case: Case, crawler: Crawler) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    if operations.kind_of(case) in operations.KINDS:
        return operations.check(case)
    site = Site(case)
    with serving(site) as address, tempfile.TemporaryDirectory() as folder:
        found = re.search(rf"{HOST}(/\S*)", case.command)
        url = address + found[1] if found else address + LISTING
        settings = re.search(r"\((\{.*\})\)|with (\{.*\})", case.command)
        options = json.loads(settings[1] or settings[2]) if settings else {}
        if "four times" in case.command:
            return _check_crawl(case, site, address, Path(folder), options)
        if "crawler links" in case.command:
            return _check_links(case, crawler.ask({"id": url, "do": "links", "url": url, "trusted": True}), address)
        if "crawler read" in case.command:
            return _check_notice(case, crawler.ask({"id": url, "do": "read", "url": url, "trusted": True}), address)
        if "crawler poll" in case.command:
            source = {"id": "s", "name": "s", "url": url, "trusted": True, "delay": "0s", **options}
            request = {"id": url, "do": "poll", "source": source, "state": {}, "max_pages": 50}
            return _check_poll(case, crawler.ask(request), address)
        if "discover" in case.command:
            done = run("monitor", "sources", "discover", url, "--trusted", "--json")
            wanted = re.search(r"Expected: (\S+) is found", case.text)
            return "" if wanted and wanted[1] in done.stdout else (done.stdout + done.stderr)[-300:]
    return "unknown command"


def _codes(result: dict[str, Any]) -> str:
    return "; ".join(
        f"{failure['code']}: {failure['detail']}"
        for failure in result.get("failures", [{"code": "refused", "detail": str(result)}])
    )[:200]


def _check_links(case: Case, result: dict[str, Any], address: str) -> str:
    urls = [str(link["url"]).replace(address, "") for link in result["links"]]
    days = [str(link["published_on"]) for link in result["links"]]
    fault = bool(result["failures"])
    expected = case.expected
    shown = f"{_codes(result)} {urls[:8]} {days[:8]}"
    if "or a fault" in expected and fault and not urls:
        return "unreachable" if "not called unreachable" in expected and "unreachable" in shown else ""
    if "no fault" in expected and fault:
        return shown
    right = _right_links(expected, urls, fault) and _right_dates(expected, days)
    return "" if right else shown


def _right_links(expected: str, urls: list[str], fault: bool) -> bool:
    if expected.startswith("no links"):
        return fault and not urls
    if counted := re.match(r"(\d+) links", expected):
        return len(urls) == int(counted[1]) or fault
    if "all rows" in expected:
        first, second = re.findall(r"(/\S+) (/\S+) …", expected)[0]
        return {first, second} <= set(urls) and len(urls) in (5, 6) and all(url.startswith(first[:3]) for url in urls)
    if "links none" in expected:
        return not urls and not fault
    return urls == [url.rstrip(";,.") for url in re.findall(r"(?<!\S)/\S+", expected)]


def _right_dates(expected: str, days: list[str]) -> bool:
    if "dates " not in expected:
        return True
    allowed = [set(_DAY.findall(part)) for part in expected.split("dates ", 1)[1].split(";")]
    return len(allowed) == len(days) and all(day in some for day, some in zip(days, allowed, strict=True))


def _check_notice(case: Case, result: dict[str, Any], address: str) -> str:
    notice = result["notice"]
    if not notice:
        return "" if "a fault" in case.expected else f"no notice: {_codes(result)}"
    faulted = bool(result["failures"] or notice["warnings"])
    checks = (_wrong_days, _wrong_title, _wrong_text, _wrong_files)
    return next(filter(None, (check_(case.expected, notice, faulted, address) for check_ in checks)), "")


def _wrong_days(expected: str, notice: dict[str, Any], faulted: bool, address: str) -> str:
    days = [str(deadline["date"]) for deadline in notice["deadlines"]]
    allowed = _DAY.findall(expected.split(";")[0])
    if "published_on" in expected and str(notice["published_on"]) not in allowed:
        return f"published_on {notice['published_on']}, not {allowed}"
    if "no deadline later" in expected and any(day > "2028" for day in days):
        return f"deadlines {days}"
    wanted = re.search(r"a deadline on (\S+)\.", expected)
    return f"deadlines {days} {notice['warnings']}"[:300] if wanted and wanted[1] not in days else ""


def _wrong_title(expected: str, notice: dict[str, Any], faulted: bool, address: str) -> str:
    wanted = re.search(r"title (\S+?)[;.]?(?: |$)", expected)
    return f"title {notice['title']}" if wanted and notice["title"] != wanted[1].rstrip(".;") else ""


def _wrong_text(expected: str, notice: dict[str, Any], faulted: bool, address: str) -> str:
    words = re.findall(r"text holds (\S+) and (\S+?)[,.]", expected)
    if not words or all(word in str(notice["text"]) for word in words[0]):
        return ""
    bare = "with its title and a warning" in expected and notice["title"] and notice["warnings"]
    return "" if bare else f"text {str(notice['text'])[:100]} {notice['warnings']}"


def _wrong_files(expected: str, notice: dict[str, Any], faulted: bool, address: str) -> str:
    wanted = re.search(r"an attachment (\S+),", expected)
    urls = [str(found["url"]).replace(address, "") for found in notice["attachments"]]
    return f"attachments {urls}" if wanted and wanted[1] not in urls and not faulted else ""


def _check_poll(case: Case, result: dict[str, Any], address: str) -> str:
    notices = result.get("notices", [])
    expected = case.expected
    count = re.search(r"(\d+) notices", expected)
    if count and len(notices) != int(count[1]):
        return f"{len(notices)} notices {_codes(result)}"
    days = {str(notice["url"]).replace(address, ""): str(notice["published_on"]) for notice in notices}
    for path, allowed in re.findall(r"(/n/\d+\.html): ((?:[\d-]+|None)(?: or (?:[\d-]+|None))*)", expected):
        if days.get(path) not in allowed.split(" or "):
            return f"{days}"
    if "参数错误" in expected and any("参数错误" in str(notice["text"]) for notice in notices):
        return "参数错误"
    return ""


def _check_crawl(case: Case, site: Site, address: str, folder: Path, options: dict[str, object]) -> str:
    query = re.search(r"subscription to `([^`]+)`", case.expected)
    source = {"id": "s", "name": "s", "url": address + LISTING, **options}
    (folder / "sources").mkdir()
    (folder / "topics").mkdir()
    (folder / "sources" / "s.yaml").write_text(json.dumps([source]))
    topic = [{"id": "t", "name": "t", "query": query[1] if query else "通知"}]
    (folder / "topics" / "t.yaml").write_text(json.dumps(topic, ensure_ascii=False))
    (folder / "subscriptions.yaml").write_text(json.dumps([{"id": "a", "topics": ["t"], "channels": ["c"]}]))
    (folder / "noticewatch.yaml").write_text(json.dumps({"channels": {"c": "json://127.0.0.1:9/x"}}))
    counts = []
    for number in range(1, 5):
        site.phase = number
        done = run("monitor", "crawl", "--no-deliver", "--config", str(folder))
        counts.append(_count(folder, "notice"))
    status = run("monitor", "status", "--json", "--config", str(folder))
    if "state is blind or failing" in case.expected:
        troubled = any(word in status.stdout for word in ('"blind"', '"failing"'))
        return "" if troubled and counts[-1] == counts[0] else f"{counts} {status.stdout[:300]}"
    queued = _count(folder, "delivery_alert") or _count(folder, "delivery")
    wanted = re.search(r"(\d+) deliveries", case.expected)
    troubled = "the source is in trouble" in case.expected and any(
        word in status.stdout for word in ('"blind"', '"failing"')
    )
    if wanted and queued != int(wanted[1]) and not troubled:
        return f"{queued} deliveries; notices {counts}; {done.stdout[-200:]} {done.stderr[-200:]}"
    return ""


def _count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "noticewatch.db") as database:
        try:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the cases below a folder and print the failures by kind; return 1 if a case fails."""
    parser = argparse.ArgumentParser(prog="cases")
    parser.add_argument("--data", type=Path, required=True, help="Folder of cases, such as cases/intake.")
    parser.add_argument("--jobs", type=int, default=4, help="Cases at a time; those of operations depend on time.")
    parser.add_argument("--only", default="", help="Part of the kind or name.")
    options = parser.parse_args(arguments)
    chosen = [case for case in cases(options.data) if options.only in f"{case.folder.name}/{case.name}"]
    passed: Counter[str] = Counter()
    crawler = Crawler()
    with closing(crawler), ThreadPoolExecutor(options.jobs) as pool:
        for case, wrong in zip(chosen, pool.map(partial(_safely, crawler=crawler), chosen), strict=True):
            passed[case.folder.name] += not wrong
            if wrong:
                print(f"FAIL {case.folder.name}/{case.name}: {wrong}")
    total = Counter(case.folder.name for case in chosen)
    for kind in sorted(total):
        print(f"{kind:45} {passed[kind]:3} of {total[kind]:3}")
    print(f"{passed.total()} of {total.total()} cases hold")
    return passed.total() != total.total()


def _safely(case: Case, crawler: Crawler) -> str:
    try:
        return check(case, crawler)
    except (subprocess.TimeoutExpired, Empty):
        return "timed out"
