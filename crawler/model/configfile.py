"""Parsing of YAML files to validated values, for the crawler and the monitor. Faults have a file, a line and a field.

The files are YAML 1.2, in which `on` and `no` are strings, because the configuration has a field named `on`.
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

_LEFT_OVER = frozenset({"__MACOSX", "__pycache__", "lost+found", "@eaDir", "#recycle"})
"""Folders that archive programs, disks and network storage create in other folders."""
_PRIVATE = frozenset({"url", "headers", "request", "database", "channels", "heartbeat", "secret"})
"""Fields whose values may contain a secret. Faults do not repeat these values."""
_SHORTEST_SECRET = 4
Model = TypeVar("Model", bound=BaseModel)


def parse_model(model: type[Model], document: Document, data: Any, path: Path_ = ()) -> Model:
    """Validate `data` and return it as a `model`. Raise ConfigError with a fault for each invalid field."""
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
    """Return the end of an error message: the known name most similar to `word`, or a short list of all known names."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f" (known: {', '.join(known)})" if 0 < len(known) <= 30 else ""


def _fields_at(model: type[BaseModel], path: Path_) -> list[str]:
    """Return the field names of the model that is nested at `path` inside `model`."""
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
    """Return the values in a file that contains a list, each with a fault for its position in the file.

    The caller may raise this fault if it rejects the value. For an empty file, return an empty list. Raise ConfigError
    with the faults of all entries if an entry is invalid.
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
    """Return the sorted YAML files in `folder` and its subfolders, or an empty list if `folder` does not exist.

    Raise ConfigError if any of the folders cannot be read, because files must not be omitted silently.
    """
    try:
        return config_files(folder, (".yaml", ".yml"))
    except OSError as error:
        raise ConfigError([Fault(str(error.filename), None, "", error.strerror or str(error))]) from error


def config_files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Return the sorted files with these endings in `folder` and its subfolders, without duplicates.

    Symbolic links are followed. Hidden files and files left behind by systems and editors are omitted, such as the
    `..data` of a Kubernetes ConfigMap, `._x.yaml` and `.ipynb_checkpoints`. Raise OSError if a folder cannot be read.
    """

    def stop(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    entered = {os.path.realpath(folder)}
    files: dict[str, Path] = {}
    for place, folders, names in os.walk(folder, onerror=stop, followlinks=True):
        inner = {name: os.path.realpath(Path(place, name)) for name in sorted(folders) if not _is_left_out(name)}
        # A symbolic link may lead to a folder that was already visited, or to one of its parents.
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
    """Return the values in all files, whose ids must be unique. Raise ConfigError with the faults of all files."""
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
    """Return the sources in a configuration folder. Raise ConfigError with the faults of all of its source files."""
    return read_all(Source, yaml_files(folder / "sources"))
