"""Small web sites on the loopback interface that publish documents as portals do, and a receiver of alerts."""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from monitor.demo.documents import DemoDocument

_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}_{site}</title></head><body>
<div class="header"><a href="/">{site}</a></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/news/">新闻</a></li>
<li><a href="/service/">办事服务</a></li><li><a href="/about/">关于我们</a></li></ul></div>
{body}
<div class="sidebar"><h3>热门服务</h3><ul><li><a href="/service/tax.html">企业纳税申报服务指南</a></li>
<li><a href="/service/permit.html">建设项目许可办理服务指南</a></li></ul></div>
<div class="footer"><p>主办单位:{site} 网站标识码 0000000000
<a href="/sitemap/">网站地图</a> <a href="/about/">联系我们</a></p></div>
</body></html>"""
_LISTING = """<div class="position">当前位置:<a href="/">首页</a> &gt; <a href="/policy/">政策文件</a></div>
<div class="main"><h2>政策文件</h2><ul class="list">
<li class="top"><a href="/policy/guide.html">【置顶】{site}政策文件库使用说明</a></li>
{rows}
</ul><div class="page"><a href="/policy/">1</a> <a href="/policy/index_2.html">2</a>
<a href="/policy/index_2.html">下一页</a></div>
</div>"""
_ROW = '<li><a href="/policy/{slug}.html" title="{title}">{short}</a><span>{day}</span></li>'
_ARTICLE = """<div class="position">当前位置:<a href="/">首页</a> &gt; <a href="/policy/">政策文件</a></div>
<div class="article"><h1>{title}</h1><p class="info">发布日期:{day} 来源:{site}</p>
<div id="zoom">{paragraphs}</div><p class="tools">【打印】【关闭】 分享到: <a href="#">微信</a></p></div>"""
_GUIDE = (
    "政策文件库收录本级政府及其部门公开发布的政策文件。",
    "可以按标题、文号和发布日期查询,也可以订阅本栏目的更新。",
)


@dataclass
class Site:
    """The current content of a site.

    `feed` contains the slugs listed in the site's feed. If `down` is true, the site answers with status 503.
    """

    name: str
    documents: list[tuple[DemoDocument, date]] = field(default_factory=list)
    feed: set[str] = field(default_factory=set)
    down: bool = False

    def publish(self, document: DemoDocument, day: date) -> None:
        """Add a document, dated `day`, at the top of the listing, or replace the document that has the same slug."""
        for place, (known, _) in enumerate(self.documents):
            if known.slug == document.slug:
                self.documents[place] = (document, day)
                return
        self.documents.insert(0, (document, day))

    def answer(self, path: str) -> tuple[int, str, str]:
        """Return the status, content type and body for a request path."""
        if self.down:
            return 503, "text/html; charset=utf-8", "<h1>503 Service Unavailable</h1>"
        if path == "/policy/":
            return 200, "text/html; charset=utf-8", self._listing()
        if path == "/feed.xml":
            return 200, "application/rss+xml; charset=utf-8", self._feed()
        pages = {f"/policy/{document.slug}.html": (document, day) for document, day in self.documents}
        pages["/policy/guide.html"] = (
            DemoDocument("guide", f"{self.name}政策文件库使用说明", _GUIDE),
            date(2020, 1, 1),
        )
        if path in pages:
            return 200, "text/html; charset=utf-8", self._article(*pages[path])
        return 404, "text/html; charset=utf-8", "<h1>404</h1>"

    def _listing(self) -> str:
        rows = [
            _ROW.format(slug=document.slug, title=escape(document.title), short=_cut(document.title), day=day)
            for document, day in self.documents
        ]
        body = _LISTING.format(site=self.name, rows="\n".join(rows))
        return _PAGE.format(title="政策文件", site=self.name, body=body)

    def _article(self, document: DemoDocument, day: date) -> str:
        paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in document.paragraphs)
        body = _ARTICLE.format(title=escape(document.title), day=day, site=self.name, paragraphs=paragraphs)
        return _PAGE.format(title=escape(document.title), site=self.name, body=body)

    def _feed(self) -> str:
        items = [
            f"<item><title>{escape(document.title)}</title><link>/policy/{document.slug}.html</link>"
            f"<pubDate>{format_datetime(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))}</pubDate></item>"
            for document, day in self.documents
            if document.slug in self.feed
        ]
        channel = f"<title>{self.name}</title>{''.join(items)}"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'


def _cut(title: str) -> str:
    return escape(title if len(title) <= 24 else title[:22] + "...")


class Server:
    """A threaded HTTP server on a free loopback port, used as a context manager."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Log nothing, because the demonstration prints its own output."""

    def reply(self, status: int, content_type: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Send one complete response."""
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def serve_site(site: Site) -> Server:
    """Return a server for a site. It sends ETags to allow conditional requests."""

    class SiteHandler(_Handler):
        def do_GET(self) -> None:
            status, content_type, text = site.answer(unquote(self.path))
            body = text.encode()
            etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                self.reply(304, content_type, b"", {"ETag": etag})
            else:
                self.reply(status, content_type, body, {"ETag": etag} if status == 200 else None)

    return Server(SiteHandler)


def serve_receiver(received: list[dict[str, Any]]) -> Server:
    """Return a receiver of Apprise `json://` messages, which appends each message to `received`."""

    class ReceiverHandler(_Handler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received.append(json.loads(body))
            self.reply(200, "text/plain", b"ok")

    return Server(ReceiverHandler)
