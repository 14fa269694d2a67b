"""A daemon that is killed while it delivers: nothing is lost, and each death repeats at most the messages in flight."""

import json
import logging
import random
import re
import threading
import time
from collections import Counter
from contextlib import closing

import pytest

from monitor.ingest.pipeline import Policy
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from tests.end_to_end.conftest import until
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, TEXT, URL, matcher, polled, result, subscription

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(300)]
logger = logging.getLogger(__name__)
ROUNDS = 15
NOTICES = 3
SECRET = "whsec_" + "c2VjcmV0" * 4


class Killer:
    """Kills the daemon when its channels get a message: before the answer, right after it, or a little later."""

    def __init__(self, chance):
        self.chance = chance
        self.process = None
        self.kills = 0
        self.taken = Counter()
        self.lock = threading.Lock()

    def receive(self, request):
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        # A webhook names the alert; a message for people has only the notice's title.
        key = request.headers.get("webhook-id") or re.search(r"通知(\d+-\d+)", body["title"])[1]
        with self.lock:
            self.taken[request.path, key] += 1
            moment = self.chance.choice(["before", "after", "later", "never"])
        if moment == "before":
            self.kill()
        request.answer(200, b"{}", "application/json")
        if moment in ("after", "later"):
            time.sleep(0.02 if moment == "later" else 0)
            self.kill()

    def kill(self):
        with self.lock:
            if self.process:
                self.process.kill()
                self.process = None
                self.kills = self.kills + 1


def test_a_daemon_that_is_killed_between_sending_and_marking_repeats_at_most_what_was_in_flight(world, http):
    killer = Killer(random.Random(6))
    http.routes.update({"/desk": killer.receive, "/hook": killer.receive})
    address = http.url.removeprefix("http://")
    (world.folder / "noticewatch.yaml").write_text(
        f'channels:\n  desk: {{url: "json://{address}/desk", at_most: 100/s}}\n'
        f'  hook: {{url: "webhook+http://{address}/hook", secret: {SECRET}, at_most: 100/s}}\n'
    )
    match = matcher(subscription("one", channels=["desk"]), subscription("two", channels=["hook"]))
    with closing(open_store(f"sqlite:///{world.folder}/noticewatch.db")) as store:
        for number in range(ROUNDS):
            for place in range(NOTICES):
                name = f"{number}-{place}"
                found = polled(f"{URL}?{name}", title=f"关于集群的通知{name}", text=f"{TEXT}第{name}号")
                with store.writing() as tx:
                    ingest_result(tx, result(found), HOUR, match, Policy(30 * DAY, "always"), utc_now())
            killer.process = process = world.start("run")
            until(lambda before=killer.kills: killer.kills > before or all_sent(store), 30)
            killer.kill()
            process.communicate()
        last = world.start("run")
        until(lambda: all_sent(store), 60)
        last.terminate()
        assert "Traceback" not in last.communicate(timeout=15)[1]
    wanted = {("/desk", f"{number}-{place}") for number in range(ROUNDS) for place in range(NOTICES)}
    wanted |= {("/hook", str(alert)) for alert in range(2, 2 * ROUNDS * NOTICES + 1, 2)}
    assert set(killer.taken) == wanted, "an alert was lost"
    repeats = sum(killer.taken.values()) - len(wanted)
    logger.info("%d kills, %d repeats of at most %d", killer.kills, repeats, 2 * killer.kills)
    assert killer.kills == ROUNDS
    assert repeats <= 2 * killer.kills, "each death repeats at most one message of each channel"


def all_sent(store):
    with store.reading() as tx:
        backlog = tx.deliveries.backlog()
    return not backlog.queued + backlog.given_up
