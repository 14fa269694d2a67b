"""`init` with options, and its questions on a real terminal; `topics add`."""

import os
import pty
import select
import stat
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.config import load_config
from monitor.errors import UnknownError
from monitor.text.i18n import current_language, set_language

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def run():
    def run(*arguments):
        before = current_language()
        try:
            done = CliRunner().invoke(app, [*map(str, arguments)])
        finally:
            set_language(before)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_options_choose_language_provinces_topics_and_a_channel(run, tmp_path):
    folder = tmp_path / "mine"
    options = ("--language", "zh", "--province", "山东", "--topic", "clusters", "--topic", "集群 AND 补贴")
    printed = run("init", folder, *options, "--channel", "json://user:secret@127.0.0.1:9/")
    loaded = load_config(folder, {})
    assert "my-topic" in printed
    assert "secret" not in printed
    assert {topic.id: topic.query for topic in loaded.topics}["my-topic"] == "集群 AND 补贴"
    assert {source.region[1] for source in loaded.sources if source.enabled and len(source.region) > 1} == {"山东省"}
    assert set(loaded.subscriptions[0].topics) == {"clusters", "my-topic"}
    mode = stat.S_IMODE((folder / "noticewatch.yaml").stat().st_mode)
    assert mode == 0o600, "the channel's URL contains a password"
    assert f"noticewatch channels test main --config {folder}\n" in printed


def test_every_channel_given_receives_the_alerts(run, tmp_path):
    folder = tmp_path / "mine"
    urls = ("mailto://me:pw@example.org:9/?to=you@example.org", "json://127.0.0.1:9/")
    printed = run("init", folder, *(word for url in urls for word in ("--channel", url)))
    loaded = load_config(folder, {})
    assert {name: channel.url for name, channel in loaded.settings.channels.items()} == dict(
        zip(("mail", "webhook"), urls, strict=True)
    )
    assert loaded.subscriptions[0].channels == ("mail", "webhook")
    assert "channels test mail" in printed
    assert "channels test webhook" in printed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--language", "fr"), "expected zh or en"),
        (("--province", "Mars"), "there are no predefined sources"),
        (("--topic", "(集群"), "not a valid query"),
        (("--channel", "me@example.org"), "--channel"),
        (("--channel", ""), "--channel"),
    ],
)
def test_a_wrong_option_writes_nothing(run, tmp_path, options, message):
    with pytest.raises(UnknownError, match=message):
        run("init", tmp_path / "mine", *options)
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_alerts_are_in_the_language_of_the_command_line(run, tmp_path, language):
    run("--lang", language, "init", tmp_path / "mine")
    assert load_config(tmp_path / "mine", {}).settings.language == language


@pytest.mark.parametrize(
    ("url", "example"),
    [("mailto://127.0.0.1:8925", "mailto://user:password@"), ("foo", "mailto://user")],
)
def test_an_invalid_channel_shows_an_example(run, tmp_path, url, example):
    with pytest.raises(UnknownError, match=example) as raised:
        run("init", tmp_path / "mine", "--channel", url)
    assert "main" not in str(raised.value)


def test_a_mistyped_topic_is_noted(tmp_path):
    done = CliRunner().invoke(app, ["--lang", "en", "init", str(tmp_path / "mine"), "--topic", "clusterz"])
    assert "there is no topic clusterz; the word is used as a query; did you mean `clusters`?" in done.stderr


def test_nothing_is_overwritten(run, tmp_path):
    (tmp_path / "topics").mkdir()
    with pytest.raises(UnknownError, match="already exists"):
        run("init", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["topics"]


def test_a_query_is_saved_as_a_topic(run, tmp_path):
    run("init", tmp_path)
    said = run("topics", "add", "ports", '港口 AND "一 带"~3', "--name", "港口: #1", "--config", tmp_path)
    assert "topics/ports.yaml" in said
    topic = next(topic for topic in load_config(tmp_path, {}).topics if topic.id == "ports")
    assert (topic.name, topic.query) == ("港口: #1", '港口 AND "一 带"~3')
    for name, query, message in (("ports", "a", "already"), ("a/b", "a", "letters"), ("new", "(", "valid query")):
        with pytest.raises(UnknownError, match=message):
            run("topics", "add", name, query, "--config", tmp_path)


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, arguments, folder, **environment):
        self.main, side = pty.openpty()
        names = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8"} | environment
        command = [sys.executable, "-m", "monitor", *arguments]
        self.process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, cwd=folder, env=names)
        os.close(side)
        self.printed = ""

    def answer(self, prompt, words):
        self.until(prompt)
        os.write(self.main, f"{words}\n".encode())

    def until(self, prompt):
        start = len(self.printed)
        ends = time.monotonic() + 60
        while prompt not in self.printed[start:]:
            assert time.monotonic() < ends, self.printed
            assert self.read(), self.printed

    def read(self):
        ready, _, _ = select.select([self.main], [], [], 60)
        try:
            data = os.read(self.main, 65536) if ready else b""
        except OSError:
            data = b""
        self.printed += data.decode(errors="replace")
        return data

    def end(self):
        while self.read():
            pass
        os.close(self.main)
        return self.process.wait(timeout=30)


@pytest.mark.slow
def test_on_a_terminal_it_asks_in_the_chosen_language_and_asks_again_after_a_wrong_answer(tmp_path):
    terminal = Terminal(["init", "mine"], tmp_path)
    terminal.answer("[2] ", "1")
    terminal.answer("> ", "火星")
    terminal.answer("> ", "浙江 山东")
    terminal.answer("> ", "(集群")
    terminal.answer("> ", "集群 AND 补贴")
    terminal.answer("> ", "")
    terminal.answer("[是/否] ", "n")
    assert terminal.end() == 0, terminal.printed
    assert "关注哪些地区" in terminal.printed
    loaded = load_config(tmp_path / "mine", {})
    assert loaded.settings.language == "zh"
    assert {source.region[1] for source in loaded.sources if source.enabled and len(source.region) > 1} == {
        "浙江省",
        "山东省",
    }
    assert [topic.query for topic in loaded.topics] == ["集群 AND 补贴"]


@pytest.mark.slow
def test_the_end_of_the_input_is_an_interruption_and_nothing_is_written(tmp_path):
    terminal = Terminal(["init", "mine"], tmp_path)
    terminal.answer("[2] ", "\x04")
    assert terminal.end() == 130, terminal.printed
    assert not (tmp_path / "mine").exists()
