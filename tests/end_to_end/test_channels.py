"""`noticewatch channels`, and that no secret of an address ever shows."""

import base64
import json
import re
import subprocess
import sys
from urllib.parse import quote

import pytest

from tests.end_to_end.test_crawl import TODAY, notice

pytestmark = pytest.mark.slow
USER = "canaryUser7"
PASSWORD = "canary/Pass w0rd"
TOKEN = "canaryT0kenXYZ"
FORMS = [
    USER,
    TOKEN,
    PASSWORD,
    quote(PASSWORD),
    quote(PASSWORD, safe=""),
    PASSWORD.replace(" ", "+"),
    base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode().rstrip("="),
]


def settle(world, address):
    """One channel at that address, its password from a file, its token from the environment."""
    (world.folder / "password").write_text(quote(PASSWORD, safe="") + "\n")
    (world.folder / "noticewatch.yaml").write_text(f"channels:\n  desk: {json.dumps(address)}\ndelay: 0s\n")


@pytest.fixture
def secretive(world, monkeypatch):
    monkeypatch.setenv("CANARY", TOKEN)
    return world


def address(world, host=None):
    host = host or world.receiver.removeprefix("http://")
    return f"json://{USER}:${{file:password}}@{host}/hook/${{CANARY}}?+X-Token=${{CANARY}}"


def said(done):
    return done.stdout + done.stderr


MANY = """
import json, sys
from monitor.cli import main
for line in json.loads(sys.argv[1]):
    sys.argv = ["noticewatch", *line.split()]
    try:
        main()
    except SystemExit as end:
        print(line, "ended with", end.code)
"""


def run_all(world, *lines):
    """The program's commands one after the other in one process, which saves its start; all that they say."""
    command = [sys.executable, "-P", "-c", MANY, json.dumps(lines)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=110, env=world.environment, cwd=world.folder, check=False
    )
    assert len(re.findall(r" ended with \d$", done.stdout, re.MULTILINE)) == len(lines), done.stderr
    return said(done)


def is_clean(text):
    return not [form for form in FORMS if form in text]


def test_a_sample_is_sent_and_said_to_be_taken(secretive):
    settle(secretive, address(secretive))
    done = secretive.run("channels", "test", "desk", code=0)
    *each, last = done.stdout.splitlines()
    assert last == "channel desk: JSON accepted 9 of 9 samples (text)"
    assert len(secretive.received) == len(each) == 9
    got = secretive.received[0]
    assert "集群" in got["title"]
    assert "责任单位" in got["message"]
    assert is_clean(said(done))


def test_a_channel_that_does_not_take_it_is_exit_code_1_and_one_nobody_knows_2(secretive):
    settle(secretive, address(secretive, "127.0.0.1:9"))
    done = secretive.run("channels", "test", "desk", code=1)
    assert len(done.stderr.splitlines()) == 9
    assert all(": channel desk: " in line for line in done.stderr.splitlines())
    assert is_clean(said(done))
    assert "did you mean `desk`?" in secretive.run("channels", "test", "dsek", code=2).stderr
    settle(secretive, f"nonsuch://{TOKEN}")
    assert is_clean(said(secretive.run("channels", "test", "desk", code=1)))


def test_channels_are_listed_with_their_service_limits_and_counts(secretive, site):
    settle(secretive, address(secretive, "127.0.0.1:9"))
    secretive.portal("portal", site.url)
    site.publish(notice("甲"), TODAY)
    secretive.run("crawl", "--alert", code=1)
    done = secretive.run("channels", "list", "--json", code=0)
    assert json.loads(done.stdout) == {
        "name": "desk",
        "service": "JSON",
        "scheme": "json",
        "formats": ["text", "markdown", "html"],
        "format": "text",
        "limits": {"title": 250, "body": 3000, "lines": None, "bytes": None},
        "queued": 1,
        "sent": 0,
        "given_up": 0,
        "fault": None,
    }
    table = secretive.run("channels", "list", code=0).stdout
    assert "desk" in table
    assert "JSON" in table
    assert is_clean(table + said(done))


@pytest.mark.parametrize("fate", ["taken", "gone"])
def test_no_command_no_log_and_no_byte_of_the_database_shows_a_secret(secretive, site, fate):
    settle(secretive, address(secretive, "127.0.0.1:9" if fate == "gone" else None))
    secretive.portal("portal", site.url)
    site.publish(notice("甲"), TODAY)
    output = run_all(
        secretive,
        "crawl --alert",
        "config check",
        "config schema",
        "status",
        "status --json",
        "channels list",
        "channels list --json",
        "channels test desk",
        "channels test dsek",
        "topics list",
        "topics test clusters",
        "sources list",
        "notices list",
        "notices show 1",
        "crawl",
        "backup copy.db",
        "nonsense",
    )
    assert "desk" in output
    assert is_clean(output)
    stored = b"".join(path.read_bytes() for path in secretive.folder.glob("*.db*"))
    assert len(stored) > 10_000
    assert [form for form in FORMS if form.encode() in stored] == []


def test_a_database_address_shows_neither_its_password_nor_its_options(secretive):
    (secretive.folder / "noticewatch.yaml").write_text(
        "database: 'postgresql://someone:${CANARY}@127.0.0.1:9/d?connect_timeout=1&application_name=${CANARY}'\n"
    )
    (secretive.folder / "subscriptions.yaml").unlink()
    assert is_clean(run_all(secretive, "config check", "status", "run", "crawl", "channels list", "backup copy.db"))


@pytest.mark.parametrize("wrong", ["postgresql://u:X@h:port/d", "nonsuch://X@h/d", "postgresql+X://h/d", "X", "X://"])
def test_what_is_no_database_address_is_not_shown_either(secretive, wrong):
    (secretive.folder / "noticewatch.yaml").write_text(f"database: '{wrong.replace('X', '${CANARY}')}'\n")
    (secretive.folder / "subscriptions.yaml").unlink()
    output = run_all(secretive, "status", "run", "backup copy.db")
    assert output.count("ended with 2") == 3
    assert is_clean(output)


def test_templates_of_ones_own_are_used_and_one_that_fails_is_named_by_the_check(secretive):
    settle(secretive, address(secretive))
    folder = secretive.folder / "templates"
    folder.mkdir()
    (folder / "notice.text.j2").write_text("我们的 {{ number }}")
    secretive.run("config", "check", code=0)
    secretive.run("channels", "test", "desk", code=0)
    assert "我们的 示政发〔2024〕1号" in [message["message"] for message in secretive.received]
    (folder / "notice.text.j2").write_text("a\n{{ nope }}")
    done = secretive.run("config", "check", code=2)
    assert "templates/notice.text.j2:2: 'nope' is undefined" in done.stderr
    done = secretive.run("channels", "test", "desk", code=0)
    assert "the built-in template is used" in done.stderr
    assert "责任单位" in secretive.received[-6]["message"]
