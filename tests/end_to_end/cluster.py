"""Workers of a cluster among sites that note when they are asked, with their PostgreSQL looked at from outside."""

import contextlib
import itertools
import json
import signal
import subprocess
import threading
import time
from collections import Counter
from datetime import UTC, datetime

import psycopg

from monitor.demo.site import Site
from tests.end_to_end.chaos import document
from tests.end_to_end.conftest import TODAY, until

LEASE_S = 12


class NotedSite:
    """A site that notes which client asks for its listing, when, and whether two polls overlap."""

    def __init__(self, name):
        self.site = Site(name)
        self.published = []
        self.overlaps = 0
        self.asked = []
        self._in_flight = 0
        self._lock = threading.Lock()
        self.answer_s = 0.05

    def publish(self, found):
        """Lists a notice, and lets the oldest ones go from the listing."""
        self.site.publish(found, TODAY)
        del self.site.documents[60:]
        self.published.append(found.title)

    def handle(self, request):
        """Answers after a moment."""
        with self._lock:
            self._in_flight += 1
            self.overlaps += self._in_flight > 2
            self.asked.append((time.monotonic(), request.path))
        try:
            time.sleep(self.answer_s)
            status, kind, text = self.site.answer(request.path)
            request.answer(status, text.encode(), kind)
        finally:
            with self._lock:
                self._in_flight -= 1

    def shortest_gap(self):
        """The shortest time between two requests."""
        times = [at for at, path in self.asked if not path.endswith("robots.txt")]
        return min((later - earlier for earlier, later in itertools.pairwise(times)), default=None)


class Ledger:
    """The cluster's PostgreSQL, looked at from outside."""

    def __init__(self, url):
        self.url = url

    def ask(self, question, *values):
        """The rows of a question, or of a change."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            found = connection.execute(question, values)
            return found.fetchall() if found.description else []

    def titles(self):
        """How often each notice is recorded, by its title."""
        return Counter(title for (title,) in self.ask("SELECT document->>'title' FROM revision"))

    def waiting(self):
        """The number of messages that are not sent."""
        return self.ask("SELECT count(*) FROM delivery WHERE status != 'sent'")[0][0]

    def hurry(self):
        """What waits for a later try is due now; what somebody is at stays theirs."""
        now = datetime.now(UTC)
        self.ask("UPDATE source SET due_at = %s WHERE due_at > %s", now, now)
        self.ask("UPDATE delivery SET due_at = %s WHERE status = 'queued' AND due_at > %s", now, now)
        self.ask("UPDATE channel SET next_try_at = %s WHERE next_try_at > %s", now, now)

    def workers(self):
        """The names of the workers that gave a sign of life, with their states."""
        return dict(self.ask("SELECT owner, detail FROM beat"))


class Cluster:
    """Workers on one database and one configuration, with a site on each of some loopback addresses."""

    def __init__(self, world, url, chance):
        self.world = world
        self.ledger = Ledger(url)
        self.url = url
        self.chance = chance
        self.workers = {}
        self.log = world.folder.parent / "log"

    def configure(self, desk, sites, every="1s", delay="0s"):
        """Writes the configuration."""
        address = desk.removeprefix("http://")
        (self.world.folder / "noticewatch.yaml").write_text(
            f"database: {self.url}\nchildren: 1\ndelay: {delay}\noperator: ops\nchannels:\n"
            f'  desk: {{url: "json://{address}/desk", at_most: 1000/s}}\n'
            f'  ops: {{url: "json://{address}/ops", at_most: 1000/s}}\n'
        )
        for number, url in enumerate(sites):
            self.world.portal(f"p{number}", url, obey_robots=False, every=every)

    def start(self, name, *options, env=None):
        """Starts a worker. With variables in `env`, it gets an interpreter of its own."""
        arguments = ("work", "--lease", LEASE_S, *options)
        with self.log.open("a") as out:
            if env is None:
                process = self.world.start(*arguments, stdout=out, stderr=out)
            else:
                environment = {**self.world.environment, **env}
                command = self.world.command(*arguments)
                process = subprocess.Popen(command, stdout=out, stderr=out, env=environment, cwd=self.world.folder)
        self.workers[name] = process
        return process

    def stop(self):
        """Ends all workers, whatever came before."""
        for process in self.workers.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
            if process.poll() is None:
                process.kill()
            process.wait()

    def is_complete(self):
        """Whether each worker gave a sign of life."""
        present = {owner.split("/")[-2] for owner in self.ledger.workers()}
        return {str(process.pid) for process in self.workers.values()} <= present

    def leave(self):
        """Ends all workers in an orderly way; returns their exit codes."""
        until(self.is_complete, 120)
        for process in self.workers.values():
            process.send_signal(signal.SIGTERM)
        return [process.wait(40) for process in self.workers.values()]

    def publish(self, site, slug):
        """Publishes a notice on the topic."""
        site.publish(document(self.chance, slug))

    def status(self):
        """What `noticewatch status` says."""
        return json.loads(self.world.run("status", "--json", code=0).stdout)
