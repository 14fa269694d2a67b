import json
import socket

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks import Webhook as Reference
from standardwebhooks import WebhookVerificationError

from crawler.model.notice import Target
from monitor.config import Channel
from monitor.config.webhook_keys import signing_key, webhook_url
from monitor.delivery.channels import Channels
from monitor.delivery.webhooks import retry_after_s
from monitor.errors import ChannelError
from monitor.messages.cloud_events import alert_event, message_event
from monitor.messages.render import Message
from monitor.model import Location, NoticeRecord, Revision
from tests.monitor.builders import NOW, alert, measure, notice
from tests.monitor.delivery.receivers import faulty_receiver

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SECRET = "whsec_" + "c2VjcmV0" * 4
OLD = "whsec_" + "b2xkc2Vj" * 4
DOCUMENT = notice(
    region=("CN", "山东省"),
    clauses=(
        measure("培育先进制造业集群。", path=("二", "一"), targets=(Target(text="集群20个", by="2025"),)),
        measure("支持人才引进。", path=("二", "二")),
    ),
)
EVENT = alert_event(
    alert(7, terms=("集群",)),
    NoticeRecord(12, "gov", 1, NOW, DOCUMENT),
    Revision(1, NOW, DOCUMENT),
    [Location(DOCUMENT.url, "gov", 12, NOW), Location("https://mirror.example.cn/1", "mirror", 12, NOW)],
)


@pytest.fixture
def web():
    with faulty_receiver() as receiver:
        yield receiver


def channels(port, path="/hook", secret=SECRET, user=""):
    return Channels({"hook": Channel(url=f"webhook+http://{user}127.0.0.1:{port}{path}", secret=secret)})


def test_an_event_is_one_by_the_reference_sdk_and_signed_by_the_reference_library(web):
    channels(web.port).send_event("hook", EVENT)
    [got] = web.got
    assert Reference(SECRET).verify(got.body, got.headers)["id"] == "7"
    assert got.headers["webhook-id"] == "7"
    event = from_structured_event(HTTPMessage(got.headers, got.body), JSONFormat())
    assert (event.get_id(), event.get_source()) == ("7", "/noticewatch/sources/gov")
    assert (event.get_type(), event.get_subject()) == ("noticewatch.notice.new", "notices/12/revisions/1")
    assert (event.get_time(), event.get_specversion()) == (NOW, "1.0")
    data = event.get_data()
    assert (data["subscription"], data["topics"], data["terms"]) == ("team", ["clusters"], ["集群"])
    assert [measure["path"] for measure in data["measures"]] == [["二", "一"]]
    assert (data["notice"]["title"], data["notice"]["region"]) == (DOCUMENT.title, ["CN", "山东省"])
    assert (data["notice"]["id"], data["notice"]["source"], data["notice"]["revision"]) == (12, "gov", 1)
    assert data["notice"]["copies"] == [{"url": "https://mirror.example.cn/1", "source": "mirror"}]


def test_while_a_secret_is_replaced_either_verifies_and_no_other(web):
    channels(web.port, secret=(SECRET, OLD)).send_event("hook", EVENT)
    [got] = web.got
    for secret in (SECRET, OLD):
        assert Reference(secret).verify(got.body, got.headers)
    with pytest.raises(WebhookVerificationError):
        Reference("whsec_" + "b3RoZXJz" * 4).verify(got.body, got.headers)
    with pytest.raises(WebhookVerificationError):
        Reference(SECRET).verify(got.body.replace(b"team", b"mine"), got.headers)


def test_a_message_that_is_no_alert_is_an_event_too(web):
    channels(web.port).send("hook", Message("标题", "text"))
    [got] = web.got
    event = Reference(SECRET).verify(got.body, got.headers)
    assert (event["type"], event["data"]) == ("noticewatch.message", {"title": "标题", "text": "text"})
    assert message_event("message-1", Message("a", "b"), NOW)["time"] == "2024-06-06T08:00:00.000Z"


def refusal(sender):
    with pytest.raises(ChannelError) as refused:
        sender.send_event("hook", EVENT)
    return refused.value


@pytest.mark.parametrize(
    ("status", "kind"), [(500, "passing"), (429, "passing"), (410, "lasting"), (404, "lasting"), (413, "message")]
)
def test_a_receiver_that_refuses_says_who_is_to_blame_and_how_long_to_wait(web, status, kind):
    web.answers.append((status, {"Retry-After": "120"}))
    error = refusal(channels(web.port, path="/s3cret-path"))
    assert (str(error), error.kind) == (f"channel hook: the receiver answered with HTTP {status}", kind)
    assert error.retry_after == 120.0


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_one_whatever_its_body_says(web, status):
    web.answers.append((status, {}, b"" if status == 204 else b'{"ok": false, "errcode": 1}'))
    channels(web.port).send_event("hook", EVENT)


def test_a_redirect_is_not_followed(web):
    web.answers.append((302, {"Location": f"http://127.0.0.1:{web.port}/elsewhere"}))
    assert refusal(channels(web.port)).kind == "lasting"
    assert [got.path for got in web.got] == ["/hook"]


def test_a_receiver_that_is_not_there_or_hangs_up_is_a_passing_failure_without_secrets(web):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        errors = [refusal(channels(held.getsockname()[1], path="/s3cret-path"))]
    web.answers.append("cut")
    errors.append(refusal(channels(web.port, path="/s3cret-path")))
    assert {error.kind for error in errors} == {"passing"}
    assert {str(error) for error in errors} == {"channel hook: the receiver is unreachable, or closed the connection"}


def test_a_receiver_that_does_not_answer_is_given_up_in_time(web, monkeypatch):
    monkeypatch.setattr("monitor.delivery.webhooks.DEADLINE_S", 0.1)
    web.answers.append(("slow", 0.5))
    assert str(refusal(channels(web.port))) == "channel hook: the receiver did not answer in time"


def test_the_address_may_name_a_user(web):
    channels(web.port, user="me:s3cret@").send_event("hook", EVENT)
    channels(web.port).send_event("hook", EVENT)
    assert [got.headers.get("authorization") for got in web.got] == ["Basic bWU6czNjcmV0", None]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Thu, 06 Jun 2024 08:01:00 GMT", 60.0),
        ("soon", None),
        ("-5", None),
        ("Thu, 06 Jun 2024 07:00:00 GMT", 0.0),
        ("9" * 400, 999999999.0),
        ("²", None),
        ("", None),
    ],
)
def test_a_wish_to_wait_is_a_number_or_a_date(written, seconds):
    assert retry_after_s(written, NOW) == seconds


@pytest.mark.parametrize("url", ["ftp://x", "https://", "x", "http://[::1", ""])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match="a webhook URL"):
        webhook_url(f"webhook+{url}")


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_c2hvcnQ=", "c2VjcmV0" * 4, "whsec_" + "A" * 200, "whsec_ä" * 9]
)
def test_a_secret_that_is_none_is_refused_without_showing_it(secret):
    with pytest.raises(ValueError, match="a secret generated with") as refused:
        signing_key(secret)
    assert len(secret) < 10 or secret not in str(refused.value)


def test_secrets_and_addresses_are_not_shown_with_the_channel():
    assert "s3cret" not in repr(Channel(url="json://s3cret@host"))
    assert SECRET not in repr(Channel(url="webhook+https://host", secret=SECRET))


def test_the_event_is_plain_json():
    assert json.loads(json.dumps(EVENT)) == EVENT
