import io
import json
import logging
import sys

import pytest

from crawler.logs import JsonLines, fields_of
from monitor.config.redaction import Secrets, hide_in_logs
from monitor.runtime.logging import SentenceFormatter, log_again, log_to

SECRET = "hook-tok3n-of-ops"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(params=[io.StringIO, Terminal], ids=["a file", "a terminal"])
def stream(request):
    """A stream that this process logs to, with a secret that no line may show."""
    root = logging.getLogger()
    seen = request.param()
    hook = sys.excepthook
    before = list(root.handlers)
    level = root.level
    for handler in before:
        root.removeHandler(handler)
    log_to(seen)
    hide_in_logs(Secrets([SECRET]))
    yield seen
    for handler in list(root.handlers):
        root.removeHandler(handler)
    for handler in before:
        root.addHandler(handler)
    root.setLevel(level)
    sys.excepthook = hook


def record(message="polled %s", *args, **fields):
    return logging.getLogger("monitor.polling.poller").makeRecord(
        "monitor.polling.poller", logging.INFO, "", 0, message, args or ("gov",), None, extra=fields
    )


def test_a_line_for_programs_has_time_level_logger_message_and_the_fields():
    written = json.loads(JsonLines().format(record(action="poll", source="gov", links=3, at=None)))
    assert written.pop("time").endswith("+00:00")
    assert written == {
        "level": "info",
        "logger": "monitor.polling.poller",
        "message": "polled gov",
        "action": "poll",
        "source": "gov",
        "links": 3,
        "at": None,
    }


def test_a_line_for_people_has_the_fields_behind_the_sentence():
    line = SentenceFormatter().format(record(action="poll", source="gov", notice=None))
    assert line.endswith(" INFO polled gov  [action=poll source=gov]")


def test_without_fields_it_is_the_sentence():
    assert SentenceFormatter().format(record()).endswith(" INFO polled gov")


def test_text_of_strangers_stays_in_its_line(stream):
    logging.getLogger("x").warning("%s", "a\nb\x1b[31m\u202ec", extra={"source": "d\ne\x1b[0m"})
    said = stream.getvalue()
    assert said.count("\n") == 1
    assert not {"\x1b", "\u202e"} & set(said)


def test_no_secret_stands_in_a_line_its_fields_or_its_trace(stream):
    logger = logging.getLogger("some.library")
    logger.warning(
        "posting to %s",
        SECRET,
        extra={"url": f"https://h/{SECRET}", "all": [{"one": (SECRET,)}], "error": ValueError(SECRET)},
    )
    try:
        raise RuntimeError(SECRET + "!")
    except RuntimeError:
        logger.exception("a step failed")
    said = stream.getvalue()
    assert "RuntimeError" in said
    assert SECRET not in said


class TestOfChildren:
    def test_a_record_is_logged_anew_with_its_fields_trace_and_child(self, caplog):
        try:
            raise ValueError("no page")
        except ValueError:
            line = JsonLines().format(
                logging.getLogger("crawler.service.service").makeRecord(
                    "crawler.service.service",
                    logging.ERROR,
                    "",
                    0,
                    "a request failed: 100%%",
                    (),
                    sys.exc_info(),
                    extra={"action": "answer", "request": "7"},
                )
            )
        log_again(line.encode(), 42)
        [found] = caplog.records
        assert (found.levelname, found.name, found.getMessage()) == (
            "ERROR",
            "crawler.service.service",
            "a request failed: 100%%",
        )
        assert fields_of(found) == {"action": "answer", "request": "7", "child": 42}
        assert "ValueError: no page" in found.exc_text

    @pytest.mark.parametrize(
        "line", [b"a library said so", b'"text"', b"{}", b'{"level": "loud"}', b"\xff [", b"[" * 9999]
    )
    def test_what_is_no_record_is_a_warning_as_it_stands(self, caplog, line):
        log_again(line + b"\n", 42)
        [found] = caplog.records
        assert (found.levelname, found.getMessage()) == ("WARNING", line.decode("utf-8", "replace"))

    def test_an_empty_line_is_nothing_and_so_is_what_is_not_asked_for(self, caplog):
        caplog.set_level(logging.WARNING)
        log_again(b"\n", 42)
        log_again(b'{"level": "info", "logger": "x", "message": "y"}', 42)
        assert caplog.records == []

    def test_no_field_of_a_child_can_stand_for_one_of_ours(self, caplog):
        log_again(
            b'{"level": "error", "logger": "x", "message": "y", "msg": 1, "args": 2, "name": "z", "child": 3}', 42
        )
        [found] = caplog.records
        assert fields_of(found) == {"child": 42}

    def test_what_it_says_hides_secrets_too(self, stream):
        log_again(f"could not reach {SECRET}".encode(), 42)
        assert "could not reach" in stream.getvalue()
        assert SECRET not in stream.getvalue()
