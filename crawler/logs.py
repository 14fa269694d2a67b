"""Log records as sentences with fields.

A child process writes each record as a JSON line, which its parent can log again.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
"""What every record has."""
MESSAGE_LIMIT = 10_000
"""Characters of a message and of a trace that are written."""


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the fields given with a record (`extra=`), unchanged."""
    return {name: value for name, value in record.__dict__.items() if name not in STANDARD}


class JsonLines(logging.Formatter):
    """Format a record as one JSON object: time, level, logger, message, its fields, and `trace` when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of ASCII, so that nothing in it moves a terminal's cursor."""
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
        return json.dumps(written | others, default=str)


def log_as_json() -> None:
    """Log JSON lines to standard error in this process from now on, from warnings up."""
    handler = logging.StreamHandler()
    # Of an answer that it gives up Scrapy warns; the result says so already.
    handler.addFilter(lambda record: record.levelno > logging.WARNING or not record.name.startswith("scrapy"))
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    # Scrapy sets a level of its own, and would write a line for each answer.
    logging.disable(logging.INFO)
