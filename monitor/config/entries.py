"""The entries of a configuration folder (sources, topics, subscriptions and channels), both valid and faulty."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from crawler.model.checks.program_path import ProgramPathError, program_of
from crawler.model.checks.validation import suggest
from crawler.model.configfile import FaultyEntry, ListEntry, read_valid, yaml_files
from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError, Document, Fault, read_yaml
from monitor.config.compact import SourceCompactor
from monitor.config.living_lists import LivingList
from monitor.config.settings import SETTINGS_FILE
from monitor.config.settings_file import SettingsFile, read_settings
from monitor.config.subscriptions import Subscription, Topic
from monitor.config.synonyms import SynonymSet, check_excluded, query_faults, read_synonyms
from monitor.text.i18n import gettext

EntryKind = Literal["source", "topic", "subscription", "channel", "list"]
N = TypeVar("N", Source, Topic, LivingList)


@dataclass(frozen=True)
class DisabledEntry:
    """A faulty entry of the configuration.

    If `partly` is false, the entry is not used. If it is true, the entry is used, but without the channels, topics or
    sources that the faults name.
    """

    kind: EntryKind
    id: str
    faults: tuple[Fault, ...]
    partly: bool = False


@dataclass(frozen=True)
class ConfigFiles:
    """The content of all files of a configuration folder."""

    folder: Path
    settings: SettingsFile
    sources: tuple[ListEntry[Source], ...]
    topics: tuple[ListEntry[Topic], ...]
    subscriptions: tuple[ListEntry[Subscription], ...]
    lists: tuple[ListEntry[LivingList], ...]
    synonyms: tuple[SynonymSet, ...]
    faulty: tuple[DisabledEntry, ...]


def read_files(folder: Path, environment: Mapping[str, str]) -> ConfigFiles:
    """Read all files of a configuration folder. The settings may refer to the variables in `environment`.

    Faulty sources, topics, subscriptions, lists and channels are returned in `faulty`. Raises ConfigError, which lists
    all faults, if any other part of the configuration is faulty, such as a whole file.
    """
    faults: list[Fault] = []

    def take(load: Any, default: Any) -> Any:
        try:
            return load()
        except ConfigError as error:
            faults.extend(error.faults)
            return default

    settings = take(lambda: read_settings(folder / SETTINGS_FILE, environment), None)
    sources, wrong_sources = take(
        lambda: read_valid(Source, yaml_files(folder / "sources"), SourceCompactor()), ([], [])
    )
    topics, wrong_topics = take(lambda: read_valid(Topic, yaml_files(folder / "topics")), ([], []))
    subscriptions, wrong_subscriptions = take(lambda: read_valid(Subscription, subscription_files(folder)), ([], []))
    lists, wrong_lists = take(lambda: read_valid(LivingList, yaml_files(folder / "lists")), ([], []))
    synonyms = take(lambda: read_synonyms(folder), None)
    if synonyms is not None and settings is not None and settings.settings.exclude:
        excluded = settings.settings.exclude
        take(lambda: check_excluded(folder / SETTINGS_FILE, excluded, synonyms), None)
    wrong: list[tuple[EntryKind, Sequence[FaultyEntry]]] = [
        ("channel", settings.faulty if settings else ()),
        ("source", wrong_sources),
        ("topic", wrong_topics),
        ("subscription", wrong_subscriptions),
        ("list", wrong_lists),
    ]
    faulty = [DisabledEntry(kind, entry.id, entry.faults) for kind, entries in wrong for entry in entries]
    if faults:
        raise ConfigError([*faults, *(fault for entry in faulty for fault in entry.faults)])
    return ConfigFiles(
        folder,
        settings,
        tuple(sources),
        tuple(topics),
        tuple(subscriptions),
        tuple(lists),
        tuple(synonyms),
        tuple(faulty),
    )


def subscription_files(folder: Path) -> list[Path]:
    """Return the files with subscriptions: `subscriptions.yaml`, and the YAML files in the folder `subscriptions`.

    Raise ConfigError if the folder cannot be read.
    """
    path = folder / "subscriptions.yaml"
    return [*([path] if os.path.lexists(path) else []), *yaml_files(folder / "subscriptions")]


def check_names(files: ConfigFiles) -> ConfigFiles:
    """Check the names by which entries refer to programs, synonym sets, topics, channels and sources.

    Entries with references to names that do not exist are removed and added to `faulty`. There are two exceptions,
    which are added to `faulty` but not removed. First, a list ignores sources that do not exist. Second, a subscription
    is used without the missing topics, channels and sources, unless it has no topic or no destination left.
    """
    faulty = list(files.faulty)
    sources, wrong = _split("source", files.sources, lambda entry: _program_faults(files, entry))
    faulty += wrong
    words = query_faults(files.synonyms)
    topics, wrong = _split("topic", files.topics, lambda entry: words(entry.place, entry.value.query))
    faulty += wrong
    lists, wrong = _split("list", files.lists, lambda entry: words(entry.place, entry.value.query))
    faulty += wrong
    files = replace(files, sources=sources, topics=topics, lists=lists, faulty=tuple(faulty))
    faulty += _lists_of_unknown_sources(files)
    files = replace(files, faulty=tuple(faulty))
    if not files.subscriptions:
        return files
    documents = {path: read_yaml(Path(path)) for path in {entry.place.file for entry in files.subscriptions}}
    kept: list[ListEntry[Subscription]] = []
    for entry in files.subscriptions:
        faults = tuple(_reference_faults(files, documents[entry.place.file], entry))
        subscription = _usable(files, entry.value)
        if faults:
            faulty.append(DisabledEntry("subscription", entry.value.id, faults, partly=subscription is not None))
        if subscription is not None:
            kept.append(replace(entry, value=subscription))
    return replace(files, subscriptions=tuple(kept), faulty=tuple(faulty))


def _split(
    kind: EntryKind, entries: Iterable[ListEntry[N]], faults_of: Callable[[ListEntry[N]], Iterable[Fault]]
) -> tuple[tuple[ListEntry[N], ...], list[DisabledEntry]]:
    """Return the entries without faults, and a DisabledEntry for each other entry.

    `kind` is the kind of the entries, such as `topic`. `faults_of` yields the faults of an entry.
    """
    kept = []
    wrong = []
    for entry in entries:
        if faults := tuple(faults_of(entry)):
            wrong.append(DisabledEntry(kind, entry.value.id, faults))
        else:
            kept.append(entry)
    return tuple(kept), wrong


def _program_faults(files: ConfigFiles, entry: ListEntry[Source]) -> Iterator[Fault]:
    source = entry.value
    if source.type != "command" or not source.enabled:
        return
    try:
        program_of(files.folder if files.settings.settings.allow_commands else None, source.command or ())
    except ProgramPathError as error:
        yield replace(entry.place, field=f"[{entry.index}].command", message=str(error))


def _lists_of_unknown_sources(files: ConfigFiles) -> Iterator[DisabledEntry]:
    """Yield a DisabledEntry for each list with filters that name unknown sources.

    Such a list is still used, but its filters ignore these sources.
    """
    for entry in files.lists:
        names = entry.value.filters.sources
        if names:
            document = read_yaml(Path(entry.place.file))
            faults = tuple(_unknown(files, document, "source", (entry.index, "filters", "sources"), names))
            if faults:
                yield DisabledEntry("list", entry.value.id, faults, partly=True)


def _usable(files: ConfigFiles, subscription: Subscription) -> Subscription | None:
    """Return the subscription without the topics and channels that do not exist. Its sources are not checked.

    The result is None if no topic or no destination is left. A faulty channel counts as existing. It remains in the
    subscription, so that its messages are queued until the channel is corrected.
    """
    topics = {entry.value.id for entry in files.topics}
    channels = {*files.settings.settings.channels, *_faulty_ids(files, "channel")}
    named = tuple(name for name in subscription.topics if name in topics)
    told = tuple(name for name in subscription.channels if name in channels)
    if not named or not (told or subscription.inbox):
        return None
    return subscription.model_copy(update={"topics": named, "channels": told})


def _faulty_ids(files: ConfigFiles, kind: EntryKind) -> set[str]:
    return {entry.id for entry in files.faulty if entry.kind == kind}


def _reference_faults(files: ConfigFiles, document: Document, entry: ListEntry[Subscription]) -> Iterator[Fault]:
    """Yield a fault for each reference of a subscription to a topic, channel or source that does not exist."""
    subscription = entry.value
    yield from _unknown(files, document, "topic", (entry.index, "topics"), subscription.topics)
    yield from _unknown(files, document, "channel", (entry.index, "channels"), subscription.channels)
    sources = subscription.filters.sources
    yield from _unknown(files, document, "source", (entry.index, "filters", "sources"), sources)


def _unknown(
    files: ConfigFiles, document: Document, kind: EntryKind, field: tuple[int | str, ...], names: Sequence[str]
) -> Iterator[Fault]:
    """Yield a fault for each name for which there is no valid entry of this kind.

    `names` is the value of `field` in `document`.
    """
    known = {
        "topic": lambda: [topic.value.id for topic in files.topics],
        "channel": lambda: list(files.settings.settings.channels),
        "source": lambda: [source.value.id for source in files.sources],
    }[kind]()
    wrong = _faulty_ids(files, kind)
    for place, name in enumerate(names):
        if name in known:
            continue
        message = f"there is no {kind} {name!r}{suggest(name, known)}"
        if name in wrong:
            message = gettext("{name} has errors and is not used", name=repr(name))
        yield document.fault((*field, place), message)
