"""Make the database and the configuration folder of the version that runs this: `python make.py FOLDER`.

Run it from a checkout of that version with the version's own Python. It uses nothing but the command lines, which are a
contract, and the standard library; see README.md.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GONE = "http://127.0.0.1:9"
"""Where the sources are from then on: a port at which nobody answers."""
PORTAL = {
    "cluster": ("关于组织申报先进制造业集群项目的通知", "先进制造业集群项目申报须突出强链补链", "2024-06-03"),
    "park": ("关于公布先进制造业集群园区名单的通知", "经评审确定先进制造业集群园区二十家", "2024-06-05"),
    "school": ("关于做好中小学校园安全工作的通知", "校园安全检查应当覆盖全部食堂和宿舍", "2024-06-06"),
    # What versions fold differently: diacritics, invisible characters, dashes, characters converted by phrase only.
    "letters": (
        "关于推進經濟復甦與國際合作的通知",
        "École d’été, co\u00adopération COVID\u201119，簡單明瞭",
        "2024-06-07",
    ),
}
MIRROR = {"repost": PORTAL["cluster"]}
REVISED = {
    **PORTAL,
    "cluster": (PORTAL["cluster"][0], "先进制造业集群项目申报须突出强链补链，截止日期另行通知", "2024-06-03"),
    "fund": ("关于设立先进制造业集群发展基金的通知", "先进制造业集群发展基金首期规模五十亿元", "2024-06-10"),
}
CONFIG = {
    "noticewatch.yaml": 'channels:\n  desk: {url: "json://${DESK}/"}\n  digest: {url: "json://${DESK}/"}\ndelay: 0s\n',
    "topics/topics.yaml": "- {id: clusters, name: 先进制造业集群, query: '先进制造业 AND 集群'}\n",
    "subscriptions.yaml": (
        "- {id: team, topics: [clusters], on: [new, revised], channels: [desk]}\n"
        "- {id: whole, topics: [clusters], scope: notice, on: [new], channels: [digest]}\n"
    ),
    "topics/web.yaml": "# Written by the web page.\n- {id: schools, name: 校园安全, query: 校园 AND 安全}\n",
    "subscriptions/web.yaml": "- {id: marks, topics: [schools], on: [new, gone], inbox: star, channels: []}\n",
    "sources/sources.yaml": "".join(
        f"- id: {name}\n  name: {title}\n  type: html\n  url: {GONE}/{name}/\n  trusted: true\n  obey_robots: false\n"
        "  delay: 0s\n  select: {item: ul.list li, link: a, date: span, body: '#zoom'}\n"
        for name, title in (("portal", "政策门户"), ("mirror", "转载站"))
    ),
}
Documents = dict[str, tuple[str, str, str]]


class Handler(BaseHTTPRequestHandler):
    """The two sites, and the receiver of alerts."""

    sites: dict[str, Documents] = {}

    def do_GET(self) -> None:
        _, site, name = self.path.split("/", 2)
        documents = self.sites.get(site)
        page = None
        if documents is not None:
            page = _page(*documents[name.removesuffix(".html")]) if name else _listing(documents)
        self._answer(404 if page is None else 200, page or "")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, "")

    def _answer(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _listing(documents: Documents) -> str:
    rows = "".join(
        f'<li><a href="{name}.html">{title}</a><span>{day}</span></li>' for name, (title, _, day) in documents.items()
    )
    head = '<head><meta charset="utf-8"><title>政策文件</title></head>'
    return f'<html>{head}<body><ul class="list">{rows}</ul></body></html>'


def _page(title: str, words: str, day: str) -> str:
    text = "".join(
        f"<p>{part}、{words}。各县（市、区）人民政府和市有关部门要加强{title[2:-3]}的第{part}项工作，落实责任分工。</p>"
        for part in "一二三四五六"
    )
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f'<p class="info">发布日期：{day}</p><div id="zoom"><p>各县（市、区）人民政府：</p>{text}</div></body></html>'
    )


def main(folder: Path) -> None:
    """Poll both sites, take the results in with alerts, deliver them; then once more after a change."""
    for name, text in CONFIG.items():
        (folder / "config" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "config" / name).write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    environment = {**os.environ, "NOTICEWATCH_CONFIG": str(folder / "config"), "DESK": address}
    results = []
    for portal, mirror in ((PORTAL, MIRROR), (REVISED, MIRROR)):
        Handler.sites = {"portal": portal, "mirror": mirror}
        results = [_poll(folder, name, address, environment) for name in ("portal", "mirror")]
        (folder / "results.jsonl").write_text("".join(results), encoding="utf-8")
        _run("monitor", "ingest", str(folder / "results.jsonl"), "--alert", environment=environment)
        # Both sources fail; it delivers what is queued.
        _run("monitor", "crawl", environment=environment, codes=(1,))
    _run("monitor", "web", "token", "reader", environment=environment)
    server.shutdown()
    database = folder / "config" / "noticewatch.db"
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.execute("PRAGMA journal_mode=DELETE")
        opened.execute("VACUUM")
    database.rename(folder / "database.sqlite")
    for left in (folder / "config").glob("noticewatch.db*"):
        left.unlink()


def _poll(folder: Path, name: str, address: str, environment: dict[str, str]) -> str:
    """The result of polling a site, as if it were where the sources are from then on."""
    served = folder / "served.yaml"
    sources = CONFIG["sources/sources.yaml"].replace(GONE, f"http://{address}")
    served.write_text(sources, encoding="utf-8")
    said = _run("crawler", "poll", str(served), "--trusted", "--delay", "0", environment=environment)
    served.unlink()
    found = [line for line in said.splitlines() if json.loads(line)["source"] == name]
    return found[0].replace(f"http://{address}", GONE) + "\n"


def _run(module: str, *arguments: str, environment: dict[str, str], codes: tuple[int, ...] = (0,)) -> str:
    command = [sys.executable, "-P", "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(arguments)}: {done.returncode}\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
