"""Read YAML files as validated values. Faults have a file, a line and a field. Used by both packages.

The files are YAML 1.2, in which `on` and `no` are strings: the configuration has a field `on`.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from crawler.model.source import Source
from crawler.model.validation import value_faults
from crawler.model.yaml_file import ConfigError, Document, Fault, Path_, read_yaml

_LEFT_OVER = frozenset({"__MACOSX", "lost+found", "@eaDir", "#recycle"})
"""Folders that archive programs, disks and network storage create in other folders."""
Model = TypeVar("Model", bound=BaseModel)


def parse_model(model: type[Model], document: Document, data: Any, path: Path_ = ()) -> Model:
    """Return `data` validated as a value of `model`. Raise ConfigError with one fault for each invalid field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(
            document.fault((*path, *fault.path), fault.message) for fault in value_faults(model, error, data)
        ) from error


def read_list(model: type[Model], path: Path) -> list[tuple[Model, Fault]]:
    """Return the values in a file that contains a list, each with a fault prepared for its position in the file.

    For an empty file, return an empty list. Raise ConfigError with the faults of all entries.
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
    """Return the YAML files in `folder` and its subfolders, sorted, or an empty list if there is no such folder.

    Raise ConfigError if one of the folders cannot be read, because its files must not be left out silently.
    """
    try:
        return config_files(folder, (".yaml", ".yml"))
    except OSError as error:
        raise ConfigError([Fault(str(error.filename), None, "", error.strerror or str(error))]) from error


def config_files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Return the files with these endings in `folder` and its subfolders, sorted, each file once.

    Symbolic links are followed. Hidden files and those that systems and editors leave behind are left out: the `..data`
    of a Kubernetes ConfigMap, `._x.yaml`, `.ipynb_checkpoints`. Raise OSError if a folder cannot be read.
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
