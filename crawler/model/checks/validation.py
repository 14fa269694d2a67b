"""Conversion of pydantic's validation errors to this project's own error messages.

Pure functions; no I/O.
"""

import difflib
import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from crawler.model.faults import Path_, field_name

_PRIVATE = frozenset({"url", "headers", "request", "database", "channels", "heartbeat", "secret", "password"})
"""Fields whose values may contain a secret. Error messages do not repeat these values."""
_SHORTEST_SECRET = 4
_GIVEN_LIMIT = 100
_MAPPING = "fields with values (a mapping)"
_EXPECTED: dict[str, str] = {
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), "a text"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "true or false"),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), _MAPPING),
    **dict.fromkeys(("tuple_type", "list_type", "set_type", "frozen_set_type", "iterable_type"), "a list"),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number", "decimal_parsing"), "a number"),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "a date such as 2024-06-06",
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware"),
        "a time with a time zone, such as 2024-06-06T08:00:00Z",
    ),
    **dict.fromkeys(("bytes_type", "base64_decode", "base64_encode", "bytes_invalid_encoding"), "Base64"),
    **dict.fromkeys(("json_type", "json_invalid"), "JSON"),
    "none_required": "null",
}
_BOUNDS = {
    "greater_than_equal": ("a number of at least {}", "ge"),
    "greater_than": ("a number greater than {}", "gt"),
    "less_than_equal": ("a number of at most {}", "le"),
    "less_than": ("a number less than {}", "lt"),
}
_LENGTHS = {
    "string_too_short": ("at least {} character", "at least {} characters", "min_length"),
    "string_too_long": ("at most {} character", "at most {} characters", "max_length"),
    "too_short": ("at least {} entry", "at least {} entries", "min_length"),
    "too_long": ("at most {} entry", "at most {} entries", "max_length"),
}


@dataclass(frozen=True)
class ValueFault:
    """The reason why one field is invalid: the path of the field in the data, and a sentence without a full stop."""

    path: Path_
    message: str

    def __str__(self) -> str:
        name = field_name(self.path)
        return f"{name}: {self.message}" if name else self.message


def value_faults(model: type[BaseModel] | None, error: ValidationError, data: Any) -> list[ValueFault]:
    """Return a ValueFault for each invalid field of `data`, in the order of `error`.

    `model` is the class that `data` was validated against. For an unknown field, the message suggests a field of
    `model`.
    """
    found = error.errors(include_url=False)
    by_path: dict[Path_, list[Any]] = {}
    for fault in found:
        # A list that is too short only because its items were invalid is not reported as too short.
        if fault["type"] == "too_short" and any(_is_inside(other["loc"], fault["loc"]) for other in found):
            continue
        by_path.setdefault(_path(fault, data), []).append(fault)
    return [ValueFault(path, _message(model, path, faults)) for path, faults in by_path.items()]


def first_fault(model: type[BaseModel] | None, error: ValidationError, data: Any) -> str:
    """Return a sentence about the first invalid field of `data`, with the field's name and the expected value.

    The parameters are those of `value_faults`.
    """
    return str(value_faults(model, error, data)[0])


def _path(fault: Any, data: Any) -> Path_:
    """Return the path of an invalid field in the data, from pydantic's error `fault`.

    If a field allows several types, pydantic adds names for them to the path. These are removed.
    """
    path: list[str | int] = []
    at = data
    steps = [part for part in fault["loc"] if part != "[key]"]
    for place, part in enumerate(steps):
        is_last = place == len(steps) - 1
        is_index = isinstance(at, list | tuple) and isinstance(part, int) and part < len(at)
        if is_index or (isinstance(at, dict) and part in at):
            at = at[part]
        elif not (is_last and _names_a_field(fault, at)):
            continue
        path.append(part)
    return tuple(path)


def _names_a_field(fault: Any, around: Any) -> bool:
    """Return whether the last step of an error's path is the name of a field that the data lacks.

    Otherwise it is a name that pydantic added. `fault` is pydantic's error, and `around` is the part of the data that
    should contain the field.
    """
    return fault["type"] == "missing" or (isinstance(around, dict) and fault["type"] == "value_error")


def _is_inside(path: tuple[str | int, ...], around: tuple[str | int, ...]) -> bool:
    return len(path) > len(around) and path[: len(around)] == around


def _message(model: type[BaseModel] | None, path: Path_, faults: Sequence[Any]) -> str:
    first = faults[0]
    if first["type"] == "missing":
        return "this field is required"
    if first["type"] == "extra_forbidden":
        return f"there is no such field{suggest(str(path[-1]), _fields_at(model, path[:-1]) if model else ())}"
    choices = list(dict.fromkeys(_expected(fault) for fault in faults))
    given = "" if first["type"] == "value_error" else _given(first, path)
    words = ""
    if first["type"] == "literal_error":
        expected = first["ctx"]["expected"].replace(" or ", ",").split(",")
        close = difflib.get_close_matches(str(first["input"]), [word.strip("' ") for word in expected], n=1)
        words = f"; did you mean `{close[0]}`?" if close else ""
    return f"expected {' or '.join(choices)}{given}{words}"


def _expected(fault: Any) -> str:
    kind = fault["type"]
    context = fault.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context["error"])
    if kind in ("literal_error", "enum"):
        return str(context["expected"])
    if kind in _BOUNDS:
        template, name = _BOUNDS[kind]
        return template.format(context[name])
    if kind in _LENGTHS:
        # The length of an already validated text is reported as that of a sequence.
        counted = f"string_{kind}" if kind.startswith("too_") and isinstance(fault["input"], str) else kind
        one, several, name = _LENGTHS[counted]
        return (one if context[name] == 1 else several).format(context[name])
    return _EXPECTED.get(kind, "another value")


def _given(fault: Any, path: Path_) -> str:
    value = fault["input"]
    is_hidden = any(part in _PRIVATE for part in path) and len(str(value)) >= _SHORTEST_SECRET
    if fault["type"] in ("too_short", "too_long"):
        return f", not {len(value)}" if hasattr(value, "__len__") else ""
    if value is None or isinstance(value, dict | list | tuple) or is_hidden or not str(value):
        return ""
    shown = repr(value)
    return f", not {shown if len(shown) <= _GIVEN_LIMIT else shown[:_GIVEN_LIMIT] + '…'}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the end of an error message about the unknown name `word`.

    It suggests the most similar name in `known`. If no name is similar, it lists all of `known`, unless they are many.
    """
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f" (available: {', '.join(known)})" if 0 < len(known) <= 30 else ""


def _fields_at(model: type[BaseModel], path: Path_) -> list[str]:
    """Return the field names of the model that is nested at `path` inside `model`."""
    at: Any = model
    for part in path:
        if isinstance(part, str) and isinstance(at, type) and issubclass(at, BaseModel):
            named = {info.alias or name: info for name, info in at.model_fields.items()}
            at = _model_in(named[part].annotation) if part in named else at
    fields = at.model_fields if isinstance(at, type) and issubclass(at, BaseModel) else {}
    return [info.alias or name for name, info in fields.items()]


def _model_in(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType, tuple, list, dict):
        found = (_model_in(arg) for arg in get_args(annotation))
        return next((model for model in found if isinstance(model, type) and issubclass(model, BaseModel)), None)
    return annotation
