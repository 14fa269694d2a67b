"""Generate the reference in `docs/reference/` and the committed schemas from the code. `make docs` runs it.

The generated parts of a page lie between `<!-- generated: NAME -->` and `<!-- end -->`; the text around them is kept.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from crawler.cli import app as crawler_app
from crawler.model import requests, results
from crawler.model.link import Link
from crawler.model.notice import (
    Amount,
    ArchiveMember,
    Attachment,
    Clause,
    Deadline,
    Facts,
    Figure,
    Notice,
    ReadingWarning,
    Reference,
    Target,
)
from crawler.model.packed_page import PackedPage
from monitor.cli import app
from monitor.config.schemas import VARIABLE, SchemaName, file_name, schema_of, schema_text
from monitor.model.events import EVENT_MEANINGS
from monitor.service.record_schemas import RecordName, record_file, record_schema_text
from tests.codes import codes_tables

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
SCHEMAS = ROOT / "config" / "schemas"
RECORDS = ROOT / "noticewatch" / "schemas"
REQUESTS = (
    requests.PollRequest,
    requests.Revisit,
    requests.ReadRequest,
    requests.LinksRequest,
    requests.DiscoverRequest,
    requests.BrowseRequest,
)
RESULTS = (
    results.PollResult,
    results.PolledNotice,
    PackedPage,
    results.Failure,
    results.Usage,
    results.BackfillProgress,
    results.ReadResult,
    results.Cut,
    results.LinksResult,
    Link,
    Facts,
    results.DiscoverResult,
    results.BrowseResult,
    results.SourceProposal,
    results.Candidate,
    results.RefusedResult,
)
NOTICE = (Notice, Clause, Target, Figure, Deadline, Amount, Reference, Attachment, ArchiveMember, ReadingWarning)
_PART = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_PLAIN = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "object": "mapping"}
_FORMATS = {"date": "date", "date-time": "time", "base64": "base64"}
Schema = dict[str, Any]


@cache
def generated() -> dict[Path, Callable[[], str]]:
    """Return the files that are generated, wholly or in part, each with the function that makes its text."""
    schemas = {SCHEMAS / file_name(name): partial(schema_text, name) for name in SchemaName}
    records = {RECORDS / record_file(name): partial(record_schema_text, name) for name in RecordName}
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(REFERENCE.glob("*.md"))}
    return {path: partial(filled, text) for path, text in pages.items() if _PART.search(text)} | schemas | records


def filled(text: str) -> str:
    """Generate the parts of a page anew. Raises KeyError for a part that has no generator."""
    makers = _makers()
    return _PART.sub(lambda part: f"{part[1]}\n{makers[part[2]]()}\n{part[4]}", text)


def _makers() -> dict[str, Callable[[], str]]:
    tables: dict[str, Callable[[], str]] = {str(name): lambda name=name: _fields_table(name) for name in SchemaName}
    return tables | {
        "commands": lambda: _commands_table(app),
        "options": lambda: _options_table(app),
        "crawler_commands": lambda: _commands_table(crawler_app),
        "crawler_options": lambda: _options_table(crawler_app),
        "events": _events_table,
        "requests": lambda: _models(REQUESTS),
        "results": lambda: _models(RESULTS),
        "notice": lambda: _models(NOTICE),
        "codes": codes_tables,
    }


def _events_table() -> str:
    return _table(("event", "meaning and detail"), *((f"`{kind}`", text) for kind, text in EVENT_MEANINGS.items()))


def _models(models: tuple[type[BaseModel], ...]) -> str:
    """A section for each value that crosses the border: its docstring and its fields."""
    return "\n".join(f"### {model.__name__}\n\n{_docstring(model)}\n\n{_model_table(model)}" for model in models)


def _docstring(model: type[BaseModel]) -> str:
    paragraphs = inspect.cleandoc(model.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _model_table(model: type[BaseModel]) -> str:
    schema = model.model_json_schema()
    shown = {inner.__name__ for inner in (*REQUESTS, *RESULTS, *NOTICE)}
    named = {name: _named(name, inner, shown) for name, inner in schema.get("$defs", {}).items()}
    required = schema.get("required", ())
    rows = (
        (
            f"`{name}`",
            _takes(_untitled(name, field), named),
            "required" if name in required else _default(field.get("default")),
        )
        for name, field in schema["properties"].items()
    )
    return _table(("field", "takes", "default"), *rows)


def _untitled(name: str, field: Schema) -> Schema:
    """A field's schema without the title that pydantic makes of its name."""
    made = name.replace("_", " ").title()
    return {key: value for key, value in field.items() if key != "title" or value != made}


