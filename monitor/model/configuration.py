"""Entries of the configuration as last seen, and changes to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ConfigKind = Literal["source", "topic", "subscription", "channel", "synonyms", "settings", "list"]
ConfigAction = Literal["added", "removed", "changed", "renamed", "faulty"]


@dataclass(frozen=True)
class ConfigEntry:
    """An entry of the configuration: its fields that are not defaults, each with a digest of its value."""

    kind: ConfigKind
    id: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ConfigChange:
    """A change to one entry.

    `fields` contains the names of the changed fields. `before` is the previous id of a renamed source. `faults`
    contains the reasons why the entry is not used.
    """

    action: ConfigAction
    kind: ConfigKind
    id: str
    fields: tuple[str, ...] = ()
    before: str | None = None
    faults: tuple[str, ...] = ()
