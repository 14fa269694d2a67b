"""Parsing of YAML files to validated values, with the file, the line and the field of each error.

The files are YAML 1.2, in which `on` and `no` are strings, because the configuration has a field named `on`.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from crawler.model.checks.validation import value_faults
from crawler.model.faults import field_name
from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError, Document, Fault, Path_, read_yaml

_LEFT_OVER = frozenset({"__MACOSX", "__pycache__", "lost+found", "@eaDir", "#recycle"})
"""Folders that archive programs, disks and network storage create in other folders."""
_BACKUP_ENDINGS = ("~", ".bak", ".orig", ".swp", ".swo")
"""What editors and merge programs append to the name of a file that they save as a backup.

Some programs put it before the suffix: `p~.yaml`, `p.bak.yaml`.
"""
_NAME_LIMIT = 500
YAML_SUFFIXES = (".yaml", ".yml")
"""The suffixes of configuration files."""
Model = TypeVar("Model", bound=BaseModel)


def parse_model(model: type[Model], document: Document, data: Any, path: Path_ = ()) -> Model:
    """Validate `data` and return it as an object of the class `model`.

    `document` is the file that contains the data, and `path` is the path of the data in it. If the data is invalid,
    raise ConfigError, which lists each invalid field.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(
            document.fault((*path, *fault.path), fault.message) for fault in value_faults(model, error, data)
        ) from error


@dataclass(frozen=True)
class FaultyEntry:
    """An invalid entry of a list. `id` is empty if the entry has none, and `faults` are its errors."""

    id: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ListEntry(Generic[Model]):
    """A valid entry of a list. `index` is its index in the file, and `line` is the number of the line with its id."""

    value: Model
    index: int
    file: str
    line: int | None

    @property
    def place(self) -> Fault:
        """Return a Fault with the position of the entry in the file, but with an empty message.

        The caller adds the message.
        """
        return Fault(self.file, self.line, field_name((self.index, "id")), "")


def read_entries(
    model: type[Model], path: Path, compact: Callable[[Model], Model] | None = None
) -> tuple[list[ListEntry[Model]], list[FaultyEntry]]:
    """Return the valid and the faulty entries in a file that contains a list. An empty file has no entries.

    If `compact` is given, each value is replaced by the result of this function, an equal value that takes less memory.
    Raise ConfigError if the file is not valid YAML or not a list.
    """
    document = read_yaml(path)
    if document.data is None:
        return [], []
    if not isinstance(document.data, list):
        raise ConfigError([document.fault((), "expected a list: entries that begin with `- `")])
    values: list[ListEntry[Model]] = []
    faulty: list[FaultyEntry] = []
    for index, entry in enumerate(document.data):
        try:
            value = parse_model(model, document, entry, (index,))
        except ConfigError as error:
            name = entry.get("id") if isinstance(entry, dict) else None
            faulty.append(FaultyEntry(str(name or "")[:_NAME_LIMIT], error.faults))
        else:
            line = document.line((index, "id"))
            values.append(ListEntry(compact(value) if compact else value, index, document.file, line))
            document.data[index] = None  # A file may have thousands of entries.
    return values, faulty


def read_list(model: type[Model], path: Path) -> list[tuple[Model, Fault]]:
    """Return the values in a file that contains a list, each with a Fault that states its position in the file.

    The caller can raise this Fault in order to reject a value. If the file is empty, the result is empty. If an entry
    is invalid, raise ConfigError with the faults of all entries.
    """
    entries, faulty = read_entries(model, path)
    if faulty:
        raise ConfigError(fault for entry in faulty for fault in entry.faults)
    return [(entry.value, entry.place) for entry in entries]


def yaml_files(folder: Path) -> list[Path]:
    """Return the sorted YAML files in `folder` and its subfolders, or an empty list if `folder` does not exist.

    Raise ConfigError if any of the folders cannot be read, because files must not be omitted silently.
    """
    try:
        return config_files(folder, YAML_SUFFIXES)
    except OSError as error:
        raise ConfigError([Fault(str(error.filename), None, "", error.strerror or str(error))]) from error


def config_files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Return the sorted files with these endings in `folder` and its subfolders, without duplicates.

    Symbolic links are followed. Hidden files and files left behind by systems and editors are omitted, such as the
    `..data` of a Kubernetes ConfigMap, `._x.yaml` and `.ipynb_checkpoints`. Broken links and pipes are included, so
    that reading them fails with an error that names them. Raise OSError if a folder cannot be read.
    """

    def stop(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    # A link to a parent folder would add all other files of the configuration.
    root = Path(os.path.realpath(folder))
    entered = {str(root), *map(str, root.parents)}
    files: dict[str, Path] = {}
    for place, folders, names in os.walk(folder, onerror=stop, followlinks=True):
        inner = {name: os.path.realpath(Path(place, name)) for name in sorted(folders) if not _is_left_out(name)}
        # A symbolic link may lead to a folder that was already visited, or to one of its parents.
        folders[:] = [name for name, real in inner.items() if real not in entered]
        entered.update(inner.values())
        for name in names:
            path = Path(place, name)
            if path.suffix.lower() in endings and not _is_left_out(name):
                files.setdefault(os.path.realpath(path), path)
    return sorted(files.values())


def _is_left_out(name: str) -> bool:
    is_backup = name.endswith(_BACKUP_ENDINGS) or Path(name).stem.endswith(_BACKUP_ENDINGS)
    return is_backup or name.startswith((".", "~", "#")) or name in _LEFT_OVER


def read_valid(
    model: type[Model], files: Iterable[Path], compact: Callable[[Model], Model] | None = None
) -> tuple[list[ListEntry[Model]], list[FaultyEntry]]:
    """Return the valid and the faulty entries of all files. An entry that repeats the id of an earlier one is faulty.

    If `compact` is given, each value is replaced by the result of this function, an equal value that takes less memory.
    This happens right after the entry is read, so that the original values do not fragment the memory. If one of the
    files is not a list, raise ConfigError, which lists the faults of all files.
    """
    broken: list[Fault] = []
    seen: dict[str, ListEntry[Model]] = {}
    values: list[ListEntry[Model]] = []
    faulty: list[FaultyEntry] = []
    places = list(files)
    for path in places:
        try:
            entries, wrong = read_entries(model, path, compact)
        except ConfigError as error:
            broken += error.faults
            continue
        faulty += wrong
        for entry in entries:
            name = str(getattr(entry.value, "id", ""))
            if name in seen:
                first = seen[name]
                message = f"the id {name!r} is already used at {first.file}:{first.line}"
                faulty.append(FaultyEntry(name, (replace(entry.place, message=message),)))
                continue
            seen[name] = entry
            values.append(entry)
    if broken:
        order = [str(path) for path in places]
        every = [*broken, *(fault for entry in faulty for fault in entry.faults)]
        raise ConfigError(sorted(every, key=lambda fault: order.index(fault.file)))
    return values, faulty


def read_all(model: type[Model], files: Iterable[Path]) -> list[Model]:
    """Return the values in all files, whose ids must be unique.

    Raise ConfigError, which lists the faults of all files, if a file is faulty.
    """
    entries, faulty = read_valid(model, files)
    if faulty:
        raise ConfigError(fault for entry in faulty for fault in entry.faults)
    return [entry.value for entry in entries]


def read_sources(folder: Path) -> list[Source]:
    """Return the sources in a configuration folder.

    Raise ConfigError, which lists the faults of all source files, if one of them is faulty.
    """
    return read_all(Source, yaml_files(folder / "sources"))
