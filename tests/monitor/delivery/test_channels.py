import io
import json
import logging
import socket

import pytest

from monitor.delivery.channels import Channels
from monitor.errors import ChannelError
from monitor.messages.render import Message
from tests.monitor.delivery.receivers import faulty_receiver, mail_receiver, web_receiver

# Apprise loads a deprecated module of the standard library on older Pythons.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

MESSAGE = Message(
    "[新] 关于培育集群的通知", "发文机关：财政局\n原文：https://x.cn/?a=1&b=2\n\n> 集群 <b>*x*</b> \\n :smile:"
)
SECRETS = ["s3cretUser", "s3cretPass", "s3cretToken", "s3cretQuery"]


@pytest.fixture(scope="module")
def web():
    with web_receiver() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def _fresh(request):
    if "web" in request.fixturenames:
        receiver = request.getfixturevalue("web")
        receiver.got.clear()
        receiver.answer.update(status=200, text="")


@pytest.fixture
def closed_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def logged():
    """What a program that logs everything from INFO on gets to see; pytest's own capture sees more."""
    seen = io.StringIO()
    root = logging.getLogger()
    handler = logging.StreamHandler(seen)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield seen
    root.setLevel(level)
    root.removeHandler(handler)


def secret_address(port: int) -> str:
    return f"json://s3cretUser:s3cretPass@127.0.0.1:{port}/hooks/s3cretToken?+X-Key=s3cretQuery"


def refusal(address: str) -> str:
    with pytest.raises(ChannelError) as refused:
        Channels({"ops": address}).send("ops", MESSAGE)
    return str(refused.value)


def test_a_message_arrives_as_it_was_written(web):
    Channels({"ops": f"json://127.0.0.1:{web.port}/ops"}).send("ops", MESSAGE)
    [got] = web.got
    assert (got["path"], got["title"], got["message"]) == ("/ops", MESSAGE.title, MESSAGE.body)


def test_a_message_goes_to_the_channel_that_was_named(web):
    channels = Channels({name: f"json://127.0.0.1:{web.port}/{name}" for name in ("ops", "team")})
    channels.send("team", MESSAGE)
    assert [got["path"] for got in web.got] == ["/team"]


def test_a_message_arrives_by_mail():
    with mail_receiver() as receiver:
        address = f"mailto://127.0.0.1:{receiver.port}?from=watch@example.org&to=team@example.org"
        Channels({"mail": address}).send("mail", MESSAGE)
        [(recipients, mail)] = receiver.got
    assert recipients == ["team@example.org"]
    assert mail["subject"] == MESSAGE.title
    assert mail.get_content().splitlines() == MESSAGE.body.splitlines()


def test_mail_that_is_refused_is_a_failure_with_no_secret_in_its_reason():
    with mail_receiver() as receiver:
        receiver.fault = "554 no mail from strangers"
        given = f"mailto://watch:s3cretWord@127.0.0.1:{receiver.port}?from=watch@example.org&to=team@example.org"
        reason = refusal(given)
    assert reason.startswith("channel ops: ")
    assert "s3cretWord" not in reason


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_service_that_refuses_a_message_is_a_failure(web, status):
    web.answer.update(status=status, text="s3cretToken is wrong")
    reason = refusal(secret_address(web.port))
    assert reason.startswith("channel ops: ")
    assert f"error={status}" in reason
    assert "\n" not in reason
    assert not [secret for secret in SECRETS if secret in reason]


def test_a_service_that_is_not_there_is_a_failure_with_no_secret_in_its_reason(closed_port, logged, capfd):
    reason = refusal(secret_address(closed_port))
    assert reason.startswith("channel ops: ")
    assert len(reason) > len("channel ops: ") + 10
    said = reason + logged.getvalue() + "".join(capfd.readouterr())
    assert not [secret for secret in SECRETS if secret in said]


