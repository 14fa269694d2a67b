"""Functions that record the verification date in the file of a source.

Only this value is changed or added. All other content of the file is preserved.
"""

import re
from datetime import date
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from crawler.model.configfile import read_list, yaml_files
from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError, Fault, read_yaml
from monitor.runtime.files import replacement
from monitor.text.i18n import gettext


def note_verified(folder: Path, source: str, day: date) -> Path:
    """Write `verified: DATE` to the entry of a source in the file that defines the source, and return the file's path.

    Comments, order and layout are preserved. Raises ConfigError if no file defines the source, or if the file cannot be
    written.
    """
    for path in yaml_files(folder / "sources"):
        document = read_yaml(path)
        entries = document.data if isinstance(document.data, list) else []
        for index, entry in enumerate(entries):
            if isinstance(entry, dict) and entry.get("id") == source:
                _rewrite(path, index, day)
                return path
    raise ConfigError(
        [Fault(str(folder / "sources"), None, "", gettext("no file defines the source {name}", name=source))]
    )


def _rewrite(path: Path, index: int, day: date) -> None:
    try:
        changed = with_verified(path.read_bytes().decode("utf-8"), index, day)
        if changed is None:
            raise _not_understood(path, day)
        with replacement(path, path.stat().st_mode & 0o777) as made:
            made.write_bytes(changed.encode())
            if _unverified(made) != _unverified(path):
                raise _not_understood(path, day)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([Fault(str(path), None, "verified", str(error))]) from error


def _unverified(path: Path) -> list[Source]:
    """Return the sources of a file without their `verified` dates, so that two versions of the file can be compared."""
    return [source.model_copy(update={"verified": False}) for source, _ in read_list(Source, path)]


def with_verified(text: str, index: int, day: date) -> str | None:
    """Return the text of a sources file in which the `verified` date of the entry at `index` is set to `day`.

    The result is None if the layout of the text is not supported.
    """
    loaded = YAML(typ="rt").load(StringIO(text))
    entry = loaded[index] if isinstance(loaded, CommentedSeq) and index < len(loaded) else None
    if not isinstance(entry, CommentedMap):
        return None
    lines = text.splitlines(keepends=True)
    if "verified" in entry:
        row, column = entry.lc.value("verified")
        value = re.match(r"[\"']?[\w.:+-]+[\"']?", lines[row][column:])
        if value is None:
            return None
        lines[row] = f"{lines[row][:column]}{day}{lines[row][column + value.end() :]}"
        return "".join(lines)
    row, column = entry.lc.value("id")
    end = _scalar_end(lines[row], column)
    if entry.fa.flow_style():
        lines[row] = f"{lines[row][:end]}, verified: {day}{lines[row][end:]}"
    else:
        ending = "" if lines[row].endswith("\n") else "\n"
        lines[row] += f"{ending}{' ' * entry.lc.key('id')[1]}verified: {day}\n"
    return "".join(lines)


def _scalar_end(line: str, column: int) -> int:
    quoted = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'").match(line, column)
    plain = re.compile(r"[^\s,{}\[\]#]+").match(line, column)
    found = quoted or plain
    return found.end() if found else len(line.rstrip())


def _not_understood(path: Path, day: date) -> ConfigError:
    message = gettext("the layout of the entry is not supported; add `verified: {day}` manually", day=day)
    return ConfigError([Fault(str(path), None, "verified", message)])
