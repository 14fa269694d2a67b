"""Messages through Apprise's own plug-ins to a real receiver, as the services would get them."""

import json
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from monitor.delivery.channels import Channels
from monitor.messages.formats import MessageFormat
from monitor.messages.render import Message, message_of, render_digest
from monitor.messages.sample import sample
from tests.monitor.delivery.receivers import mail_receiver, web_receiver
from tests.monitor.messages.attacks import ATTACKS, faults
from tests.monitor.messages.test_formats import OURS, hostile

# Apprise loads a deprecated module of the standard library on older Pythons.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
TOKEN = "3ccdd113474722377935511fc85d3dd4"
# Addresses, and which attribute of the plug-in holds the service's own address, where it is not in the channel's.
SERVICES = {
    "json": ("json://{host}/", None, MessageFormat.text),
    "ntfy": ("ntfy://{host}/topic", None, MessageFormat.markdown),
    "gotify": ("gotify://{host}/abcdefghijklmno", None, MessageFormat.markdown),
    "mattermost": (f"mmost://{{host}}/{TOKEN}", None, MessageFormat.markdown),
    "slack": ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#chan", "webhook_url", MessageFormat.markdown),
    "discord": ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "notify_url", MessageFormat.markdown),
    "google chat": ("gchat://workspace/key/token", "notify_url", MessageFormat.markdown),
    "telegram": ("tgram://123456789:abcdefg_hijklmnop/12315544/", "notify_url", MessageFormat.html),
    "feishu": (f"feishu://{TOKEN}", "notify_url", MessageFormat.text),
    "dingtalk": (f"dingtalk://{TOKEN}", "notify_url", MessageFormat.markdown),
    "wecom": ("wecombot://0123456789abcdef", "notify_url", MessageFormat.text),
}
# What the services answer when all is well, in one; Slack says ok.
GOOD = json.dumps({"ok": True, "code": 0, "StatusCode": 0, "errcode": 0, "result": {"message_id": 1}})
ALL = " ".join(text for name, text in ATTACKS.items() if name not in ("piles", "surrogates"))


@pytest.fixture(scope="module")
def web():
    with web_receiver() as receiver:
        yield receiver


@pytest.fixture
def send(web, monkeypatch):
    """Sends a content to a service; gives what it got, as text."""

    def sent(name, content):
        address, own, form = SERVICES[name]
        host = f"127.0.0.1:{web.port}"
        channels = Channels({"x": address.format(host=host)})
        assert channels.describe("x").shape.format is form
        if own:
            plugin = type(channels._sender("x")[0])
            monkeypatch.setattr(plugin, own, f"http://{host}/hook")
        web.got.clear()
        monkeypatch.setitem(web.answer, "text", "ok" if name == "slack" else GOOD)
        channels.send("x", content if isinstance(content, Message) else message_of(content))
        [got] = web.got
        return "\n".join(_texts(got)).replace("\r\n", "\n")

    return sent


def _texts(value):
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for block in inner for text in _texts(block)]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_gets_the_measures_with_the_words_marked(send, name):
    text = send(name, sample())
    assert "示政发〔2024〕1号" in text
    assert "责任单位：市工业和信息化局、市科技局" in text
    assert "https://www.example.org/notices/1.html" in text
    assert any(marked in text for marked in ("【先进制造业集群】", "*先进制造业集群*", "<b>先进制造业集群</b>"))


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("attack", ["link", "bare links", "mentions", "slack", "feishu", "entities", "all"])
def test_nothing_that_a_page_says_mentions_links_or_tags(send, name, attack):
    text = send(name, hostile(ATTACKS.get(attack, ALL)))
    for own in sorted(OURS, key=len, reverse=True):
        text = text.replace(f'<a href="{own}">', "").replace(f"](<{own}>)", "").replace(f"](<{own}", "")
        text = text.replace(f"<{own}|", "").replace(f"]({own})", "").replace(own, "")
    for tag in ("</a>", "<b>", "</b>", "https://github.com/caronc/apprise", "/hook"):
        text = text.replace(tag, "")
    # What Apprise itself puts around a message: where its icon stands.
    text = "\n".join(line for line in text.split("\n") if "apprise/raw/master" not in line)
    assert faults(text.replace("\t", " ")) == []


