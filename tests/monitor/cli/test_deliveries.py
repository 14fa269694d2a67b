"""`deliveries list|retry` on a real store, with real receivers and a clock that is set."""

import json
from contextlib import closing

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.cli.common import make_delivery_worker, open_config
from monitor.delivery.dispatcher import deliver_all
from monitor.errors import UnknownError
from monitor.ingest.pipeline import Policy
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from monitor.text.i18n import in_language
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, MINUTE, TEXT, URL, matcher, polled, result, subscription
from tests.monitor.delivery.receivers import faulty_receiver
from tests.stores import template

# Apprise loads a deprecated module of the standard library on older Pythons.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


class Clock:
    def __init__(self):
        self.now = utc_now()

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("monitor.cli.deliveries.utc_now", clock)
    monkeypatch.setattr("monitor.cli.common.utc_now", clock)
    return clock


@pytest.fixture
def web():
    with faulty_receiver() as receiver:
        yield receiver


class Desk:
    """A configuration with a channel, and the command in it."""

    def __init__(self, folder, clock):
        self.folder = folder
        self.clock = clock
        self.url = f"sqlite:///{folder}/noticewatch.db"
        (folder / "noticewatch.db").write_bytes(template())

    def channels(self, **addresses):
        (self.folder / "noticewatch.yaml").write_text(json.dumps({"channels": addresses}))

    def publish(self, count=1, first=0, channels=("desk",), **fields):
        """Queues a message of each of so many notices to each channel."""
        with closing(open_store(self.url)) as store:
            for number in range(first, first + count):
                found = polled(f"{URL}?{number}", title=f"关于集群的通知{number}", text=f"{TEXT}第{number}号")
                with store.writing() as tx:
                    match = matcher(subscription(channels=list(channels), **fields))
                    ingest_result(tx, result(found), HOUR, match, Policy(30 * DAY, "always"), self.clock.now)

    def run(self, *arguments):
        """The exit code, what was printed, and what was said on standard error."""
        done = CliRunner().invoke(app, ["deliveries", *map(str, arguments), "--config", str(self.folder)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def listed(self, *arguments):
        return [json.loads(line) for line in self.run("list", "--json", *arguments)[1].splitlines()]

    def statuses(self):
        return {delivery["id"]: delivery["status"] for delivery in self.listed()}


@pytest.fixture
def desk(tmp_path, clock, web):
    made = Desk(tmp_path, clock)
    made.channels(desk=f"json://127.0.0.1:{web.port}/desk")
    return made


def fail_for_days(desk, web):
    """The receiver takes nothing, as a daemon finds, until the messages are given up."""
    for _ in range(3):
        web.answers.extend([(500, {})] * 3)
        config, store = open_config(desk.folder)
        with closing(store):
            deliver_all(make_delivery_worker(config, store))
        desk.clock.now += 3 * DAY
    web.answers.clear()


class TestList:
    def test_there_are_none(self, desk):
        assert desk.run("list") == (0, "no messages\n", "")
        assert desk.listed() == []

    def test_what_waits_was_sent_and_failed_says_so_the_newest_first(self, desk, web):
        desk.publish()
        desk.run("retry", "--all")
        desk.publish(first=1)
        web.answers.append((503, {}))
        code, printed, said = desk.run("retry", "--all")
        assert (code, printed) == (1, "0 sent, 1 failed, 1 still queued\n")
        assert said.startswith("delivery 2: channel desk: ")
        newest, oldest = desk.listed()
        assert (newest["id"], newest["status"], newest["attempts"]) == (2, "queued", 1)
        assert "error=503" in newest["error"]
        assert newest["failing_since"] == desk.clock.now.isoformat()
        assert (oldest["id"], oldest["status"], oldest["error"]) == (1, "sent", None)
        assert (oldest["channel"], oldest["event"], oldest["title"]) == ("desk", "new", "关于集群的通知0")
        assert oldest["subscriptions"] == ["team"]
        assert [delivery["id"] for delivery in desk.listed("--queued")] == [2]
        assert desk.listed("--failed") == desk.listed("--channel", "other") == []
        assert len(desk.listed("--limit", 1)) == 1
        table = desk.run("list")[1]
        assert "error=503" in table
        assert "new: 关于集群的通知1" in table

    @pytest.mark.parametrize(("language", "shown"), [("en", "digest: team"), ("zh", "摘要：team")])
    def test_a_digest_is_named_in_the_language_of_the_reader(self, desk, language, shown):
        desk.publish(2, deliver={"cron": "0 8 * * *"})
        [delivery] = desk.listed()
        assert (delivery["event"], delivery["title"]) == ("digest", "digest")
        with in_language(language):
            assert shown in desk.run("list", "--format", "table")[1]

    def test_failed_and_queued_are_not_asked_for_at_once(self, desk):
        with pytest.raises(UnknownError, match="cannot be combined"):
            desk.run("list", "--failed", "--queued")


class TestGivenUp:
    def test_what_failed_for_days_is_given_up_shown_and_kept(self, desk, web):
        desk.publish(2)
        fail_for_days(desk, web)
        assert desk.statuses() == {1: "given_up", 2: "given_up"}
        assert [delivery["id"] for delivery in desk.listed("--failed")] == [2, 1]
        assert all("error=500" in delivery["error"] for delivery in desk.listed("--failed"))
        assert "given up" in desk.run("list", "--failed")[1]
        # Another process, months later.
        desk.clock.now += 90 * DAY
        assert len(desk.listed("--failed")) == 2

    @pytest.mark.parametrize(("asked", "sent"), [(["1"], {1}), (["--all"], {1, 2}), (["--channel", "desk"], {1, 2})])
    def test_retry_sends_what_was_chosen_and_once(self, desk, web, asked, sent):
        desk.publish(2)
        fail_for_days(desk, web)
        web.got.clear()
        code, printed, said = desk.run("retry", *asked)
        assert (code, printed, said) == (0, f"{len(sent)} sent, 0 failed, 0 still queued\n", "")
        assert {number for number, status in desk.statuses().items() if status == "sent"} == sent
        assert len(web.got) == len(sent)
        desk.run("retry", "--all")
        assert len(web.got) == 2

    def test_what_is_refused_again_is_given_up_again_and_not_lost(self, desk, web):
        desk.publish()
        fail_for_days(desk, web)
        web.answers.append((500, {}))
        assert desk.run("retry", 1)[0] == 1
        assert [delivery["id"] for delivery in desk.listed()] == [1]
        assert desk.run("retry", "--all")[1] == "1 sent, 0 failed, 0 still queued\n"


class TestRetry:
    @pytest.mark.parametrize(
        ("asked", "why"),
        [
            (["7"], "there is no delivery 7"),
            ([], "specify ID"),
            (["1", "--all"], "specify ID"),
            (["1"], "was sent on "),
        ],
    )
    def test_what_cannot_be_meant_is_said_and_changes_nothing(self, desk, web, asked, why):
        desk.publish()
        desk.run("retry", "--all")
        with pytest.raises(UnknownError, match=why.replace("?", r"\?")):
            desk.run("retry", *asked)
        assert (desk.statuses(), len(web.got)) == ({1: "sent"}, 1)

    def test_one_unknown_among_known_ones_sends_none(self, desk, web):
        desk.publish()
        web.answers.append((500, {}))
        desk.run("retry", "--all")
        web.got.clear()
        with pytest.raises(UnknownError, match="there is no delivery 7"):
            desk.run("retry", 1, 7)
        assert (desk.statuses(), web.got) == ({1: "queued"}, [])

    def test_a_paused_channel_is_tried_at_once_and_served_when_it_is_back(self, desk, web):
        desk.publish(3)
        web.answers.append((404, {}))
        code, printed, _ = desk.run("retry", "--all")
        assert (code, printed) == (1, "0 sent, 1 failed, 3 still queued\n")
        desk.clock.now += MINUTE
        web.got.clear()
        assert desk.run("retry", "--channel", "desk")[:2] == (0, "3 sent, 0 failed, 0 still queued\n")
        assert len(web.got) == 3

    def test_another_channel_is_left_alone(self, desk, web, tmp_path):
        with faulty_receiver() as other:
            desk.channels(desk=f"json://127.0.0.1:{web.port}", chat=f"json://127.0.0.1:{other.port}")
            desk.publish(channels=("desk", "chat"))
            for receiver in (web, other):
                receiver.answers.append((404, {}))
            desk.run("retry", "--all")
            assert desk.run("retry", "--channel", "chat")[1] == "1 sent, 0 failed, 1 still queued\n"
            assert [delivery["channel"] for delivery in desk.listed("--queued")] == ["desk"]
            assert sum(message.taken for message in web.got) == 0

    def test_a_refusal_in_the_body_is_a_failure_too(self, desk, web, monkeypatch):
        desk.channels(desk="wecombot://0123456789abcdef")
        monkeypatch.setattr("apprise.plugins.wecombot.NotifyWeComBot.notify_url", f"http://127.0.0.1:{web.port}/")
        desk.publish()
        web.answers.append((200, {}, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'))
        code, _, said = desk.run("retry", "--all")
        assert code == 1
        assert said == ("delivery 1: channel desk: the service answered with error 93000: invalid webhook url\n")
        assert desk.run("retry", "--all")[:2] == (0, "1 sent, 0 failed, 0 still queued\n")


@pytest.mark.parametrize(
    "channel",
    [
        "webhook+https://hooks.example.com/in",
        {"url": "webhook+https://hooks.example.com/in", "secret": "whsec_short"},
        {"url": "json://hooks.example.com", "at_most": "often"},
    ],
)
def test_the_messages_of_a_disabled_channel_say_that_it_is_disabled(desk, channel):
    desk.publish(channels=("old",))
    desk.channels(old=channel)
    [delivery] = desk.listed()
    assert delivery["error"] == "the channel is disabled, because its configuration is faulty; the message is kept"
    code, printed, said = desk.run("retry", "--all")
    assert (code, printed) == (1, "0 sent, 1 failed, 1 still queued\n")
    assert said.endswith("delivery 1: channel old: the channel is disabled, because its configuration is faulty\n")


class TestAChannelThatIsGoneFromTheConfiguration:
    def test_its_messages_wait_say_why_and_are_sent_once_it_is_back(self, desk, web):
        desk.publish(2, channels=("old",))
        assert {delivery["error"] for delivery in desk.listed()} == {
            "the channel is no longer configured; the message is kept"
        }
        code, printed, said = desk.run("retry", "--all")
        assert (code, printed) == (1, "0 sent, 1 failed, 2 still queued\n")
        assert said == "delivery 1: channel old: there is no such channel in the configuration\n"
        assert "is no longer configured" in " ".join(desk.run("list")[1].split())
        desk.channels(old=f"json://127.0.0.1:{web.port}/old")
        assert desk.run("retry", "--channel", "old")[:2] == (0, "2 sent, 0 failed, 0 still queued\n")
        assert len(web.got) == 2

    def test_given_up_they_are_kept(self, desk, web):
        desk.publish(channels=("old",))
        fail_for_days(desk, web)
        assert desk.statuses() == {1: "given_up"}
        desk.channels(old=f"json://127.0.0.1:{web.port}/old")
        assert desk.run("retry", 1)[0] == 0
        assert len(web.got) == 1
