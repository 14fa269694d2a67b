"""Set up the log of the daemon: sentences followed by their fields on a terminal, JSON lines for programs.

The output of a child is logged anew, so that it has the same form and hides the same secrets.
"""

import json
import logging
import sys
from typing import TextIO

from crawler.logs import MESSAGE_LIMIT, STANDARD, JsonLines, fields_of
from monitor.text.sanitize import plain

_LEVELS = {name.lower(): number for name, number in logging.getLevelNamesMapping().items()}
_TAKEN = STANDARD | {"time", "level", "logger", "trace"}


class SentenceFormatter(logging.Formatter):
    """A record as a sentence with its fields behind it, and the trace of an error below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name for it
        """Return the line of a record, without anything that would move a terminal's cursor."""
        named = [f"{name}={value}" for name, value in fields_of(record).items() if value is not None]
        line = plain(super().formatMessage(record).replace("\n", " "))
        return f"{line}  [{plain(' '.join(named))}]" if named else line


def log_to(stream: TextIO) -> None:
    """Log from now on to a stream, from level information up."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SentenceFormatter() if stream.isatty() else JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def log_to_stderr() -> None:
    """Log from now on to standard error."""
    log_to(sys.stderr)


def log_again(line: bytes, child: int) -> None:
    """Log a line of a child's standard error: a record of its own, or any output of a library."""
    text = line.decode("utf-8", "replace").strip()
    try:
        written = json.loads(text)
        level = _LEVELS[written["level"]]
        name = str(written["logger"])
        message = str(written["message"])
        trace = str(written.get("trace") or "")
    except (ValueError, KeyError, TypeError, RecursionError):
        written = {}
        level = logging.WARNING
        name = "crawler"
        message = text[:MESSAGE_LIMIT]
        trace = ""
    logger = logging.getLogger(name)
    if not message or not logger.isEnabledFor(level):
        return
    others = {key: value for key, value in written.items() if key not in _TAKEN}
    record = logger.makeRecord(name, level, "", 0, "%s", (message,), None, extra=others | {"child": child})
    record.exc_text = trace or None
    logger.handle(record)
