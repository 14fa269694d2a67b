"""What is generated from the code: the README's reference and the committed schemas. `make docs` writes them.

A part of the README stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from monitor.cli import app
from monitor.config.schemas import VARIABLE, SchemaName, file_name, schema_of, schema_text
from tests.codes import codes_page

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SCHEMAS = ROOT / "config" / "schemas"
CODES = ROOT / "docs" / "reference" / "codes.md"
_PART = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_PLAIN = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "object": "mapping"}
Schema = dict[str, Any]


def generated() -> dict[Path, str]:
    """The files that are generated, wholly or in part, with the text they should have."""
    schemas = {SCHEMAS / file_name(name): schema_text(name) for name in SchemaName}
    return {README: readme(README.read_text(encoding="utf-8")), CODES: codes_page(), **schemas}


def readme(text: str) -> str:
    """The README's text with its generated parts made anew. Raises KeyError for a part that nobody makes."""
    makers = {str(name): lambda name=name: _fields_table(name) for name in SchemaName}
    makers |= {"commands": _commands_table, "options": _options_table}
    return _PART.sub(lambda part: f"{part[1]}\n{makers[part[2]]()}\n{part[4]}", text)


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


def _commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The commands that do something, with their names."""
    command = command or typer.main.get_command(app)
    if not hasattr(command, "commands"):
        yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


def _commands_table() -> str:
    rows = []
    for name, command in _commands():
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


def _options_table() -> str:
    """Each option once; one that means different things, with the commands it means them to."""
    users: dict[tuple[str, str], list[str]] = {}
    for name, command in _commands():
        for _, option in _options(name, command):
            users.setdefault(option, []).append(name)
    written = [option for option, _ in users]
    rows = [
        (f"`{option}`" + (f" ({', '.join(names)})" if written.count(option) > 1 else ""), meaning)
        for (option, meaning), names in sorted(users.items())
    ]
    return _table(("option", "meaning"), *rows)


if __name__ == "__main__":
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
