"""What people read, in both languages, as files. `python -m tests.monitor.cli.languages` writes them."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typer.testing import CliRunner

from crawler.model.errors import LinksVanishedError
from monitor.cli import app
from monitor.messages.ops import report, watching_report
from monitor.messages.render import message_of, render_digest
from monitor.messages.sample import sample
from monitor.model import Event
from monitor.model.reasons import detailed_reason
from monitor.text.i18n import LANGUAGES, Language, current_language, in_language, set_language

SNAPSHOTS = Path(__file__).parent / "snapshots"
NOW = datetime(2024, 6, 6, 8, tzinfo=UTC)
COMMANDS = {
    "help": (),
    "crawl-help": ("crawl", "--help"),
    "usage": ("notices", "show"),
    "status": ("status",),
    "sources": ("sources", "list"),
    "subscriptions": ("subscriptions", "list"),
    "channels": ("channels", "list"),
    "check": ("config", "check"),
    "nothing": ("deliveries", "list"),
    "unknown": ("notices", "show", "7"),
}
_SOURCE = "- {id: gov, name: 示例, type: html, url: 'https://www.example.org/', every: 10m}\n"
_FILES = {
    "noticewatch.yaml": "channels: {desk: 'json://127.0.0.1:9/'}\n",
    "sources/a.yaml": _SOURCE,
    "topics/a.yaml": "- {id: clusters, name: 集群, query: 集群}\n",
    "subscriptions.yaml": "- {id: team, topics: [clusters], channels: [desk], quiet: {from: '22:00', to: '7:00'}}\n",
}


def outputs(language: Language) -> Iterator[tuple[str, str]]:
    """All texts by name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _FILES.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        environment = {"NOTICEWATCH_CONFIG": folder, "COLUMNS": "80", "TERMINAL_WIDTH": "80"}
        for name, arguments in COMMANDS.items():
            yield name, _run(language, arguments, environment)
    with in_language(language):
        yield from _messages(language)


def _run(language: Language, arguments: tuple[str, ...], environment: dict[str, str]) -> str:
    before = current_language()
    try:
        done = CliRunner().invoke(app, ["--lang", language, *arguments], env=environment, prog_name="noticewatch")
    finally:
        set_language(before)
    failed = f"{done.exception}\n" if done.exception and not isinstance(done.exception, SystemExit) else ""
    return "".join(f"{line.rstrip()}\n" for line in f"{done.output}{failed}".splitlines())


def _messages(language: Language) -> Iterator[tuple[str, str]]:
    content = replace(sample(), language=language)
    for name, message in (
        ("alert", message_of(content)),
        ("digest", render_digest([content, replace(content, event="revised")])),
        ("operator", report(list(_events()))),
        ("summary", watching_report(_summary())),
    ):
        yield name, f"{message.title}\n\n{message.body}\n"


def _events() -> Iterator[Event]:
    kinds = ("source.troubled", "source.reminded", "source.recovered", "alert.given_up", "channel.paused")
    kinds += ("channel.resumed", "network.down", "network.reminded", "network.up")
    for number, kind in enumerate(kinds, 1):
        vanished = LinksVanishedError()
        reason = detailed_reason(vanished.code, str(vanished), vanished.detail)
        detail: dict[str, object] = {"code": vanished.code, "reason": reason.as_json()}
        detail |= {"since": (NOW - timedelta(days=1)).isoformat(), "channel": "desk", "error": "HTTP 500"}
        yield Event(number, NOW, kind, "gov", 7, detail | {"down": 9, "of": 10})


def _summary() -> Event:
    counts = {"polls": 100, "failed": 2, "new": 7, "copies": 1, "revisions": 1, "sources": 2, "events": {}}
    states = {"blind": ["gov"], "failing": [], "late": [], "paused": ["desk"]}
    return Event(9, NOW, "daemon.watching", None, None, {"since": NOW.isoformat(), **counts, **states})


def main() -> None:
    """Write the files."""
    SNAPSHOTS.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for name, text in outputs(language):
            (SNAPSHOTS / f"{name}.{language}.txt").write_text(text, encoding="utf-8")


HAN = re.compile(r"[⺀-鿿]")

if __name__ == "__main__":
    main()
