"""The files in which entries of the configuration are defined."""

from pathlib import Path
from typing import Literal

from crawler.model.configfile import yaml_files
from crawler.model.yaml_file import ConfigError, read_yaml
from monitor.config.entries import subscription_files


def entry_files(folder: Path, kind: Literal["topic", "subscription", "source"]) -> dict[str, str]:
    """Return the file in which each entry of a kind is defined, by the id of the entry.

    The files are given as paths relative to the folder. Invalid files are left out.
    """
    files: dict[str, str] = {}
    try:
        paths = subscription_files(folder) if kind == "subscription" else yaml_files(folder / f"{kind}s")
    except ConfigError:
        return files
    for path in paths:
        try:
            data = read_yaml(path).data
        except ConfigError:
            continue
        for entry in data if isinstance(data, list) else ():
            if isinstance(entry, dict):
                files.setdefault(str(entry.get("id")), str(path.relative_to(folder)))
    return files
