"""The daemon's log output: sentences followed by fields on a terminal, and JSON Lines everywhere else.

The log output of child processes is logged again by the daemon, in the same format and with the same secrets removed.
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
    """A formatter that writes a log record as a sentence, followed by its fields and an error's traceback."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is given by the library
        """Return a log record as one line of text without terminal control characters."""
        named = [f"{name}={value}" for name, value in fields_of(record).items() if value is not None]
        line = plain(super().formatMessage(record).replace("\n", " "))
        return f"{line}  [{plain(' '.join(named))}]" if named else line


def log_to(stream: TextIO) -> None:
    """Send all log records of level INFO and above to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SentenceFormatter() if stream.isatty() else JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def log_to_stderr() -> None:
    """Send all log records of level INFO and above to standard error."""
    log_to(sys.stderr)


def log_again(line: bytes, child: int) -> None:
    """Log a line of standard error from the child process with the id `child`.

    A line that is not a JSON log record, such as the output of a library, is logged as a warning.
    """
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
