"""JSON Schemas (2020-12) of the records that other programs read and write.

Within a schema version, fields may be added but are never removed.
"""

import json
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel

from crawler.model.notice import Notice
from crawler.model.results import PollResult
from monitor.config.entries import EntryKind
from monitor.model.events import EventKind
from monitor.service.import_jsonl import IGNORED, BareNotice

VERSION = "v1"
Schema = dict[str, Any]
_TIME: Schema = {"type": "string", "format": "date-time"}
_TIME_OR_NULL: Schema = {"anyOf": [_TIME, {"type": "null"}]}
_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}


class RecordName(StrEnum):
    """The names of the records that have a schema."""

    notice = "notice"
    poll_result = "poll-result"
    ingest_line = "ingest-line"
    event = "event"
    cloud_event = "cloud-event"
    status = "status"


def record_schema(name: RecordName) -> Schema:
    """Return the JSON Schema of a record."""
    made = {
        RecordName.notice: notice_schema,
        RecordName.poll_result: lambda: _written(PollResult),
        RecordName.ingest_line: _ingest_line,
        RecordName.event: _event,
        RecordName.cloud_event: _cloud_event,
        RecordName.status: _status,
    }[name]()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:noticewatch:{VERSION}:{name}",
        "title": f"noticewatch {name.replace('-', ' ')}",
    }
    return head | {key: value for key, value in made.items() if key != "title"}


def record_schema_text(name: RecordName) -> str:
    """Return the JSON Schema as the text of its file."""
    return json.dumps(record_schema(name), indent=2, ensure_ascii=False) + "\n"


def record_file(name: RecordName) -> str:
    """Return the path of a schema's file, relative to the schema folder."""
    return f"{VERSION}/{name}.schema.json"


def notice_schema() -> Schema:
    """Return the schema of a notice as exported, with the fields that the store adds."""
    made = _written(Notice)
    copy = _object({"url": _TEXT, "source": _TEXT})
    verdict = {"type": ["string", "null"], "description": "new, revision, or the event of an alert"}
    known: Schema = {
        "id": {"type": "integer"},
        "source": _TEXT,
        "verdict": verdict,
        "copies": {"type": "array", "items": copy},
        "revision": {"type": "integer", "minimum": 1},
    }
    topics = {"topics": {"type": "array", "items": _TEXT, "description": "Ids of the topics that match."}}
    return made | {
        "properties": made["properties"] | known | topics,
        "required": [*made.get("required", ()), *known],
    }


def _written(model: type[BaseModel]) -> Schema:
    return model.model_json_schema(mode="serialization", by_alias=True)


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _ingest_line() -> Schema:
    bare = BareNotice.model_json_schema()
    notice = Notice.model_json_schema()
    result = PollResult.model_json_schema()
    shared = {**bare.pop("$defs", {}), **notice.pop("$defs", {}), **result.pop("$defs", {})}
    ignored: Schema = {name: {"description": "Ignored, as it is determined anew."} for name in sorted(IGNORED)}
    bare["properties"] = notice["properties"] | bare["properties"] | ignored
    bare["additionalProperties"] = False
    body = [{"required": ["text"]}, {"required": ["html"]}]
    return {"anyOf": [bare | {"anyOf": body}, result], "$defs": shared}


def _event() -> Schema:
    return _object(
        {
            "id": {"type": "integer", "minimum": 1},
            "at": _TIME,
            "kind": {"type": "string", "examples": list(get_args(EventKind))},
            "source": _TEXT_OR_NULL,
            "notice": {"type": ["integer", "null"]},
            "detail": {"type": "object"},
        }
    )


def _cloud_event() -> Schema:
    notice = notice_schema()
    shared = notice.pop("$defs", {}) | {"RecordedNotice": notice}
    texts = {"type": "array", "items": _TEXT}
    change = _object({"old": _TEXT_OR_NULL, "new": _TEXT_OR_NULL})
    alert = _object(
        {
            "alert": {"type": "integer"},
            "subscription": _TEXT,
            "topics": texts,
            "terms": texts,
            "measures": {"type": "array", "items": {"$ref": "#/$defs/Clause"}},
            "changes": {"anyOf": [{"type": "array", "items": change}, {"type": "null"}]},
            "notice": {"$ref": "#/$defs/RecordedNotice"},
        }
    )
    message = _object({"title": _TEXT, "text": _TEXT})
    event = _object(
        {
            "specversion": {"const": "1.0"},
            "id": _TEXT,
            "source": _TEXT,
            "type": {"type": "string", "examples": ["noticewatch.notice.new", "noticewatch.message"]},
            "time": _TIME,
            "subject": _TEXT,
            "datacontenttype": {"const": "application/json"},
            "data": {"anyOf": [alert, message]},
        },
        ("subject",),
    )
    return event | {"$defs": shared}


def _status() -> Schema:
    daemon = _object({"owner": _TEXT, "started_at": _TIME, "at": _TIME})
    trouble = _object({"code": _TEXT, "detail": _TEXT, "reason": {"type": "object"}, "since": _TIME})
    source = _object(
        {
            "id": _TEXT,
            "state": {"type": "string", "examples": ["blind", "failing", "late", "waiting", "ok", "off"]},
            "every": _TEXT,
            "last_success_at": _TIME_OR_NULL,
            "last_new_at": _TIME_OR_NULL,
            "due_at": _TIME_OR_NULL,
            "trouble": {"anyOf": [trouble, {"type": "null"}]},
            "restless": {"type": "array", "items": _object({"url": _TEXT, "since": _TIME})},
        }
    )
    channel = _object({"channel": _TEXT, "queued": _COUNT, "since": _TIME_OR_NULL, "error": _TEXT_OR_NULL})
    paused = _object({"channel": _TEXT, "since": _TIME_OR_NULL, "error": _TEXT_OR_NULL, "next_try_at": _TIME_OR_NULL})
    fault = _object({"file": _TEXT, "line": {"type": ["integer", "null"]}, "field": _TEXT, "message": _TEXT})
    faulty = _object(
        {
            "what": {"enum": list(get_args(EntryKind))},
            "id": _TEXT,
            "disabled": {"type": "boolean"},
            "faults": {"type": "array", "items": fault},
        }
    )
    counts = {"queued": _COUNT, "sent": _COUNT, "given_up": _COUNT}
    lists = {"channels": {"type": "array", "items": channel}, "paused": {"type": "array", "items": paused}}
    return _object(
        {
            "daemon": {"anyOf": [daemon, {"type": "null"}]},
            "faulty": {"type": "array", "items": faulty},
            "sources": {"type": "array", "items": source},
            "network": _object({"down_since": _TIME_OR_NULL}),
            "notices": _COUNT,
            "deliveries": _object(counts | lists),
        }
    )