DIGEST = render_digest([replace(sample(), alerts=(number,), url=f"{sample().url}?{number}") for number in range(200)])


@pytest.mark.parametrize("name", SERVICES)
def test_a_digest_is_in_the_format_of_its_service_and_no_longer_than_it_takes(send, name):
    text = send(name, DIGEST)
    form = SERVICES[name][2]
    told = sum(f"?{number}{end}" in text for number in range(200) for end in ("\n", ">", ")", "|", '"'))
    assert 0 < told < 200
    assert f"另有 {200 - told} 项" in text
    assert len(text) < 7000
    assert ('<a href="' in text) is (form is MessageFormat.html)


class TestMail:
    @pytest.fixture
    def mail(self):
        def sent(content):
            with mail_receiver() as receiver:
                address = f"mailto://127.0.0.1:{receiver.port}?from=watch@example.org&to=team@example.org"
                message = content if isinstance(content, Message) else message_of(content)
                Channels({"mail": address}).send("mail", message)
                [(_, got)] = receiver.got
            return got

        return sent

    def test_a_mail_has_a_subject_a_text_and_a_page_all_in_chinese(self, mail):
        got = mail(sample())
        assert got["subject"] == "[新] 示例市人民政府关于培育先进制造业集群的通知(noticewatch 测试消息)"
        assert got.get_content_type() == "multipart/alternative"
        plain = got.get_body(("plain",))
        page = got.get_body(("html",))
        assert plain.get_content_charset() == page.get_content_charset() == "utf-8"
        assert "责任单位：市工业和信息化局、市科技局\n" in plain.get_content().replace("\r\n", "\n")
        assert "<b>先进制造业集群</b>" in page.get_content()
        assert '<a href="https://www.example.org/notices/1.html">' in page.get_content()

    def test_a_digest_is_a_page_too(self, mail):
        got = mail(DIGEST)
        assert got["subject"] == "[摘要] 200 项：新 200"
        page = got.get_body(("html",)).get_content()
        assert '<a href="https://www.example.org/notices/1.html?7">' in page
        assert len(page) < 20_000

    def test_a_subject_on_the_wire_is_encoded_and_no_line_is_too_long(self, mail):
        raw = mail(sample()).as_bytes(policy=policy.SMTP)
        assert raw.isascii()
        assert max(map(len, raw.splitlines())) <= 998
        assert message_from_bytes(raw, policy=policy.default)["subject"].startswith("[新] 示例市")

    @pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
    def test_neither_part_holds_anything_of_a_hostile_page(self, mail, attack):
        got = mail(hostile(attack))
        assert got["bcc"] is None
        assert faults(got["subject"]) == []
        text = got.get_body(("plain",)).get_content().replace("\r\n", "\n")
        for own in OURS:
            text = text.replace(own, "")
        assert faults(text) == []


def test_a_short_message_service_gets_a_short_text(web):
    channels = Channels({"x": f"twilio://AC{'a' * 32}:{'b' * 32}@+12345678901/+12345678902"})
    shape = channels.describe("x").shape
    assert (shape.format, shape.body, shape.title) == (MessageFormat.text, 160, 0)
    written, declared = channels._written("x", message_of(sample()), channels._sender("x")[0])
    assert len(written.body) <= 160
    assert declared == "text"
    assert sample().title[:20] in written.body


def test_one_who_asks_for_a_format_gets_it(web):
    address = f"json://127.0.0.1:{web.port}/?format=html"
    Channels({"x": address}).send("x", message_of(sample()))
    assert web.got[-1]["message"].startswith("<p>")


def test_a_message_longer_than_the_channel_takes_is_not_sent_in_two(send):
    text = send("discord", replace(sample(), measures=sample().measures * 20))
    assert len(text) < 2600
    assert "另有" in text
