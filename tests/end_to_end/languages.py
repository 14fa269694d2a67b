"""`crawl` and `inspect` in both languages. `python -m tests.end_to_end.languages` writes the snapshots."""

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.demo.documents import DemoDocument
from monitor.demo.site import Site, serve_site
from monitor.text.i18n import LANGUAGES, Language
from tests.end_to_end import preloaded

SNAPSHOTS = Path(__file__).parent / "snapshots"
_SOURCE = """
- {{id: portal, name: 门户, type: html, url: "{url}/policy/", every: 1h, delay: 0s, trusted: true,
   select: {{item: ul.list li, link: a, date: span, body: "#zoom"}}}}
- {{id: closed, name: 关闭, type: html, url: "{url}/none/", every: 1h, delay: 0s, trusted: true}}
"""
_FILES = {
    "noticewatch.yaml": "channels: {desk: 'json://127.0.0.1:9/'}\n",
    "topics/a.yaml": "- {id: clusters, name: 集群, query: 集群}\n",
    "subscriptions.yaml": "- {id: team, topics: [clusters], channels: [desk]}\n",
}
_PAGE = """<html><head><title>江北市关于组织项目申报的通知</title></head><body>
<div class="bread">当前位置:首页>通知公告</div><h1>关于组织项目申报的通知</h1>
<table><tr><td>发文机关:</td><td>南江省财政厅</td></tr></table>
<div id="zoom"><p>江北市工业和信息化局关于组织项目申报的通知</p><p>各县(市、区)工业和信息化局:</p>
<p>为加快培育先进制造业集群,现就有关事项通知如下。</p><p>一、申报条件。申报单位应当为规模以上工业企业。</p>
<p>三、申报程序。请于2026年12月18日前将申报材料报送市工业和信息化局。推进(jìn)规(guī)范申报。</p>
<p>江北市工业和信息化局</p><p>2026年11月27日</p></div><p>责任编辑:王某</p></body></html>"""
CODES = re.compile(
    # Names and codes that are the same in Chinese: of options, commands, warnings and made sources.
    r"https?://\S+|--[\w-]+|`[^`]*`|\b(?:noticewatch|portal|mirror|closed|feed|desk|team|clusters|HTTP|UTC|RSS|URL|layout|Hans|Hant"
    r"|issuers|numbering|reader|jìn|guī|my-config|init|inspect|crawl|run|demo|config|dry-run|http_status)\b"
)
_VARYING = (
    (r"127\.0\.0\.1:\d+", "127.0.0.1"),
    (r"reader\s+\S+|解析器版本\s+\S+", "reader"),
    (r"\d{4}-\d\d-\d\d", "2026-01-02"),
    (r"\d{8}", "20260102"),
    (r"\d\d:\d\d(:\d\d)?", "08:00"),
    (r"\d+(\.\d+)? s\b|\d+(\.\d+)? 秒", "1 s"),
    (r"[ \t]+", " "),
)


def outputs(language: Language) -> Iterator[tuple[str, str]]:
    """Yield the texts by name, without what varies from run to run."""
    site = Site("门户")
    paragraphs = (
        "各县(市、区)工业和信息化局:现就有关事项通知如下。",
        "一、总体要求。坚持高质量发展,培育产业集群。" * 9,
    )
    site.publish(DemoDocument("clusters", "关于培育先进制造业集群的通知", paragraphs), datetime.now(UTC).date())
    with tempfile.TemporaryDirectory() as name, serve_site(site) as served:
        folder = Path(name)
        for path, text in {**_FILES, "sources/a.yaml": _SOURCE.format(url=served.url)}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        (folder / "page.html").write_text(_PAGE, encoding="utf-8")
        yield "crawl", _run(language, folder, "crawl", "--alert", "--format", "table")
        yield "inspect", _run(language, folder, "inspect", "page.html", "--url", "https://www.example.org/1.html")


def without_documents(text: str) -> str:
    """Return the words of the demo itself: without its alerts, the lines with titles of documents, and table rows."""
    text = re.sub(r"(?m)^17:(?:30|45)  .*\n( .*\n)(?: .*\n)+", r"\1", text)
    lines = (line for line in text.splitlines() if not re.search("[│╭╰#《“”]", line))
    return re.sub(r"(?<=publishes ).*|(?<=发布).*", "", "\n".join(lines))


def _run(language: Language, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "NOTICEWATCH_CONFIG": str(folder), "COLUMNS": "100", "PYTHONWARNINGS": "ignore"}
    done = preloaded.run(["monitor", "--lang", language, *arguments], environment, folder, None, timeout=110)
    text = done.stdout + done.stderr
    for pattern, instead in _VARYING:
        text = re.sub(pattern, instead, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def main() -> None:
    """Write the files."""
    SNAPSHOTS.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for name, text in outputs(language):
            (SNAPSHOTS / f"{name}.{language}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
