"""Local portals whose pages need a browser, each at a loopback address of its own: one server for all."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROWS = [
    {
        "url": f"/notice/{n}.html",
        "title": f"关于组织开展第{n}批先进制造业集群项目申报工作的通知",
        "publishDate": f"2024-05-{n + 10}",
        "createTime": f"2024-01-{n + 10} 08:00:00",
        "summary": "为贯彻落实市委市政府的决策部署，现将有关事项通知如下。" * 8,
    }
    for n in range(1, 9)
]
TEXT = "<p>" + "各县（市、区）要认真组织项目申报工作，按时报送材料。" * 20 + "</p>"
FILL = """fetch("/api/list?_=" + Date.now()).then((answer) => answer.json()).then((found) => {
  for (const row of found.data.rows) {
    const item = document.createElement("li"), link = document.createElement("a"), day = document.createElement("span");
    link.href = row.url; link.textContent = row.title; day.textContent = row.publishDate;
    item.append(link, day); document.getElementById("list").append(item);
  }
});"""
STATIC = "".join(f'<li><a href="{row["url"]}">{row["title"]}</a><span>{row["publishDate"]}</span></li>' for row in ROWS)
CHALLENGE = """<script>setTimeout(() => { document.cookie = "passed=" + 6 * 7 + "; path=/"; location.reload(); }, 200);
</script>"""
HOSTS = {
    "script": "127.0.1.1",
    "script-notices": "127.0.1.2",
    "challenge": "127.0.1.3",
    "requests": "127.0.1.4",
    "loop": "127.0.1.5",
    "popups": "127.0.1.6",
    "big": "127.0.1.7",
    "memory": "127.0.1.8",
    "robots": "127.0.1.9",
    "captcha": "127.0.1.10",
    "refusal": "127.0.1.11",
    "empty": "127.0.1.12",
    "buffers": "127.0.1.13",
    "frame": "127.0.1.14",
    "history": "127.0.1.15",
    "login": "127.0.1.16",
}
_KINDS = {host: kind for kind, host in HOSTS.items()}
_SCRIPTS = {
    "requests": "setInterval(() => fetch('/more?' + Math.random()), 20);",
    "loop": "while (true) {}",
    "popups": """alert(1); confirm(2); prompt(3); onbeforeunload = () => "stay";
      for (let n = 0; n < 5; n++) window.open("/popup?" + n); location.hash = "x"; location.href = "/a.zip";""",
    "history": """let n = 0;
      setInterval(() => { for (let i = 0; i < 50; i++) history.pushState(0, "", "/x/" + n++); }, 10);""",
    "buffers": "const all = []; setInterval(() => all.push(new Uint8Array(1e8).fill(1)), 5);",
    "memory": "const all = []; while (true) all.push(new Array(1e6).fill(Math.random()));",
}


def _page(body: str, title: str = "通知公告") -> str:
    return f"<!doctype html><html><head><meta charset=gbk><title>{title}</title></head><body>{body}</body></html>"


class _Portal(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        path = self.path.partition("?")[0]
        cookie = self.headers.get("Cookie") or ""
        self.server.seen[_KINDS[host]].append((path, cookie, self.headers.get("User-Agent")))  # type: ignore[attr-defined]
        status, kind, body = _answer(_KINDS[host], path, cookie)
        raw = body.encode("gbk" if "html" in kind else "utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="staff"')
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


def _answer(portal: str, path: str, cookie: str) -> tuple[int, str, str]:
    html = "text/html"
    if path == "/robots.txt":
        return (200, "text/plain", "User-agent: *\nDisallow: /api/") if portal == "robots" else (404, html, "none")
    if portal == "refusal" or (portal == "challenge" and "passed=42" not in cookie):
        return 412, html, CHALLENGE if portal == "challenge" else "<script>var a = 1;</script>"
    if portal == "captcha":
        return 200, html, _page("<form>请输入验证码 <input name=captcha></form><script>eval('1')</script>")
    if portal == "login":
        return 401, html, _page("<p>Unauthorized</p>")
    if portal == "frame" and path == "/":
        return 200, html, _page("<iframe src=/list></iframe>")
    if portal == "empty":
        return 200, html, _page("<script>document.cookie = 'a=b';</script>")
    if path == "/api/list":
        return 200, "application/json", json.dumps({"code": 0, "data": {"total": len(ROWS), "rows": ROWS}})
    if path == "/a.zip":
        return 200, "application/zip", "PK"
    if path == "/big.js":
        return 200, "text/javascript", "//" + "x" * 50_000_000
    return 200, html, _page(_notice(portal, path) if path.startswith("/notice/") else _listing(portal))


def _notice(portal: str, path: str) -> str:
    body = f"<h1>{ROWS[int(path[8:-5]) - 1]['title']}</h1>{TEXT}"
    if portal != "script-notices":
        return body
    # The script decodes the text, so that the plain page has none of it.
    return f"<div id=text></div><script>text.innerHTML = decodeURIComponent({json.dumps(_encoded(body))})</script>"


def _listing(portal: str) -> str:
    if portal in ("script", "script-notices", "challenge", "robots", "frame"):
        return f"<ul id=list></ul><script>{FILL}</script>"
    script = "<script src=/big.js></script>" if portal == "big" else f"<script>{_SCRIPTS[portal]}</script>"
    return f"<ul id=list>{STATIC}</ul>{script}"


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


class Portals:
    """The portals. `seen` has the path, the cookies and the user agent of each request, by the portal's name."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._port = server.server_port
        self.seen: dict[str, list[tuple[str, str, str]]] = server.seen  # type: ignore[attr-defined]

    def url(self, name: str) -> str:
        """The URL of a portal's listing."""
        return f"http://{HOSTS[name]}:{self._port}/"


@contextmanager
def portals() -> Iterator[Portals]:
    """Serve the portals."""
    server = ThreadingHTTPServer(("0.0.0.0", 0), _Portal)
    server.seen = defaultdict(list)  # type: ignore[attr-defined]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Portals(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
