"""Entries of the configuration as they were when they were last read, and changes to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ConfigKind = Literal["source", "topic", "subscription", "channel", "synonyms", "settings", "list"]
ConfigAction = Literal["added", "removed", "changed", "renamed", "faulty"]


@dataclass(frozen=True)
class ConfigEntry:
    """An entry of the configuration, such as a source or a topic, as it was when it was last read.

    `fields` contains, by field name, a digest of each value that differs from the field's default.
    """

    kind: ConfigKind
    id: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ConfigChange:
    """A change to one entry of the configuration.

    `fields` contains the names of the changed fields. `before` is the previous id of a renamed source. `faults`
    contains the faults of a faulty entry, which is not used.
    """

    action: ConfigAction
    kind: ConfigKind
    id: str
    fields: tuple[str, ...] = ()
    before: str | None = None
    faults: tuple[str, ...] = ()
