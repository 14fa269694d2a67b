"""Parsing of YAML files to plain data with the line number of each field.

The files are YAML 1.2, in which `on` and `no` are strings.
"""

from pathlib import Path

from crawler.model.faults import NODE_LIMIT, ConfigError, Document, Fault, Path_
from crawler.model.yaml_readers.fast import read_plain

__all__ = ["SIZE_LIMIT", "ConfigError", "Document", "Fault", "Path_", "read_yaml"]
SIZE_LIMIT = 4 * 1024 * 1024


def read_yaml(path: Path) -> Document:
    """Return the plain data in a file. Raise ConfigError if the file cannot be read or is not valid YAML."""
    try:
        raw = path.read_bytes()
        if len(raw) > SIZE_LIMIT:
            raise ConfigError([Fault(str(path), None, "", f"larger than {SIZE_LIMIT} bytes")])
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([Fault(str(path), None, "", error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(str(path), None, "", "the file is not UTF-8 text")]) from error
    plain = read_plain(text)
    if plain is not None and len(plain[1]) <= NODE_LIMIT:
        return Document(str(path), *plain)
    # The library takes 40 ms to load, and most files do not need it.
    from crawler.model.yaml_readers.round_trip import read_any

    return read_any(path, text)
