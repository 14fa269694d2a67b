"""A demonstration that runs the real daemon on one day's notices, offline and in under a minute."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.cli.lists.living_lists import list_columns
from monitor.cli.output.columns import TASKS
from monitor.config import load_config
from monitor.config.starter import starter_folder
from monitor.demo.day import Day
from monitor.demo.documents import DemoDocument, call, load
from monitor.demo.site import Site, serve_receiver, serve_site
from monitor.errors import MonitorError
from monitor.lists.columns import is_descending
from monitor.text.i18n import current_language, gettext
from monitor.views.living_lists import list_row
from monitor.views.tables import task_rows

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


_LISTS = """
- {id: clusters, name: 先进制造业集群, query: 集群, columns: [title, issuer, deadline], order: deadline}
"""
_UNIT = "市科技局"
_TASK_COLUMNS = tuple(column for column in TASKS if column.key in ("part", "path", "text", "by"))


def play(pace: float, show: Callable[[Path], None] | None = None) -> int:
    """Play the demonstration, and return the exit code: 0 if all steps had the expected results.

    `pace` is the length in seconds of the pause before each scene. `show` is called with the resulting configuration
    folder, which is deleted afterwards.
    """
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
            console.print(gettext("the demonstration stopped: {error}", error=error), style="bold red", markup=False)
            console.print((folder / "daemon.log").read_text()[-3000:], markup=False)
            return 1
        if show:
            show(folder)
    return 0


def _configure(folder: Path, urls: dict[str, str], receiver: str) -> None:
    shutil.copytree(starter_folder() / "topics", folder / "topics")
    shutil.copy(starter_folder() / "synonyms.yaml", folder)
    (folder / "sources").mkdir()
    (folder / "sources" / "demo.yaml").write_text(_SOURCES.format(**urls), encoding="utf-8")
    (folder / "lists").mkdir()
    (folder / "lists" / "demo.yaml").write_text(_LISTS, encoding="utf-8")
    (folder / "subscriptions.yaml").write_text(_SUBSCRIPTIONS, encoding="utf-8")
    settings = f'channels: {{desk: "json://{receiver.removeprefix("http://")}/"}}\ndelay: 0s\n'
    settings += f"language: {current_language()}\n"
    (folder / "noticewatch.yaml").write_text(settings, encoding="utf-8")


@contextmanager
def _daemon(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-P", "-m", "monitor", "run", "--config", str(folder)]
    with (folder / "daemon.log").open("w") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, env=os.environ)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _play(day: Day, portal: Site, mirror: Site, folder: Path) -> None:
    today = date.today()  # noqa: DTZ011 - the sites are here, and publish by the local calendar
    clusters = load("002")
    for site, numbers in ((portal, ["003"]), (mirror, ["001", "000"])):
        for number in numbers:
            site.publish(load(number), today - timedelta(days=3))
    portal.feed = {"ningbo-plan"}
    day.console.print(
        Text(
            gettext("A day of monitoring, offline: two web sites, a feed, the real daemon and a receiver of alerts."),
            "bold",
        )
    )
    day.scene("08:00", gettext("The daemon starts. Notices already on the sites are the baseline"))
    with _daemon(folder):
        day.wait("notice.new", 5)
        day.until(
            lambda: all(day.polls(name) for name in ("portal", "portal-feed", "mirror")), gettext("the first polls")
        )
        day.expect_no_alert()
        day.say(gettext("alerts"), gettext("none: the baseline is recorded without alerts"))
        _play_new(day, portal, clusters, today)
        _play_copies(day, mirror, clusters, today)
        _play_call_and_revision(day, portal, clusters, today)
        _play_outage(day, portal, today)
    _show_list(day, folder)
    _show_tasks(day, clusters)
    _farewell(day)


def _play_new(day: Day, portal: Site, clusters: DemoDocument, today: date) -> None:
    day.scene("09:40", gettext("The portal publishes {title}", title=clusters.title))
    portal.publish(clusters, today)
    day.wait("notice.new")
    day.alert()

    day.scene("10:15", gettext("The portal's RSS feed lists the notice, too"))
    portal.feed.add(clusters.slug)
    day.until(lambda: day.polls("portal-feed")[0].links_seen == 2, gettext("the feed's poll"))
    day.expect_no_alert()
    day.say(gettext("known"), gettext("{source}: same URL, same text; no second alert", source="portal-feed"), "green")


def _play_copies(day: Day, mirror: Site, clusters: DemoDocument, today: date) -> None:
    day.scene("11:30", gettext("The mirror reposts the document in traditional characters"))
    mirror.publish(clusters.traditional("repost-20240606"), today)
    day.wait("notice.copied")
    day.expect_no_alert()
    day.say(gettext("alerts"), gettext("none: identical to the notice already sent"))

    day.scene(
        "12:10",
        gettext(
            "The hacked mirror posts the document again, now with pinyin, a duplicated body, spam and another title"
        ),
    )
    mirror.publish(clusters.dirty("repost-again", _WRONG_TITLE), today)
    day.wait("notice.copied")
    day.expect_no_alert()
    day.say(gettext("alerts"), gettext("none: without the spam, it is identical to the notice already sent"))


def _play_call_and_revision(day: Day, portal: Site, clusters: DemoDocument, today: date) -> None:
    day.scene(
        "13:00",
        gettext(
            "The portal publishes a call for applications (fictional, because none of the five real documents sets "
            "a deadline)"
        ),
    )
    portal.publish(call(today), today)
    day.wait("notice.new")
    day.alert()

    day.scene("14:00", gettext("The portal corrects a figure: 850 firms become 900"))
    portal.publish(clusters.revised("达850家", "达900家", f"{clusters.title}(修订)"), today)
    day.wait("notice.revised")
    day.alert()


def _play_outage(day: Day, portal: Site, today: date) -> None:
    talent = load("004")
    day.scene("16:20", gettext("The portal is unreachable; meanwhile, a notice is published on the portal"))
    portal.down = True
    day.wait("source.troubled")
    portal.publish(talent, today)
    portal.down = False
    day.scene("16:45", gettext("The portal is back"))
    day.wait("source.recovered")
    _wait_for_new(day, talent.title)
    day.alert()
    day.expect_no_alert()


def _show_list(day: Day, folder: Path) -> None:
    [listed] = load_config(folder).lists
    day.scene("17:30", gettext("A list that is always current: {name}", name=listed.name))
    with day.store.reading() as tx:
        entries = tx.lists.entries(listed.id, 10, descending=is_descending(listed))
    day.table(list_columns(listed, left=False), [list_row(entry) for entry in entries])


def _show_tasks(day: Day, clusters: DemoDocument) -> None:
    day.scene("17:45", gettext("The tasks of {unit} in {title}", unit=_UNIT, title=clusters.title))
    with day.store.reading() as tx:
        records = [
            record for record in tx.notices.latest(20, None, None) if clusters.title in (record.notice.title or "")
        ]
        rows = [row for record in records for row in task_rows(record) if row["unit"] == _UNIT]
    day.table(_TASK_COLUMNS, rows)


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
        gettext(
            "{notices} notices recorded (each only once), {sent} messages delivered, {queued} queued.",
            notices=len(notices),
            sent=backlog.sent,
            queued=backlog.queued,
        ),
        "",
        gettext("Next:"),
        f"  {program} init my-config        " + gettext("create your own configuration folder"),
        f"  {program} inspect URL           " + gettext("show what is extracted from a page"),
        f"  {program} crawl --config my-config --dry-run",
        f"  {program} run --web --config my-config",
        f"  {program} demo --web              "
        + gettext("play the demonstration again, and read the result in a browser"),
    )
    day.console.print()
    for line in lines:
        day.console.print(line, markup=False)
