"""Read YAML files as validated values, with faults named by file, line and field. Used by both packages.

YAML 1.2, in which `on` and `no` are words: the configuration has a field `on`.
"""

import difflib
import os
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError, Document, Fault, Path_, read_yaml

_LEFT_OVER = frozenset({"__MACOSX", "lost+found", "@eaDir", "#recycle"})
"""Folders that archives, disks and network storage leave in other folders."""
_PRIVATE = frozenset({"url", "headers", "request", "database", "channels", "heartbeat", "secret"})
"""Fields whose values may hold a secret: a fault does not repeat them."""
_SHORTEST_SECRET = 4
Model = TypeVar("Model", bound=BaseModel)


def parse_model(model: type[Model], document: Document, data: Any, path: Path_ = ()) -> Model:
    """Return the data as a value of the model. Raise ConfigError with a fault for each field that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_faults(model, document, error, path)) from error


def _faults(model: type[BaseModel], document: Document, error: ValidationError, path: Path_) -> list[Fault]:
    faults = []
    found = error.errors(include_url=False)
    for fault in found:
        # A list that is too short only because its items were invalid is not reported as too short.
        if fault["type"] == "too_short" and any(_is_inside(other["loc"], fault["loc"]) for other in found):
            continue
        where = tuple(part for part in fault["loc"] if part != "[key]")
        message = _words(fault, is_private=any(part in _PRIVATE for part in where))
        if fault["type"] == "extra_forbidden":
            known = _fields_at(model, where[:-1])
            message = f"there is no such field{suggest(str(where[-1]), known)}"
        elif fault["type"] == "literal_error":
            expected = fault["ctx"]["expected"].replace(" or ", ",").split(",")
            message += suggest(str(fault["input"]), [word.strip("' ") for word in expected])
        faults.append(document.fault((*path, *where), message))
    return faults


def _is_inside(path: tuple[str | int, ...], around: tuple[str | int, ...]) -> bool:
    return len(path) > len(around) and path[: len(around)] == around


def _words(one: Any, *, is_private: bool) -> str:
    kind = one["type"]
    context = one.get("ctx", {})
    is_hidden = is_private and len(str(one["input"])) >= _SHORTEST_SECRET
    is_said = one["input"] is not None and not isinstance(one["input"], dict | list) and not is_hidden
    given = f", not {one['input']!r}" if is_said else ""
    fixed = {
        "missing": "this field is required",
        "string_type": f"expected a text{given}",
        "bool_parsing": f"expected true or false{given}",
        "bool_type": f"expected true or false{given}",
        "model_type": "expected fields with values (a mapping)",
        "model_attributes_type": "expected fields with values (a mapping)",
        "dict_type": "expected fields with values (a mapping)",
        "tuple_type": f"expected a list{given}",
        "list_type": f"expected a list{given}",
    }
    if kind in fixed:
        return fixed[kind]
    if kind == "value_error":
        return f"expected {context['error']}"
    if kind == "literal_error":
        return f"expected {context['expected']}{given}"
    return f"{one['msg'][:1].lower()}{one['msg'][1:]}{given}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: the known name that is close to the word, or all names if there are few."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f" (known: {', '.join(known)})" if 0 < len(known) <= 30 else ""


def _fields_at(model: type[BaseModel], path: Path_) -> list[str]:
    """Return the field names of the model at a path inside `model`."""
    at: Any = model
    for part in path:
        if isinstance(part, str) and isinstance(at, type) and issubclass(at, BaseModel) and part in at.model_fields:
            at = _model_in(at.model_fields[part].annotation)
    fields = at.model_fields if isinstance(at, type) and issubclass(at, BaseModel) else {}
    return [info.alias or name for name, info in fields.items()]


def _model_in(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType, tuple, list, dict):
        found = (_model_in(arg) for arg in get_args(annotation))
        return next((model for model in found if isinstance(model, type) and issubclass(model, BaseModel)), None)
    return annotation


def read_list(model: type[Model], path: Path) -> list[tuple[Model, Fault]]:
    """Return the values of a file that holds a list of them, each with a fault prepared for its line.

    An empty file is an empty list. Raise ConfigError with the faults of all entries.
    """
    document = read_yaml(path)
    if document.data is None:
        return []
    if not isinstance(document.data, list):
        raise ConfigError([document.fault((), "expected a list: entries that begin with `- `")])
    values: list[tuple[Model, Fault]] = []
    faults: list[Fault] = []
    for index, entry in enumerate(document.data):
        try:
            values.append((parse_model(model, document, entry, (index,)), document.fault((index, "id"), "")))
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(faults)
    return values


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files in a folder and the folders below it, in order; none when there is no such folder.

    Raise ConfigError when one of the folders cannot be read: its files must not be left out silently.
    """
    try:
        return config_files(folder, (".yaml", ".yml"))
    except OSError as error:
        raise ConfigError([Fault(str(error.filename), None, "", error.strerror or str(error))]) from error


def config_files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Return the files with these endings in a folder and the folders below it, in order, each file once.

    Linked folders and files are followed. Hidden ones are left out, with what systems and editors leave behind: the
    `..data` of a Kubernetes ConfigMap, `._x.yaml`, `.ipynb_checkpoints`. Raise OSError when a folder cannot be read.
    """

    def stop(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    entered = {os.path.realpath(folder)}
    files: dict[str, Path] = {}
    for place, folders, names in os.walk(folder, onerror=stop, followlinks=True):
        inner = {name: os.path.realpath(Path(place, name)) for name in sorted(folders) if not _is_left_out(name)}
        # A link may lead to a folder that was entered already, or to one around itself.
        folders[:] = [name for name, real in inner.items() if real not in entered]
        entered.update(inner.values())
        for name in names:
            path = Path(place, name)
            if path.suffix in endings and not _is_left_out(name) and path.is_file():
                files.setdefault(os.path.realpath(path), path)
    return sorted(files.values())


def _is_left_out(name: str) -> bool:
    return name.startswith((".", "~", "#")) or name in _LEFT_OVER


def read_all(model: type[Model], files: Iterable[Path]) -> list[Model]:
    """Return the values of all files. Their ids must differ. Raise ConfigError with the faults of all files."""
    faults: list[Fault] = []
    seen: dict[str, Fault] = {}
    values = []
    for path in files:
        try:
            entries = read_list(model, path)
        except ConfigError as error:
            faults += error.faults
            continue
        for value, place in entries:
            name = str(getattr(value, "id", ""))
            if name in seen:
                first = seen[name]
                message = f"the id {name!r} is already used at {first.file}:{first.line}"
                faults.append(Fault(place.file, place.line, place.field, message))
            seen.setdefault(name, place)
            values.append(value)
    if faults:
        raise ConfigError(faults)
    return values


def read_sources(folder: Path) -> list[Source]:
    """Return the sources of a configuration folder. Raise ConfigError."""
    return read_all(Source, yaml_files(folder / "sources"))
