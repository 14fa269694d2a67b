"""Formatting of log records as sentences with fields.

A child process writes each record as a JSON line, which the parent process can log again.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
"""Attributes that every log record has."""
MESSAGE_LIMIT = 10_000
"""The maximum number of characters of a message or a traceback that are written."""

_ENCODER = json.JSONEncoder(default=str)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the additional fields of a log record (passed as `extra=`)."""
    return {name: value for name, value in record.__dict__.items() if name not in STANDARD}


class JsonLines(logging.Formatter):
    """A formatter that writes each record as a JSON object.

    The object contains the time, the level, the logger, the message, the record's fields and, for an exception,
    `trace`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of ASCII, so that the text cannot contain terminal control sequences."""
        written = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:MESSAGE_LIMIT],
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            written["trace"] = record.exc_text[-MESSAGE_LIMIT:]
        others = {name: value for name, value in fields_of(record).items() if name not in written}
        return _ENCODER.encode(written | others)


def log_as_json() -> None:
    """Log warnings and errors of this process as JSON lines to standard error."""
    handler = logging.StreamHandler()
    # Scrapy logs a warning for each response that it gives up; the result reports it already.
    handler.addFilter(lambda record: record.levelno > logging.WARNING or not record.name.startswith("scrapy"))
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    # Scrapy sets its own log level, and would log a line for each response.
    logging.disable(logging.INFO)
