"""Functions and classes that load a configuration folder, and check that its files fit together."""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

from pydantic import Field

from crawler.model.source import Source
from crawler.model.types import Frozen
from crawler.model.yaml_file import ConfigError, Fault
from monitor.config.entries import DisabledEntry, check_names, read_files
from monitor.config.living_lists import LivingList
from monitor.config.redaction import SHORTEST_IN_LOGS, Secrets
from monitor.config.settings import SETTINGS_FILE, Settings
from monitor.config.source_secrets import secret_values
from monitor.config.subscriptions import Subscription, Topic
from monitor.config.synonyms import SynonymSet
from monitor.text.i18n import gettext
from monitor.topics import Query, exclude_from, expand_synonyms, parse_query, synonym_key


class Config(Frozen):
    """The content of a configuration folder, validated as a whole."""

    folder: Path
    settings: Settings = Settings()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    lists: tuple[LivingList, ...] = ()
    synonyms: tuple[SynonymSet, ...] = ()
    hidden: Annotated[tuple[str, ...], Field(repr=False)] = ()
    """The values substituted from environment variables and files. They may be secret."""
    warnings: tuple[Fault, ...] = ()
    """Warnings that are not faults: defaults used in place of unset variables."""
    faulty: tuple[DisabledEntry, ...] = ()
    """The faulty entries, which are left out or not used completely."""

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

    @property
    def disabled_channels(self) -> frozenset[str]:
        """The names of the channels that are not used because they are faulty."""
        faulty = {entry.id for entry in self.faulty if entry.kind == "channel"}
        return frozenset(faulty - self.settings.channels.keys())

    @cached_property
    def synonym_words(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each synonym set, by the key of the set. Words of other sets to which it refers are included."""
        return expand_synonyms({synonym_key(synonyms.id): synonyms.words for synonyms in self.synonyms})

    @cached_property
    def excluded(self) -> Query | None:
        """The query of the settings' `exclude`, which applies to all subscriptions, or None if `exclude` is not set."""
        return parse_query(self.settings.exclude, self.synonym_words) if self.settings.exclude else None

    def parse_topic(self, query: str) -> Query:
        """Parse the query of a topic. The result does not match notices that the settings' `exclude` matches.

        This is the query that is evaluated for subscriptions.
        """
        return exclude_from(parse_query(query, self.synonym_words), self.excluded)

    @property
    def database(self) -> str:
        """The database URL, with a relative SQLite path resolved against the configuration folder."""
        url = self.settings.database
        match = re.fullmatch(r"(sqlite(?:\+\w+)?):///([^/:?].*)", url)
        # `?` would begin the options of the URL; SQLAlchemy decodes the path.
        folder = str(self.folder.resolve()).replace("%", "%25").replace("?", "%3F")
        return f"{match[1]}:///{folder}/{match[2]}" if match else url

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database whose URL has no options, or None for any other database."""
        match = re.fullmatch(r"sqlite:///([^?\x00]+)", self.database)
        return Path(unquote(match[1])) if match else None

    @cached_property
    def topic_names(self) -> Mapping[str, str]:
        """The names of the topics, by id."""
        return {topic.id: topic.name for topic in self.topics}

    @cached_property
    def source_names(self) -> Mapping[str, str]:
        """The names of the sources, by id."""
        return {source.id: source.name for source in self.sources}

    def living_list(self, name: str) -> LivingList | None:
        """Return the list with the id `name`, or None if there is no such list."""
        return next((found for found in self.lists if found.id == name), None)

    def source(self, name: str) -> Source | None:
        """Return the source with the id `name`, or None if there is no such source."""
        return next((source for source in self.sources if source.id == name), None)


def _is_bare_file(database: str) -> bool:
    """Return whether a database URL consists of a SQLite file only, without options. Such a URL contains no secret."""
    return database.startswith("sqlite:///") and "?" not in database


def load_config(folder: Path, environment: Mapping[str, str] = os.environ, *, lenient: bool = False) -> Config:
    """Load the configuration in a folder. The settings may refer to the variables in `environment`.

    Raises ConfigError, which lists all faults, if the configuration is faulty. If `lenient` is true, a fault in a
    source, topic, subscription, list or channel raises no error. Such an entry is listed in `Config.faulty`, and is
    left out or used only in part (see `check_names`).
    """
    try:
        there = (folder / SETTINGS_FILE).is_file()
    except OSError as error:
        raise ConfigError([Fault(str(folder)[:200], None, "", error.strerror or str(error))]) from error
    if not there:
        raise ConfigError([Fault(str(folder), None, "", _missing(folder))])
    read = read_files(folder, environment)
    if lenient or not read.faulty:
        read = check_names(read)
    if read.faulty and not lenient:
        raise ConfigError(fault for entry in read.faulty for fault in entry.faults)
    settings = read.settings.settings
    return Config(
        folder=folder,
        settings=settings,
        sources=tuple(entry.value for entry in read.sources),
        topics=tuple(entry.value for entry in read.topics),
        subscriptions=tuple(
            entry.value.model_copy(update={"timezone": entry.value.timezone or settings.timezone})
            for entry in read.subscriptions
        ),
        lists=tuple(entry.value for entry in read.lists),
        synonyms=read.synonyms,
        hidden=read.settings.hidden,
        warnings=read.settings.warnings,
        faulty=read.faulty,
    )


def _missing(folder: Path) -> str:
    if folder.exists() and not folder.is_dir():
        return gettext("this is a file; the configuration is a folder, created by `noticewatch init DIR`")
    if folder.is_dir():
        return gettext(
            "there is no noticewatch.yaml in this folder; `noticewatch init {folder}` creates it", folder=folder
        )
    return gettext("there is no such folder; `noticewatch init {folder}` creates it", folder=folder)
