"""Parsing of YAML files to plain data with the line number of each field.

The files are YAML 1.2, in which `on` and `no` are strings.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from crawler.model.faults import NODE_LIMIT, ConfigError, Document, Fault, Path_
from crawler.model.raw.bounded_file import read_beginning
from crawler.model.yaml_readers.fast import read_plain

__all__ = ["SIZE_LIMIT", "ConfigError", "Document", "Fault", "Path_", "parse_yaml", "read_yaml", "reading_instead"]
SIZE_LIMIT = 4 * 1024 * 1024
_INSTEAD: ContextVar[tuple[str, bytes] | None] = ContextVar("instead", default=None)


@contextmanager
def reading_instead(path: Path, content: bytes) -> Iterator[None]:
    """Make `read_yaml` return `content` instead of the file at `path` inside the `with` block.

    In this way, a change to a file can be validated before it is written. Only the current thread or task is affected.
    """
    token = _INSTEAD.set((os.path.realpath(path), content))
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def read_yaml(path: Path) -> Document:
    """Return the plain data in a file. Raise ConfigError if the file cannot be read or is not valid YAML."""
    try:
        instead = _INSTEAD.get()
        is_replaced = instead is not None and instead[0] == os.path.realpath(path)
        raw = instead[1] if instead is not None and is_replaced else read_beginning(path, SIZE_LIMIT + 1)
        if len(raw) > SIZE_LIMIT:
            raise ConfigError([Fault(str(path), None, "", f"the file is larger than {SIZE_LIMIT} bytes")])
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([Fault(str(path), None, "", error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(str(path), None, "", "the file is not UTF-8 text")]) from error
    return parse_yaml(path, text)


def parse_yaml(path: Path, text: str) -> Document:
    """Return the plain data of a text. Raise ConfigError, which names the file `path`, if it is not valid YAML."""
    plain = read_plain(text)
    if plain is not None and len(plain[1]) <= NODE_LIMIT:
        return Document(str(path), *plain)
    # The library takes 40 ms to load, and most files do not need it.
    from crawler.model.yaml_readers.round_trip import read_any

    return read_any(path, text)
