"""A function that finds files whose names suggest that they contain configuration, but which are not read."""

from collections.abc import Iterator
from pathlib import Path

from crawler.model.configfile import YAML_SUFFIXES, config_files
from crawler.model.yaml_file import Fault
from monitor.config.settings import SETTINGS_FILE
from monitor.config.synonyms import SYNONYMS_FILE
from monitor.text.i18n import gettext

_ENTRIES = ("sources", "topics", "subscriptions", "lists")
"""The folders with entries."""
_PLACES = {
    "noticewatch": SETTINGS_FILE,
    "source": "sources/*.yaml",
    "topic": "topics/*.yaml",
    "list": "lists/*.yaml",
    "subscription": "subscriptions.yaml, subscriptions/*.yaml",
    "synonym": SYNONYMS_FILE,
}
"""Where each kind of entry is defined, by the singular of its name."""
_READ = (SETTINGS_FILE, SYNONYMS_FILE, "subscriptions.yaml", *_ENTRIES)


def unread_files(folder: Path) -> Iterator[Fault]:
    """Yield a warning for each file or folder that seems to be configuration but is not read.

    These are files and folders that are named after a kind of entry, such as `topics.yaml`. They also include files in
    folders such as `sources/` whose names end in `.yaml.txt`, `.yml.txt` or `.json`.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError:  # a folder that may be entered, but not listed
        paths = []
    for path in paths:
        kind = _kind(path)
        if kind and path.name not in _READ:
            message = gettext("this file or folder is not read; expected: {places}", places=_PLACES[kind])
            yield Fault(str(path), None, "", message)
    for name in _ENTRIES:
        for path in config_files(folder / name, (".txt", ".json")):
            if path.suffix.lower() == ".json" or Path(path.stem).suffix.lower() in YAML_SUFFIXES:
                message = gettext("this file is not read; the names of configuration files end in .yaml or .yml")
                yield Fault(str(path), None, "", message)


def _kind(path: Path) -> str | None:
    """Return the kind of entry that a file or folder name suggests, or None if it suggests none.

    For example, `topics.yaml` suggests the kind `topic`.
    """
    if path.is_dir() and path.name.lower() != "noticewatch":
        stem = path.name
    elif path.suffix.lower() in (*YAML_SUFFIXES, ".txt", ".json"):
        stem = path.name.partition(".")[0]
    else:
        return None
    kind = stem.lower().removesuffix("s")
    return kind if kind in _PLACES else None
