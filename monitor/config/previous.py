"""Functions that keep using the previous version of an entry if the entry has become faulty."""

import logging
from collections.abc import Iterable, Sequence
from typing import TypeVar

from crawler.model.source import Source
from monitor.config.entries import EntryKind
from monitor.config.folder import Config
from monitor.config.living_lists import LivingList
from monitor.config.subscriptions import Subscription, Topic

logger = logging.getLogger(__name__)
Named = TypeVar("Named", Source, Topic, Subscription, LivingList)


def with_previous(config: Config, before: Config) -> Config:
    """Return the configuration with the previous version of each faulty entry, if there is one.

    `before` is the configuration that was used before.
    """
    channels = {
        name: before.settings.channels[name]
        for name in _faulty(config, "channel")
        if name in before.settings.channels and name not in config.settings.channels
    }
    settings = config.settings.model_copy(update={"channels": config.settings.channels | channels})
    return config.model_copy(
        update={
            "settings": settings,
            "sources": _restored(config.sources, before.sources, _faulty(config, "source")),
            "topics": _restored(config.topics, before.topics, _faulty(config, "topic")),
            "subscriptions": _restored(config.subscriptions, before.subscriptions, _faulty(config, "subscription")),
            "lists": _restored(config.lists, before.lists, _faulty(config, "list")),
            # The values substituted for a previous channel are still secret.
            "hidden": tuple(sorted({*config.hidden, *before.hidden})) if channels else config.hidden,
        }
    )


def _faulty(config: Config, kind: EntryKind) -> list[str]:
    return [entry.id for entry in config.faulty if entry.kind == kind]


def _restored(entries: Sequence[Named], before: Iterable[Named], faulty: Sequence[str]) -> tuple[Named, ...]:
    """Return the entries, with the previous versions of the faulty ones at the end. `faulty` contains the ids of these.

    Their previous versions are taken from `before`. A faulty entry that is not in `before` has no previous version.
    """
    old: dict[str, Named] = {entry.id: entry for entry in before if entry.id in faulty}
    for name in old:
        logger.warning("%s: the previous version stays in force", name, extra={"action": "reload"})
    kept = [entry for entry in entries if entry.id not in old]
    return tuple(kept + list(old.values()))
