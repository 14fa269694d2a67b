"""Tests of polls of sources of type command."""

import asyncio
import json

import pytest

from crawler.model.checks.program_path import ProgramPathError, program_of
from crawler.model.requests import PollRequest, Revisit
from crawler.polling.attachments import Attachments
from crawler.polling.poll import Poller
from crawler.polling.program_page import Programs
from tests.crawler.builders import FILES, NOW, SITE, FakeFetcher, a_page, a_source, an_article

TEXT = "各有关单位：现将试点工作通知如下。" * 8


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config" / "programs").mkdir(parents=True)
    return tmp_path / "config"


def program(folder, *lines, name="programs/rows.sh", end=""):
    path = folder / name
    rows = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{rows}\nEND\n{end}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def polled(folder, fetcher=None, state=None, command=("programs/rows.sh",), **fields):
    fetcher = fetcher or FakeFetcher()
    poller = Poller(fetcher, lambda: NOW, Attachments(fetcher, FILES), programs=Programs(folder))
    source = a_source(type="command", command=command)
    request = PollRequest(id="1", source=source, state=state or {}, deadline_s=30, **fields)
    return asyncio.run(poller.poll(request))


@pytest.mark.slow
class TestPolls:
    def test_rows_are_links_and_whole_notices(self, folder):
        whole = {"url": "/2", "title": "关于乙的通知", "text": TEXT, "published_on": "2024-06-02"}
        program(folder, {"url": "/1", "title": "关于甲的通知"}, whole)
        fetcher = FakeFetcher(**{f"{SITE}/1": a_page(an_article("关于甲的通知"), url=f"{SITE}/1")})
        result = polled(folder, fetcher)
        assert (result.outcome, result.failures) == ("ok", ())
        assert [notice.url for notice in result.notices] == [f"{SITE}/1", f"{SITE}/2"]
        assert result.notices[1].title == "关于乙的通知"
        assert TEXT in result.notices[1].text
        assert str(result.notices[1].published_on) == "2024-06-02"
        assert fetcher.urls == [f"{SITE}/1"]

    def test_the_same_output_is_not_modified_and_another_text_is_read_again(self, folder):
        program(folder, {"url": "/2", "title": "通知", "text": TEXT})
        first = polled(folder)
        second = polled(folder, state=first.state)
        program(folder, {"url": "/2", "title": "通知", "text": TEXT + "补充说明。"})
        third = polled(folder, state=second.state)
        assert (second.outcome, second.notices) == ("not_modified", ())
        assert [notice.text.endswith("补充说明。") for notice in third.notices] == [True]

    def test_a_whole_notice_is_not_fetched_when_it_is_visited_again(self, folder):
        program(folder, {"url": "/2", "title": "通知", "text": TEXT})
        first = polled(folder)
        fetcher = FakeFetcher()
        again = polled(folder, fetcher, first.state, revisit=(Revisit(url=f"{SITE}/2", link=first.notices[0].link),))
        assert (again.revisited, again.failures, fetcher.urls) == ((f"{SITE}/2",), (), [])

    @pytest.mark.parametrize(
        ("lines", "end", "detail"),
        [
            ([{"url": "/1"}], "echo no session >&2; exit 4", "the program failed with exit status 4: no session"),
            (
                ["Traceback"],
                "",
                "invalid lines in the program's output: 1; first invalid line: 1 (expected JSON)",
            ),
        ],
    )
    def test_a_failing_program_is_a_failed_poll_that_keeps_the_state(self, folder, lines, end, detail):
        program(folder, *lines, end=end)
        result = polled(folder, state={"version": 1, "links_seen": 3})
        assert (result.outcome, result.failures[0].detail, result.state["links_seen"]) == ("failed", detail, 3)

    def test_a_program_that_prints_nothing_any_more_is_a_failed_poll(self, folder):
        program(folder, {"url": "/2", "title": "通知", "text": TEXT})
        first = polled(folder)
        (folder / "programs/rows.sh").write_text("#!/bin/sh\n", encoding="utf-8")
        assert polled(folder, state=first.state).failures[0].code == "links_vanished"


def test_programs_are_not_run_without_permission(folder):
    program(folder, {"url": "/1"}, end=f"touch {folder}/ran")
    result = polled(None)
    assert (result.outcome, result.failures[0].code) == ("failed", "program")
    assert "allow_commands: true" in result.failures[0].detail
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    "name", ["../outside.sh", "programs/../../outside.sh", "link.sh", "linked/outside.sh", "{0}/outside.sh"]
)
def test_a_program_outside_the_folder_is_refused(folder, name):
    program(folder.parent, {"url": "/1"}, name="outside.sh")
    (folder / "link.sh").symlink_to(folder.parent / "outside.sh")
    (folder / "linked").symlink_to(folder.parent)
    with pytest.raises(ProgramPathError, match="outside the configuration folder"):
        program_of(folder, [name.format(folder.parent)])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("programs/missing.sh", "there is no program"),
        ("programs", "not an executable"),
        ("loop", "there is no program"),
    ],
)
def test_a_program_must_be_an_executable_file(folder, name, reason):
    (folder / "loop").symlink_to(folder / "loop")
    with pytest.raises(ProgramPathError, match=reason):
        program_of(folder, [name])


def test_a_file_without_the_permission_to_execute_is_refused(folder):
    program(folder, {"url": "/1"}).chmod(0o644)
    with pytest.raises(ProgramPathError, match="not an executable"):
        program_of(folder, ["programs/rows.sh"])


def test_a_link_within_the_folder_is_followed_and_arguments_are_kept(folder):
    path = program(folder, {"url": "/1"})
    (folder / "link.sh").symlink_to(path)
    assert program_of(folder, ["link.sh", "../a", "$HOME"]) == [str(path), "../a", "$HOME"]
