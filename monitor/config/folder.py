"""The loading of the configuration folder: the content of each file, and checks across files."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from crawler.model.configfile import parse_model, read_all, read_list, read_sources, suggest, yaml_files
from crawler.model.source import Source
from crawler.model.types import Frozen
from crawler.model.yaml_file import ConfigError, Document, Fault, Path_, read_yaml
from monitor.config.addresses import address_fault
from monitor.config.interpolation import Interpolator
from monitor.config.redaction import SHORTEST_IN_LOGS, Secrets, hide_addresses
from monitor.config.settings import SETTINGS_FILE, Settings
from monitor.config.source_secrets import secret_values
from monitor.config.subscriptions import Subscription, Topic
from monitor.config.synonyms import SynonymSet, check_excluded, check_topics, read_synonyms
from monitor.text.i18n import gettext
from monitor.topics import Query, exclude_from, expand_synonyms, parse_query, synonym_key


class Config(Frozen):
    """The content of a configuration folder, validated as a whole."""

    folder: Path
    settings: Settings = Settings()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    synonyms: tuple[SynonymSet, ...] = ()
    hidden: Annotated[tuple[str, ...], Field(repr=False)] = ()
    """The values substituted from environment variables and files. They may be secret."""
    warnings: tuple[Fault, ...] = ()
    """Warnings, which are not faults, about defaults that are used in place of unset variables."""

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets in the configuration, which must not appear in logs."""
        channels = self.settings.channels.values()
        addresses = [
            *([] if _is_bare_file(self.settings.database) else [self.settings.database]),
            *filter(None, [self.settings.heartbeat]),
            *(channel.url for channel in channels),
        ]
        keys = [secret for channel in channels for secret in channel.secrets]
        of_sources = [value for source in self.sources for value in secret_values(source)]
        return Secrets([*self.hidden, *keys, *of_sources], addresses, SHORTEST_IN_LOGS)

    @cached_property
    def synonym_words(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each synonym set by the set's key, including the words of the sets that it contains."""
        return expand_synonyms({synonym_key(synonyms.id): synonyms.words for synonyms in self.synonyms})

    @cached_property
    def excluded(self) -> Query | None:
        """The query of the settings' `exclude`, which applies to all subscriptions, or None if `exclude` is not set."""
        return parse_query(self.settings.exclude, self.synonym_words) if self.settings.exclude else None

    def parse_topic(self, query: str) -> Query:
        """Parse the query of a topic and combine it with the settings' `exclude`, as subscriptions match it."""
        return exclude_from(parse_query(query, self.synonym_words), self.excluded)

    @property
    def database(self) -> str:
        """The database URL, with a relative SQLite path resolved against the configuration folder."""
        url = self.settings.database
        match = re.fullmatch(r"(sqlite(?:\+\w+)?):///([^/:?].*)", url)
        # `?` would begin the options of the URL; SQLAlchemy decodes the path.
        folder = str(self.folder.resolve()).replace("%", "%25").replace("?", "%3F")
        return f"{match[1]}:///{folder}/{match[2]}" if match else url

    def source(self, name: str) -> Source | None:
        """Return the source with the id `name`, or None if there is no such source."""
        return next((source for source in self.sources if source.id == name), None)


def _is_bare_file(database: str) -> bool:
    """Return whether a database URL names a SQLite file and has no options, so that it contains no secret."""
    return database.startswith("sqlite:///") and "?" not in database


def load_config(folder: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Load the configuration in a folder. Raises ConfigError with all faults at once."""
    try:
        there = (folder / SETTINGS_FILE).is_file()
    except OSError as error:
        raise ConfigError([Fault(str(folder)[:200], None, "", error.strerror or str(error))]) from error
    if not there:
        raise ConfigError([Fault(str(folder), None, "", _missing(folder))])
    faults: list[Fault] = []

    def take(load: Any, default: Any) -> Any:
        try:
            return load()
        except ConfigError as error:
            faults.extend(error.faults)
            return default

    settings, hidden, warnings = take(lambda: _settings(folder / SETTINGS_FILE, environment), (None, (), ()))
    sources = take(lambda: read_sources(folder), None)
    topics = take(lambda: read_all(Topic, yaml_files(folder / "topics")), None)
    files = take(lambda: subscription_files(folder), ())
    subscriptions = take(lambda: read_all(Subscription, files), ())
    synonyms = take(lambda: read_synonyms(folder), None)
    if topics is not None and synonyms is not None:
        queries = {topic.id: topic.query for topic in topics}
        take(lambda: check_topics(Topic, folder, queries, synonyms), None)
        if settings is not None and settings.exclude:
            excluded = settings.exclude
            take(lambda: check_excluded(folder / SETTINGS_FILE, excluded, synonyms), None)
    if subscriptions and not (settings is None or topics is None or sources is None):
        for path in files:
            faults += _dangling(path, settings, topics, sources)
    if faults:
        raise ConfigError(faults)
    zoned = (
        subscription.model_copy(update={"timezone": subscription.timezone or settings.timezone})
        for subscription in subscriptions
    )
    return Config(
        folder=folder,
        settings=settings,
        sources=tuple(sources),
        topics=tuple(topics),
        subscriptions=tuple(zoned),
        synonyms=tuple(synonyms),
        hidden=hidden,
        warnings=warnings,
    )


def subscription_files(folder: Path) -> list[Path]:
    """Return the files with subscriptions: `subscriptions.yaml`, and the YAML files in the folder `subscriptions`.

    Raise ConfigError if the folder cannot be read.
    """
    path = folder / "subscriptions.yaml"
    return [*([path] if path.exists() else []), *yaml_files(folder / "subscriptions")]


def _missing(folder: Path) -> str:
    if folder.exists() and not folder.is_dir():
        return gettext("this is a file; the configuration is a folder, created by `noticewatch init DIR`")
    if folder.is_dir():
        return gettext(
            "there is no noticewatch.yaml in this folder; `noticewatch init {folder}` creates it", folder=folder
        )
    return gettext("there is no such folder; `noticewatch init {folder}` creates it", folder=folder)


def _settings(path: Path, environment: Mapping[str, str]) -> tuple[Settings, tuple[str, ...], tuple[Fault, ...]]:
    """Return the settings, the values substituted from the environment and files, and the warnings."""
    document = read_yaml(path)
    data = document.data if document.data is not None else {}
    values = Interpolator(document, environment)
    written = _addresses_by_path(data)
    data = values.interpolate(data, ())
    faults = [*values.faults, *_address_faults(document, data, written)]
    if faults:
        raise ConfigError(faults)
    try:
        settings = parse_model(Settings, document, data)
    except ConfigError as error:
        secrets = Secrets([*values.taken, *_addresses(data)])
        raise ConfigError(_without(secrets, fault) for fault in error.faults) from None
    if settings.operator is not None and settings.operator not in settings.channels:
        hint = suggest(settings.operator, settings.channels)
        raise ConfigError([document.fault(("operator",), f"there is no channel {settings.operator!r}{hint}")])
    return settings, tuple(sorted(values.taken)), tuple(values.defaults)


def _address_faults(document: Document, data: Any, written: Mapping[Path_, str]) -> list[Fault]:
    """Return the faults of URLs in the settings that contain unencoded special characters."""
    faults = {
        # A database driver does not accept an `@`, even from a variable.
        path: address_fault(address, None if path == ("database",) else written.get(path))
        for path, address in _addresses_by_path(data).items()
    }
    return [document.fault(path, fault) for path, fault in faults.items() if fault]


def _addresses_by_path(data: Any) -> dict[Path_, str]:
    if not isinstance(data, dict):
        return {}
    channels = data.get("channels")
    found: dict[Path_, Any] = {("database",): data.get("database"), ("heartbeat",): data.get("heartbeat")}
    for name, channel in (channels if isinstance(channels, dict) else {}).items():
        found["channels", name] = channel.get("url") if isinstance(channel, dict) else channel
    return {path: address for path, address in found.items() if isinstance(address, str)}


def _without(secrets: Secrets, fault: Fault) -> Fault:
    field, message = (hide_addresses(secrets.hide(text)) for text in (fault.field, fault.message))
    return replace(fault, field=field, message=message)


def _addresses(data: Any) -> Iterator[str]:
    """Yield all values that are written where a URL is expected."""
    given = [data.get("database"), data.get("channels"), data.get("heartbeat")] if isinstance(data, dict) else []
    for fault in given:
        for value in fault.values() if isinstance(fault, dict) else fault if isinstance(fault, list) else [fault]:
            if value is not None and not isinstance(value, dict | list):
                yield str(value)


def _dangling(path: Path, settings: Settings, topics: list[Topic], sources: list[Source]) -> list[Fault]:
    """Return the faults of subscriptions that refer to undefined topics, channels or sources."""
    document = read_yaml(path)
    faults = []
    for index, (subscription, _) in enumerate(read_list(Subscription, path)):
        named = [
            ("topics", subscription.topics, [topic.id for topic in topics]),
            ("channels", subscription.channels, list(settings.channels)),
        ]
        for field, names, known in named:
            for place, name in enumerate(names):
                if name not in known:
                    message = f"there is no {field[:-1]} {name!r}{suggest(name, known)}"
                    faults.append(document.fault((index, field, place), message))
        ids = [source.id for source in sources]
        for place, name in enumerate(subscription.filters.sources):
            if name not in ids:
                message = f"there is no source {name!r}{suggest(name, ids)}"
                faults.append(document.fault((index, "filters", "sources", place), message))
    return faults
