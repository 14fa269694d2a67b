"""The terminal output of the demonstration: the published documents and how the daemon reacts to them."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from monitor.cli.localized import pad
from monitor.cli.output.column import Column, Row
from monitor.cli.output.tables import table_lines
from monitor.errors import MonitorError
from monitor.health.trouble_names import trouble_name
from monitor.messages.reasons import render_reason
from monitor.model import Event, PollRecord
from monitor.model.reasons import read_event_reason
from monitor.store import SqlStore, open_store
from monitor.text.i18n import gettext

PATIENCE_S = 120.0
"""Time in seconds after which an expected event is considered missing."""


class Day:
    """A class that prints the course of the demonstration: headings, events of the daemon, and received alerts."""

    def __init__(self, console: Console, folder: Path, received: list[dict[str, Any]], pace: float) -> None:
        self.console = console
        self.received = received
        self._pace = pace
        self.store: SqlStore = open_store(f"sqlite:///{folder / 'noticewatch.db'}")
        self._position = 0
        self._shown = 0

    def scene(self, hour: str, title: str) -> None:
        """Print the heading of a scene after a pause. `hour` is the time of day at which the scene takes place."""
        time.sleep(self._pace)
        self.console.print()
        self.console.print(Text.assemble((hour, "bold cyan"), "  ", (title, "bold")))

    def say(self, word: str, text: str, style: str = "") -> None:
        """Print one line. `word` is the kind of event in the first column, and `text` is the rest of the line."""
        self.console.print(Text.assemble(f"       {pad(word, 11)} ", (text, style)))

    def wait(self, kind: str, count: int = 1) -> list[Event]:
        """Wait until `count` events of the given kind have occurred, and return them.

        All events that occur in the meantime are printed. Raises MonitorError after PATIENCE_S seconds.
        """
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
        """Wait until `condition` returns true.

        Raises MonitorError after PATIENCE_S seconds. The error message contains `what`, a description of the condition.
        """
        ends = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > ends:
                raise MonitorError(
                    gettext("not completed within {count} s: {what}", what=what, count=round(PATIENCE_S))
                )
            time.sleep(0.1)

    def polls(self, source: str) -> list[PollRecord]:
        """Return the latest five polls of a source."""
        with self.store.reading() as tx:
            return tx.polls.latest(source, 5)

    def _tell(self, event: Event) -> None:
        detail = event.detail
        words = {
            "notice.new": gettext("new"),
            "notice.copied": gettext("copy"),
            "notice.revised": gettext("revision"),
            "source.troubled": gettext("trouble"),
            "source.recovered": gettext("recovered"),
        }
        if event.kind.startswith("notice"):
            self.say(words[event.kind], f"#{event.notice} {detail['title']}", "green")
            self.say("", f"{event.source}{gettext(': ')}{self._reason(event)}", "dim")
        elif event.kind.startswith("source"):
            name = trouble_name(detail["code"])
            reason = read_event_reason(detail)
            said = (
                f"{name}{gettext(': ')}{render_reason(reason)}"
                if reason
                else gettext("previous problem: {name}", name=name)
            )
            self.say(words[event.kind], f"{event.source}{gettext(': ')}{said}", "yellow")

    @staticmethod
    def _reason(event: Event) -> str:
        reason = read_event_reason(event.detail)
        return render_reason(reason) if reason else ""

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Print rows as a table."""
        for line in table_lines(columns, rows, self.console.width - 7):
            self.console.print(f"       {line}", markup=False)

    def alert(self) -> None:
        """Wait for the next alert, and print its text as the channel received it."""
        self.until(lambda: len(self.received) > self._shown, gettext("an alert"))
        message = self.received[self._shown]
        self._shown += 1
        self.console.print(
            Panel(Text(message["message"]), title=Text(message["title"]), title_align="left", border_style="magenta")
        )

    def expect_no_alert(self) -> None:
        """Raise MonitorError if a further alert was received."""
        if len(self.received) != self._shown:
            raise MonitorError(gettext("unexpected alert: {title}", title=self.received[-1]["title"]))
