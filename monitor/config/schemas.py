"""JSON Schemas (2020-12) of the configuration files, for editors and other programs.

The schemas are generated from the models that validate the files, but describe what a user writes: `10m` is a duration,
`no` is false, and any value of noticewatch.yaml may be `${NAME}` or `${file:PATH}`. A schema accepts what the loader
accepts, except unusual notations (a number in quotes, for example). It also accepts files with faults that only the
loader can detect, such as an invalid query.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import BoolSchema, DictSchema, ModelSchema

from crawler.model.source import Source
from crawler.model.types import format_duration, parse_duration
from monitor.config import LivingList, Settings, Subscription, Topic
from monitor.config.synonyms import SynonymSet

VARIABLE: JsonSchemaValue = {
    "title": "${NAME}",
    "type": "string",
    "pattern": r"\$\{([A-Za-z_][A-Za-z0-9_]*(:-[^{}]*)?|file:[^{}]+)\}",
}
_WORDS = ("yes", "no", "on", "off")
"""Words that the loader accepts for true and false. In YAML 1.2, they are strings."""
_LIMITS = ("ge", "gt", "le", "lt")
"""Keywords for limits of values that JSON Schema cannot compare. Pydantic leaves these keywords in a schema."""


class SchemaName(StrEnum):
    """The configuration files that have a schema."""

    settings = "settings"
    sources = "sources"
    topics = "topics"
    synonyms = "synonyms"
    subscriptions = "subscriptions"
    lists = "lists"


_ENTRIES: dict[SchemaName, type[BaseModel]] = {
    SchemaName.sources: Source,
    SchemaName.topics: Topic,
    SchemaName.synonyms: SynonymSet,
    SchemaName.subscriptions: Subscription,
    SchemaName.lists: LivingList,
}


class _YamlSchemaGenerator(GenerateJsonSchema):
    """A generator of schemas for values as a user writes them in YAML."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """Return False, so that fields have no titles, which would only repeat their names."""
        return False

    def encode_default(self, dft: Any) -> Any:
        """Return a default value in the form in which a user would write it in the configuration file."""
        if isinstance(dft, timedelta):
            return _duration(dft)
        if isinstance(dft, tuple):
            return [self.encode_default(item) for item in dft]
        if isinstance(dft, BaseModel):
            return dft.model_dump(mode="json", exclude_defaults=True)
        return super().encode_default(dft)

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """Return the schema of a model, with each field's docstring as its description."""
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        texts = _field_texts(model)
        for name, field in model.model_fields.items():
            if name in texts:
                made["properties"][field.alias or name].setdefault("description", texts[name])
        return made

    def bool_schema(self, schema: BoolSchema) -> JsonSchemaValue:
        """Return a schema that accepts true and false, and also yes, no, on and off.

        The words may be in lower case, capitalized or in capitals.
        """
        words = "|".join(form for word in _WORDS for form in (word, word.capitalize(), word.upper()))
        title = {"title": "true or false"}
        return {"anyOf": [super().bool_schema(schema) | title, {"type": "string", "pattern": f"^({words})$", **title}]}

    def dict_schema(self, schema: DictSchema) -> JsonSchemaValue:
        """Return the schema of a mapping.

        If the keys must match a pattern, the schema rejects all other keys. Pydantic's own schema does not.
        """
        made = super().dict_schema(schema)
        for pattern, values in made.pop("patternProperties", {}).items():
            made["additionalProperties"] = values
            made["propertyNames"] = {**made.get("propertyNames", {}), "pattern": pattern}
        return made


def _field_texts(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring of each field of a model and its base models, by the name of the field."""
    texts: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if not issubclass(kind, BaseModel) or kind is BaseModel:
            continue
        [definition] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        assert isinstance(definition, ast.ClassDef)
        for field, after in zip(definition.body, definition.body[1:], strict=False):
            if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
                continue
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                texts[field.target.id] = inspect.cleandoc(str(after.value.value))
    return texts


def schema_of(name: SchemaName) -> JsonSchemaValue:
    """Return the schema of a configuration file. It accepts an empty file, as the loader does."""
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:noticewatch:schema:{name}"}
    if name is SchemaName.settings:
        made = _each(_each(Settings.model_json_schema(schema_generator=_YamlSchemaGenerator), _tidy), _or_variable)
        return {**head, **made, "title": "noticewatch settings", "type": ["object", "null"]}
    model = _ENTRIES[name]
    entry = _each(model.model_json_schema(schema_generator=_YamlSchemaGenerator), _tidy)
    inner = {**entry.pop("$defs", {}), model.__name__: entry}
    return {
        **head,
        "title": f"noticewatch {name}",
        "description": f"A list of {name}.",
        "type": ["array", "null"],
        "items": {"$ref": f"#/$defs/{model.__name__}"},
        "$defs": inner,
    }


def schema_text(name: SchemaName) -> str:
    """Return a schema as JSON, which is the content of its file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def file_name(name: SchemaName) -> str:
    """Return the file name of a schema, which is in the folder `schemas` of a configuration folder."""
    return f"{name}.schema.json"


def _duration(value: timedelta) -> str:
    """Return a duration as a multiple of a single unit. The largest possible unit is used.

    For example, the result is `30d`, where `format_duration` would return `4w2d`.
    """
    for unit in ("w", "d", "h", "m", "s", "ms"):
        count, rest = divmod(value, parse_duration(f"1{unit}"))
        if count and not rest:
            return f"{count}{unit}"
    return format_duration(value)


def _each(schema: JsonSchemaValue, change: Callable[[JsonSchemaValue], JsonSchemaValue]) -> JsonSchemaValue:
    """Return the schema after applying `change` to its subschemas, and then to the schema itself.

    The innermost subschemas are changed first.
    """
    made = dict(schema)
    for key in ("properties", "$defs"):
        if key in made:
            made[key] = {name: _each(field, change) for name, field in made[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = _each(made[key], change)
    for key in ("anyOf", "oneOf", "prefixItems"):
        if key in made:
            made[key] = [_each(item, change) for item in made[key]]
    return change(made)


def _tidy(schema: JsonSchemaValue) -> JsonSchemaValue:
    made = {key: value for key, value in schema.items() if key not in _LIMITS}
    if "description" in made:
        made["description"] = " ".join(made["description"].split())
    return made


def _or_variable(schema: JsonSchemaValue) -> JsonSchemaValue:
    """Return a schema that accepts the same values and also `${NAME}`.

    Schemas of mappings, lists, null and unrestricted strings are returned unchanged. Unrestricted strings accept
    `${NAME}` anyway.
    """
    if "anyOf" in schema:
        nested = [choice["anyOf"] if list(choice) == ["anyOf"] else [choice] for choice in schema["anyOf"]]
        flat = [choice for choices in nested for choice in choices]
        return {**schema, "anyOf": [choice for choice in flat if choice != VARIABLE] + [VARIABLE] * (VARIABLE in flat)}
    if schema.get("type") not in ("integer", "number", "boolean") and not schema.keys() & {"pattern", "enum", "const"}:
        return schema
    about: JsonSchemaValue = {key: schema[key] for key in ("description", "default") if key in schema}
    return {**about, "anyOf": [{key: value for key, value in schema.items() if key not in about}, VARIABLE]}
