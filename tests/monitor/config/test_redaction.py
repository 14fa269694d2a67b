import base64
import io
import json
import logging
import sys
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.redaction import (
    HIDDEN,
    SHORTEST,
    SHORTEST_IN_LOGS,
    HidingFilter,
    Secrets,
    hide_addresses,
    hide_in_logs,
)

ADDRESS = "slack://T0KEN-A1/p%40ss%2Fw%C3%B6rd@hooks.example.org/S3CRET/path?token=qu%26ery%20one&format=text"
PARTS = ["T0KEN-A1", "p@ss/wörd", "p%40ss%2Fw%C3%B6rd", "S3CRET", "qu&ery one", "qu%26ery%20one", "qu%26ery+one"]


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_an_address_is_said_in_any_form(part):
    secrets = Secrets(addresses=[ADDRESS])
    for form in (part, repr(part), json.dumps(part), quote(part), quote(part, safe="")):
        hidden = secrets.hide(f"could not send: {form}!")
        assert part not in hidden
        assert hidden.startswith("could not send: ")
        assert hidden.endswith("!")


def test_credentials_are_hidden_as_http_and_smtp_send_them():
    secrets = Secrets(addresses=["mailtos://user%40x:pa55w@mail.example.org"])
    for sent in (b"user@x:pa55w", b"\0user@x\0pa55w"):
        assert base64.b64encode(sent).decode().rstrip("=") not in secrets.hide(
            f"AUTH {base64.b64encode(sent).decode()}"
        )


def test_a_short_password_is_hidden_where_it_stands_alone():
    secrets = Secrets(addresses=["mailto://me:x1@mail.example.org"])
    assert secrets.hide("login with x1 failed, max1mum") == f"login with {HIDDEN} failed, max1mum"


def test_where_common_words_must_stay_only_long_parts_go():
    secrets = Secrets(["env-value"], ["json://host/hook/abcdefgh123?x=yes"], SHORTEST_IN_LOGS)
    assert (
        secrets.hide("the hook of host said yes: abcdefgh123, env-value")
        == f"the hook of host said yes: {HIDDEN}, {HIDDEN}"
    )


def test_no_secrets_hide_nothing():
    assert Secrets().hide("all stays") == "all stays"
    assert Secrets([""], [""]).hide("all stays") == "all stays"


@given(st.text(min_size=1, max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_value_is_said_whatever_stands_around_it(value, before, after):
    hidden = Secrets([value]).hide(before + value + after)
    assert value in HIDDEN + before + after + before[-1:] + HIDDEN + after[:1] or value not in hidden


@given(st.text(max_size=80))
def test_any_address_can_be_taken_apart(address):
    Secrets(addresses=[address]).hide("text")


def test_addresses_of_all_kinds_go():
    assert hide_addresses("no json://a:b@c/d?e and postgresql+psycopg://u:p@h/db.") == f"no {HIDDEN} and {HIDDEN}"


class TestLogs:
    @pytest.fixture
    def logged(self):
        seen = io.StringIO()
        root = logging.getLogger()
        hook = sys.excepthook
        handler = logging.StreamHandler(seen)
        root.addHandler(handler)
        hide_in_logs(Secrets(addresses=["json://u:hunter2secret@h/hook-tok3n"], shortest=SHORTEST_IN_LOGS))
        yield seen
        root.removeHandler(handler)
        for attached in root.handlers:
            for rule in [rule for rule in attached.filters if isinstance(rule, HidingFilter)]:
                attached.removeFilter(rule)
        sys.excepthook = hook

    def test_neither_a_line_nor_its_values_nor_a_trace_shows_one(self, logged):
        logger = logging.getLogger("some.library")
        logger.error("POST %s", "/hook-tok3n")
        try:
            try:
                raise ValueError("json://u:hunter2secret@h")
            except ValueError as error:
                raise RuntimeError("hook-tok3n") from error
        except RuntimeError:
            logger.exception("a step failed", stack_info=True)
        said = logged.getvalue()
        assert "POST /" in said
        assert "RuntimeError" in said
        assert "ValueError" in said
        assert "hunter2secret" not in said
        assert "hook-tok3n" not in said.replace('RuntimeError("hook-tok3n")', "")

    def test_an_error_that_nobody_catches_shows_none(self, logged, capsys):
        try:
            raise ValueError("hunter2secret")
        except ValueError as error:
            sys.excepthook(type(error), error, None)
        assert "hunter2secret" not in capsys.readouterr().err


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "hooks.example.org", "[2001:db8::1]"])
def test_a_host_is_no_secret(host):
    hide = Secrets(addresses=[f"json://user:pa55word@{host}:8080/t0kent0ken"], shortest=SHORTEST_IN_LOGS).hide
    assert hide(f"http://{host}/art/1.html: gone") == f"http://{host}/art/1.html: gone"
    assert hide("pa55word and t0kent0ken") == "… and …"


def test_a_token_in_the_place_of_a_host_is_one():
    hide = Secrets(addresses=["tgram://123456789:AAtokenAA/777"], shortest=SHORTEST_IN_LOGS).hide
    assert hide("bot123456789 AAtokenAA") == "bot… …"


@pytest.mark.parametrize(
    ("address", "secret", "shown"),
    [
        (
            "postgresql+psycopg://watcher:pa55word9@db.example.org:5432/notices?sslpassword=keyword9",
            ["pa55word9", "keyword9"],
            "postgresql+psycopg://watcher:***@db.example.org:5432/notices: connection refused",
        ),
        (
            "mailtos://me%40example.cn:pa55word9@smtp.example.cn?to=you@example.cn&pass=keyword9",
            ["pa55word9", "keyword9"],
            "535: me@example.cn at smtp.example.cn: login failed; no mail to you@example.cn",
        ),
    ],
)
@pytest.mark.parametrize("shortest", [SHORTEST, SHORTEST_IN_LOGS])
def test_of_databases_and_mail_servers_only_passwords_are_secret(address, secret, shown, shortest):
    hide = Secrets(addresses=[address], shortest=shortest).hide
    assert hide(shown) == shown
    for word in secret:
        assert hide(f"denied: {word}") == f"denied: {HIDDEN}"


def test_a_scheme_is_no_secret():
    hide = Secrets(addresses=["wecombot://bot-key-aaaa", "pagertree://abcdefgh12"], shortest=SHORTEST_IN_LOGS).hide
    assert hide("wecombot, pagertree: bot-key-aaaa, abcdefgh12") == "wecombot, pagertree: …, …"
