"""The demonstration: a day of notices in seconds, offline, through the real daemon."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from monitor.config.starter import starter_folder
from monitor.demo.documents import call, load
from monitor.demo.site import Site, serve_receiver, serve_site
from monitor.errors import MonitorError
from monitor.model import Event, PollRecord
from monitor.store import SqlStore, open_store

PATIENCE_S = 30.0
"""Seconds after which something that should have happened has not."""
_WRONG_TITLE = "6月1日起施行!《江西省先进制造业促进条例》全文来了"
_SOURCES = """
- {{id: portal, name: 政策门户, type: html, url: "{portal}/policy/", every: 1s, delay: 0s, trusted: yes,
   select: {{item: ul.list li, link: a, date: span, body: "#zoom"}}}}
- {{id: portal-feed, name: 政策门户 RSS, type: feed, url: "{portal}/feed.xml", every: 1s, delay: 0s, trusted: yes,
   select: {{body: "#zoom"}}}}
- {{id: mirror, name: 某转载网站, type: html, url: "{mirror}/policy/", every: 1s, delay: 0s, trusted: yes,
   select: {{item: ul.list li, link: a, date: span, body: "#zoom"}}}}
"""
_SUBSCRIPTIONS = """
- {id: cluster-team, topics: [clusters, smart-manufacturing], on: [new, revised], channels: [desk]}
- {id: talent-team, topics: [skilled-workers], on: [new], channels: [desk]}
"""


def play(pace: float) -> int:
    """Plays the day; 0 when all went as it should."""
    console = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else 100)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="noticewatch-demo-")))
        received: list[dict[str, Any]] = []
        portal = Site("政策门户")
        mirror = Site("某转载网站")
        sites = {"portal": portal, "mirror": mirror}
        urls = {name: stack.enter_context(serve_site(site)).url for name, site in sites.items()}
        receiver = stack.enter_context(serve_receiver(received)).url
        _configure(folder, urls, receiver)
        day = Day(console, folder, received, pace)
        try:
            _play(day, portal, mirror, folder)
        except MonitorError as error:
            console.print(f"the demonstration stopped: {error}", style="bold red", markup=False)
            console.print((folder / "daemon.log").read_text()[-3000:], markup=False)
            return 1
    return 0


def _configure(folder: Path, urls: dict[str, str], receiver: str) -> None:
    shutil.copytree(starter_folder() / "topics", folder / "topics")
    shutil.copy(starter_folder() / "synonyms.yaml", folder)
    (folder / "sources").mkdir()
    (folder / "sources" / "demo.yaml").write_text(_SOURCES.format(**urls), encoding="utf-8")
    (folder / "subscriptions.yaml").write_text(_SUBSCRIPTIONS, encoding="utf-8")
    settings = f'channels: {{desk: "json://{receiver.removeprefix("http://")}/"}}\ndelay: 0s\n'
    (folder / "noticewatch.yaml").write_text(settings, encoding="utf-8")


class Day:
    """The terminal's side: says what is published, waits for what the daemon makes of it, shows the alert."""

    def __init__(self, console: Console, folder: Path, received: list[dict[str, Any]], pace: float) -> None:
        self.console = console
        self.received = received
        self._pace = pace
        self.store: SqlStore = open_store(f"sqlite:///{folder / 'noticewatch.db'}")
        self._position = 0
        self._shown = 0

    def scene(self, hour: str, title: str) -> None:
        """Begins a scene of the day."""
        time.sleep(self._pace)
        self.console.print()
        self.console.print(Text.assemble((hour, "bold cyan"), "  ", (title, "bold")))

    def say(self, word: str, text: str, style: str = "") -> None:
        """One line: what happened, and what it was."""
        self.console.print(Text.assemble(f"       {word:<11} ", (text, style)))

    def wait(self, kind: str, count: int = 1) -> list[Event]:
        """The next events of a kind, said as they come. Raises MonitorError when they do not come."""
        found: list[Event] = []

        def look() -> bool:
            with self.store.reading() as tx:
                events = tx.events.after(self._position, 100)
            for event in events:
                self._position = event.id
                self._tell(event)
                found.extend([event] if event.kind == kind else [])
            return len(found) >= count

        self.until(look, f"{count} × {kind}")
        return found

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Waits for a condition. Raises MonitorError when it does not come true."""
        ends = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > ends:
                raise MonitorError(f"{what} did not come within {PATIENCE_S:.0f} seconds")
            time.sleep(0.1)

    def polls(self, source: str) -> list[PollRecord]:
        """The latest polls of a source."""
        with self.store.reading() as tx:
            return tx.polls.latest(source, 5)

    def _tell(self, event: Event) -> None:
        detail = event.detail
        words = {
            "notice.new": "new",
            "notice.copied": "copy",
            "notice.revised": "revision",
            "source.troubled": "trouble",
            "source.recovered": "recovered",
        }
        if event.kind.startswith("notice"):
            self.say(words[event.kind], f"#{event.notice} {detail['title']}", "green")
            self.say("", f"{event.source}: {detail['why']}", "dim")
        elif event.kind.startswith("source"):
            reason = detail.get("detail") or f"it was {detail['code']}"
            self.say(words[event.kind], f"{event.source}: {reason}", "yellow")

    def alert(self) -> None:
        """Shows the next alert as the receiver got it."""
        self.until(lambda: len(self.received) > self._shown, "an alert")
        message = self.received[self._shown]
        self._shown += 1
        self.console.print(
            Panel(Text(message["message"]), title=Text(message["title"]), title_align="left", border_style="magenta")
        )

    def quiet(self) -> None:
        """Says that nobody was told. Raises MonitorError when somebody was."""
        if len(self.received) != self._shown:
            raise MonitorError(f"an alert came that should not have come: {self.received[-1]['title']}")


@contextmanager
def _daemon(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-P", "-m", "monitor", "run", "--config", str(folder)]
    with (folder / "daemon.log").open("w") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, env=os.environ)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)


def _play(day: Day, portal: Site, mirror: Site, folder: Path) -> None:
    today = date.today()  # noqa: DTZ011 - the sites are here, and publish by the local calendar
    clusters = load("002")
    talent = load("004")
    for site, numbers in ((portal, ["003"]), (mirror, ["001", "000"])):
        for number in numbers:
            site.publish(load(number), today - timedelta(days=3))
    portal.feed = {"ningbo-plan"}
    day.console.print(Text("A day of notices, offline: two web sites, a feed, the real daemon, a receiver.", "bold"))
    day.scene("08:00", "The daemon starts. What the sites list already is the baseline")
    with _daemon(folder):
        day.wait("notice.new", 5)
        day.until(lambda: all(day.polls(name) for name in ("portal", "portal-feed", "mirror")), "the first polls")
        day.quiet()
        day.say("alerts", "none: a baseline is recorded and alerts nobody")

        day.scene("09:40", f"The portal publishes {clusters.title}")
        portal.publish(clusters, today)
        day.wait("notice.new")
        day.alert()

        day.scene("10:15", "Its RSS feed lists it too")
        portal.feed.add(clusters.slug)
        day.until(lambda: day.polls("portal-feed")[0].links_seen == 2, "the feed's poll")
        day.quiet()
        day.say("known", "portal-feed: same address, same text; nobody is told again", "green")

        day.scene("11:30", "The mirror reposts it in the other script")
        mirror.publish(clusters.traditional("repost-20240606"), today)
        day.wait("notice.copied")
        day.quiet()
        day.say("alerts", "none: whoever wanted it has been told")

        day.scene("12:10", "The mirror, hacked, has it again: pinyin, the body twice, search spam, another's title")
        mirror.publish(clusters.dirty("repost-again", _WRONG_TITLE), today)
        day.wait("notice.copied")
        day.quiet()
        day.say("alerts", "none: without the dirt it is the text that was told")

        day.scene("13:00", "The portal calls for applications (made up: the five documents set nobody a deadline)")
        portal.publish(call(today), today)
        day.wait("notice.new")
        day.alert()

        day.scene("14:00", "The portal corrects a figure: 850 firms become 900")
        portal.publish(clusters.revised("达850家", "达900家", f"{clusters.title}(修订)"), today)
        day.wait("notice.revised")
        day.alert()

        day.scene("16:20", "The portal goes down; while it is down, it would publish")
        portal.down = True
        day.wait("source.troubled")
        portal.publish(talent, today)
        portal.down = False
        day.scene("16:45", "The portal is back")
        day.wait("source.recovered")
        _wait_for_new(day, talent.title)
        day.alert()
        day.quiet()
    _farewell(day)


def _wait_for_new(day: Day, title: str) -> None:
    with day.store.reading() as tx:
        known = any(record.notice.title == title for record in tx.notices.latest(10, None, None))
    if not known:
        day.wait("notice.new")


def _farewell(day: Day) -> None:
    with day.store.reading() as tx:
        backlog = tx.deliveries.backlog()
        notices = tx.notices.latest(100, None, None)
    day.store.close()
    program = sys.argv[0] if Path(sys.argv[0]).name == "noticewatch" else "noticewatch"
    lines: Sequence[str] = (
        f"{len(notices)} notices recorded once each, {backlog.sent} messages delivered, {backlog.queued} waiting.",
        "",
        "Next:",
        f"  {program} init my-config        a configuration folder of your own",
        f"  {program} inspect URL           what is read from one page",
        f"  {program} crawl --config my-config --dry-run",
        f"  {program} run --config my-config",
    )
    day.console.print()
    for line in lines:
        day.console.print(line, markup=False)