def _named(name: str, schema: Schema, shown: set[str]) -> Schema:
    """A model's schema that stands for its name, with a link where this page has a section on it."""
    if "properties" not in schema:
        return schema
    if name == "Source":
        return {"title": "[Source](sources.md)"}
    return {"title": f"[{name}](#{name.lower()})" if name in shown else name}


def _table(*rows: tuple[str, ...]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:], ""])


def _fields_table(name: SchemaName) -> str:
    schema = schema_of(name)
    top = schema if name is SchemaName.settings else schema["items"]
    return _table(("field", "takes", "default", "meaning"), *_rows(top, schema.get("$defs", {}), ""))


def _rows(schema: Schema, models: Schema, prefix: str) -> Iterator[tuple[str, ...]]:
    """A row for each field, and after a field whose value has fields itself, those."""
    schema = _resolved(schema, models)
    for name, field in schema.get("properties", {}).items():
        default = "required" if name in schema.get("required", ()) else _default(field.get("default"))
        yield f"`{prefix}{name}`", _takes(field, models), default, field.get("description", "")
        for place, inner in _inside(field, models):
            yield from _rows(inner, models, f"{prefix}{name}{place}.")


def _inside(schema: Schema, models: Schema) -> Iterator[tuple[str, Schema]]:
    """The models that a field's value may hold, each with its place: itself, in a list, under any name."""
    schema = _resolved(schema, models)
    if "properties" in schema:
        yield "", schema
    for choice in _choices(schema):
        yield from _inside(choice, models)
    for key, place in (("items", "[]"), ("additionalProperties", ".NAME")):
        if isinstance(schema.get(key), dict):
            yield from ((f"{place}{further}", model) for further, model in _inside(schema[key], models))


def _resolved(schema: Schema, models: Schema) -> Schema:
    return models[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema


def _choices(schema: Schema) -> list[Schema]:
    return [choice for choice in schema.get("anyOf", schema.get("oneOf", [])) if choice != VARIABLE]


def _takes(schema: Schema, models: Schema) -> str:
    """What a field takes, in a word or a few."""
    schema = _resolved(schema, models)
    if "properties" in schema:
        return "fields"
    if _choices(schema):
        return " or ".join(
            dict.fromkeys(_takes(choice, models) for choice in _choices(schema) if choice.get("type") != "null")
        )
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{word}`" for word in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_takes(schema.get('items', {}), models)}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"names with {_takes(schema['additionalProperties'], models)}"
    limits = [f"{word} {schema[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in schema]
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return " ".join([schema.get("title") or _PLAIN.get(schema.get("type", ""), "anything"), *limits])


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list | dict) and value:
        inner = ", ".join(
            map(str, value) if isinstance(value, list) else (f"{key}: {item}" for key, item in value.items())
        )
        return f"`[{inner}]`" if isinstance(value, list) else f"`{{{inner}}}`"
    return f"`{value}`" if value or value == 0 else "–"


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the commands of a program that do something, with their names."""
    command = typer.main.get_command(command) if isinstance(command, typer.Typer) else command
    if not hasattr(command, "commands") or (path and command.invoke_without_command):
        yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


def _commands_table(program: typer.Typer) -> str:
    rows = []
    for name, command in commands(program):
        context = command.make_context(name, [], resilient_parsing=True)
        arguments = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
        options = " ".join(f"`{option}`" for option, _ in _options(name, command))
        rows.append((f"`{' '.join([name, *arguments])}`", " ".join((command.help or "").split()), options))
    return _table(("command", "what it does", "options"), *rows)


def _options(name: str, command: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """A command's options: the bare name of each, and how it is written with what it means."""
    context = command.make_context(name, [], resilient_parsing=True)
    for parameter in command.params:
        record = parameter.get_help_record(context) if parameter.param_type_name == "option" else None
        if record:
            written, meaning = (" ".join(text.split()) for text in record)
            yield parameter.opts[0], (written.replace(" range>", ">"), meaning)


def _options_table(program: typer.Typer) -> str:
    """Each option once; one that means different things, with the commands it means them to."""
    users: dict[tuple[str, str], list[str]] = {}
    for name, command in commands(program):
        for _, option in _options(name, command):
            users.setdefault(option, []).append(name)
    written = [option for option, _ in users]
    rows = [
        (f"`{option}`" + (f" ({', '.join(names)})" if written.count(option) > 1 else ""), meaning)
        for (option, meaning), names in sorted(users.items())
    ]
    return _table(("option", "meaning"), *rows)


if __name__ == "__main__":
    for path, make in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")
