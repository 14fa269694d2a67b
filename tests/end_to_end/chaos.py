"""Portals and receivers on loopback that fail as real ones do, each by a mood; all of it by one seed."""

import contextlib
import gzip
import json
import random
import re
import sqlite3
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer

from monitor.demo.documents import DemoDocument
from monitor.demo.site import Site
from tests.end_to_end.conftest import TODAY, Answering

BOMB = gzip.compress(bytes(32 * 1024 * 1024), 9)
MOODS = (
    "well",
    "slow",
    "500",
    "503",
    "halfway",
    "silent",
    "empty",
    "login",
    "challenge",
    "garbage",
    "bomb",
    "away",
    "gone",
    "flaky",
)
BARRIERS = {
    "empty": b"<html><body></body></html>",
    "login": b"<html><body><form><input type='password' name='p'></form></body></html>",
    "challenge": b"<html><script>document.cookie='a=b';location.reload()</script></html>",
    "garbage": bytes(range(1, 256)) * 40,
}
REFUSALS = {"500": {}, "503": {"Retry_After": "1"}}
"""The headers of refusals. Without Retry-After, each 503 would double the crawler's pause, which no round can hurry."""
CHARACTERS = "".join(chr(code) for code in range(0x4E00, 0x9FA5))


def document(chance, slug):
    """A notice on the topic whose text is like no other's."""
    words = ["".join(chance.choices(CHARACTERS, k=12)) for _ in range(30)]
    lines = tuple("，".join(words[place : place + 6]) + "。" for place in range(0, 30, 6))
    return DemoDocument(
        slug, f"关于{words[0][:6]}先进制造业集群项目的通知{slug}", ("现将先进制造业集群有关事项通知如下。", *lines)
    )


class Portal:
    """A site with moods. `published`: the titles of all that it ever listed."""

    def __init__(self, name, seed):
        self.site = Site(name)
        self.mood = "well"
        self.published = []
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def publish(self, found):
        """Lists a notice, and lets the oldest ones go from the listing."""
        self.site.publish(found, TODAY)
        del self.site.documents[60:]
        self.published.append(found.title)

    def handle(self, request):
        """Answers in the mood of the moment."""
        mood = self.mood
        if mood == "flaky":
            with self._lock:
                mood = self._chance.choice(MOODS[:-1])
        if mood == "slow":
            time.sleep(0.4)
        if mood == "gone":
            return
        status, kind, text = self.site.answer(request.path)
        body = text.encode()
        if mood in BARRIERS:
            request.answer(200, BARRIERS[mood])
        elif mood in REFUSALS:
            request.answer(int(mood), b"<h1>no</h1>", **REFUSALS[mood])
        elif mood == "away":
            request.answer(302, b"", Location="http://169.254.169.254/latest/")
        elif mood == "bomb":
            request.answer(200, BOMB, Content_Encoding="gzip")
        elif mood == "halfway":
            request.answer(status, body[: len(body) // 2], kind, Content_Length=len(body))
        elif mood == "silent":
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
            time.sleep(0.3)
        else:
            request.answer(status, body, kind)


class Desk:
    """A receiver that at times refuses, is slow, or hangs up. `taken`: what it has accepted."""

    def __init__(self, seed):
        self.mood = "well"
        self.taken = Counter()
        self.tried = Counter()
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def handle(self, request):
        """Takes a message, or not."""
        message = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        key = (request.path, message["title"], message["message"])
        with self._lock:
            what = self._chance.choice(("well", "slow", "500", "hang up")) if self.mood == "bad" else "well"
            self.tried[key] += 1
        if what == "hang up":
            return
        if what == "slow":
            time.sleep(0.3)
        if what != "500":
            with self._lock:
                self.taken[key] += 1
        request.answer(500 if what == "500" else 200, b"{}", "application/json")

    def titles(self):
        """How often each notice was told, by its title."""
        found = Counter()
        with self._lock:
            for (path, title, _), times in self.taken.items():
                if path == "/desk":
                    found[re.sub(r"^\[\S+\] ", "", title)] += times
        return found


@contextlib.contextmanager
def serving(thing, host="127.0.0.1"):
    """The address at which a portal or a desk answers."""

    class Handler(Answering):
        def do_GET(self):  # noqa: N802 - the server's name for it
            with contextlib.suppress(OSError):
                thing.handle(self)

        do_POST = do_GET  # noqa: N815 - the server's name for it

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Books:
    """The program's database, looked at from outside."""

    def __init__(self, path):
        self._path = path

    def ask(self, question):
        """The rows of a question; none before there is a database."""
        with contextlib.closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(question).fetchall()

    def hurry(self):
        """What waits for a later try is due now; what somebody is at stays theirs."""
        now = (datetime.now(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
        with contextlib.closing(sqlite3.connect(self._path, timeout=10)) as database, database:
            database.execute("UPDATE source SET due_at = ? WHERE due_at > ?", (now, now))
            database.execute("UPDATE delivery SET due_at = ? WHERE status = 'queued' AND due_at > ?", (now, now))
            database.execute("UPDATE channel SET next_try_at = ? WHERE next_try_at > ?", (now, now))

    def titles(self):
        """How often each notice is recorded, by its title."""
        return Counter(title for (title,) in self.ask("SELECT json_extract(document, '$.title') FROM revision"))

    def waiting(self):
        """Messages not sent, sources in trouble, and troubles and their ends that the operator was not told."""
        return (
            self.ask("SELECT count(*) FROM delivery WHERE status != 'sent'")[0][0]
            + self.ask("SELECT count(*) FROM source WHERE trouble_code IS NOT NULL")[0][0]
            + self.ask(
                "SELECT count(*) FROM event WHERE kind IN ('source.troubled', 'source.recovered') AND NOT "
                "EXISTS (SELECT 1 FROM delivery WHERE event.id BETWEEN first_event AND last_event)"
            )[0][0]
        )

    def is_sound(self):
        """Whether SQLite finds nothing amiss."""
        return self.ask("PRAGMA integrity_check") == [("ok",)] and self.ask("PRAGMA foreign_key_check") == []

    def troubles(self):
        """The events of each source's troubles, in their order, and the ranges of events that the operator was told."""
        found = {}
        for source, kind in self.ask(
            "SELECT source_id, kind FROM event WHERE kind IN ('source.troubled', 'source.recovered') ORDER BY id"
        ):
            found.setdefault(source, []).append(kind)
        return found, self.ask(
            "SELECT first_event, last_event FROM delivery WHERE first_event IS NOT NULL ORDER BY first_event"
        )