def test_sending_logs_no_secret(web, logged, capfd):
    Channels({"ops": secret_address(web.port)}).send("ops", MESSAGE)
    said = logged.getvalue() + "".join(capfd.readouterr())
    assert not [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize(
    "address", ["nonsuch://s3cretPass@host", "s3cretPass", "json://", "mailto://s3cretPass@", "ntfy://a ntfy://b"]
)
def test_an_address_that_is_not_understood_is_refused_without_showing_it(address):
    assert refusal(address) == "channel ops: Apprise does not recognise the channel's URL"


def test_a_channel_that_is_not_configured_is_named():
    with pytest.raises(ChannelError, match="channel mial: there is no such channel"):
        Channels({"mail": "json://127.0.0.1"}).send("mial", MESSAGE)


def test_the_check_names_each_channel_whose_address_is_wrong_and_sends_nothing(web):
    channels = Channels({"good": f"json://127.0.0.1:{web.port}", "bad": "nonsuch://s3cretPass", "worse": "words"})
    assert channels.check() == {
        "bad": "channel bad: Apprise does not recognise the channel's URL",
        "worse": "channel worse: Apprise does not recognise the channel's URL",
    }
    assert web.got == []


def test_a_message_of_many_characters_arrives_whole_or_fails(web):
    long = Message("标题", "集群" * 1500)
    Channels({"ops": f"json://127.0.0.1:{web.port}"}).send("ops", long)
    assert "".join(got["message"] for got in web.got) == long.body


TOKEN = "3ccdd113474722377935511fc85d3dd4"
ROBOTS = {
    "feishu": (f"feishu://{TOKEN}", {"code": 9499, "msg": f"Bad Request {TOKEN}"}, {"code": 0}),
    "lark": (f"lark://{TOKEN}", {"code": 19001, "msg": f"param invalid {TOKEN}"}, {"code": 0}),
    "dingtalk": (f"dingtalk://{TOKEN}", {"errcode": 310000, "errmsg": f"keywords {TOKEN}"}, {"errcode": 0}),
    "wecom": (f"wecombot://{TOKEN}", {"errcode": 93000, "errmsg": f"invalid {TOKEN}"}, {"errcode": 0}),
    "qmsg": (f"qq://{TOKEN}", {"success": False, "reason": f"refused {TOKEN}"}, {"success": True}),
}


class TestAnswers:
    @pytest.fixture
    def faulty(self):
        with faulty_receiver() as receiver:
            yield receiver

    @pytest.fixture
    def robot(self, faulty, monkeypatch):
        """Channels with a robot of that kind, which asks the receiver instead of its service."""

        def made(kind, options=""):
            channels = Channels({"ops": ROBOTS[kind][0] + options})
            plugin = type(channels._sender("ops")[0])
            monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{faulty.port}/hook/")
            # The service's own rate limit would only make the test wait.
            monkeypatch.setattr(plugin, "request_rate_per_sec", 0)
            return channels

        return made

    @pytest.mark.parametrize("kind", ROBOTS)
    def test_a_success_that_holds_an_error_is_a_failure_without_secrets(self, faulty, robot, kind):
        _, refused, taken = ROBOTS[kind]
        channels = robot(kind)
        faulty.answers.extend([(200, {}, json.dumps(refused).encode()), (200, {}, json.dumps(taken).encode())])
        with pytest.raises(ChannelError, match=r"^channel ops: the service answered with (?:an )?error") as failed:
            channels.send("ops", MESSAGE)
        assert TOKEN not in str(failed.value)
        channels.send("ops", MESSAGE)
        assert len(faulty.got) == 2

    def test_each_part_of_a_message_in_several_must_be_taken(self, faulty, robot):
        refused = json.dumps({"errcode": 45009, "errmsg": "too much"}).encode()
        faulty.answers.extend([(200, {}, refused)])
        with pytest.raises(ChannelError, match="45009") as failed:
            robot("wecom", "?overflow=split").send("ops", Message("标题", "集群" * 3000))
        assert len(faulty.got) > 1
        assert failed.value.kind == "passing"

    @pytest.mark.parametrize(
        "address", ["json://127.0.0.1:{}/", "ntfy://127.0.0.1:{}/topic", "gotify://127.0.0.1:{}/abcdefghijklmno"]
    )
    def test_a_service_that_was_sent_too_much_says_how_long_to_wait(self, faulty, address):
        faulty.answers.append((429, {"Retry-After": "77"}))
        with pytest.raises(ChannelError) as failed:
            Channels({"ops": address.format(faulty.port)}).send("ops", MESSAGE)
        assert (failed.value.kind, failed.value.retry_after) == ("passing", 77.0)

    def test_what_one_channel_is_answered_no_other_hears(self, faulty, web):
        faulty.answers.append((429, {"Retry-After": "77"}))
        channels = Channels({"ops": f"json://127.0.0.1:{faulty.port}", "team": f"json://127.0.0.1:{web.port}"})
        with pytest.raises(ChannelError):
            channels.send("ops", MESSAGE)
        web.answer.update(status=503)
        with pytest.raises(ChannelError) as failed:
            channels.send("team", MESSAGE)
        assert failed.value.retry_after is None
