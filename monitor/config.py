"""The configuration folder as one value, or the faults in it by file, line and field."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from crawler.configfile import (
    ConfigError,
    Document,
    Fault,
    Path_,
    parse,
    read_all,
    read_list,
    read_sources,
    read_yaml,
    suggest,
    yaml_files,
)
from crawler.source import Ages, Source
from crawler.values import Duration, Frozen, PositiveDuration
from monitor.hours import Cron, Day, Deliver, Leads, Quiet, ZoneName
from monitor.limits import Limit, parse_limit
from monitor.secrets import SHORTEST_IN_LOGS, Secrets, hide_addresses
from monitor.signing import signing_key, webhook_url
from monitor.synonyms import SynonymSet, check_topics, read_synonyms
from monitor.topics import QueryError, expand_synonyms, parse_query, synonym_key

SETTINGS_FILE = "noticewatch.yaml"
_VARIABLE = re.compile(r"\$\{(?:([A-Za-z_][A-Za-z0-9_]*)|file:([^{}]+))\}")
_SECRET_LIMIT = 64 * 1024
"""Bytes of a file that a value is taken from."""
Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\s/]+$")]


class Topic(Frozen):
    """A named query."""

    id: Id
    """One word that names the topic."""
    name: str = ""
    """What people call it."""
    query: Annotated[str, Field(min_length=1, max_length=10_000)]
    """Words with AND, OR, NOT, "quotes" and (groups); `title:`, `issuer:`, `kind:`, `number:`, `region:` or `unit:`
    before a word looks at that field alone; `issued:`, `published:`, `effective:`, `deadline:` take days and ranges of
    them; `"…"~5` are words close together; `@name` is a synonym set."""

    @field_validator("query")
    @classmethod
    def _readable(cls, query: str) -> str:
        try:
            parse_query(query)
        except QueryError as error:
            raise ValueError(f"a query that can be read: {error}") from error
        return query


class Filters(Frozen):
    """What a notice must be besides on the topic; an empty list lets all pass. Regions, issuers and kinds are compared
    whole, all of them script and width folded."""

    regions: tuple[Annotated[str, Field(pattern=r"^[^/]+(/[^/]+)*$")], ...] = ()
    """Its region, or one around it, is among these: a name (`滨州市`), or a path from outside in
    (`CN/山东省/滨州市`)."""
    include_parents: bool = False
    """Also what the levels above a region publish for all below them: for `CN/山东省/滨州市` notices of 山东省 as a
    whole, and of CN. Regions must then be paths."""
    issuers: tuple[str, ...] = ()
    """One of its issuers is among these."""
    kinds: tuple[str, ...] = ()
    """Its document type (通知, 意见, …, news) is among these."""
    sources: tuple[str, ...] = ()
    """Ids of the sources it may come from."""
    units: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """The measure (for scope `notice`: one of its clauses) names a responsible unit whose name contains one of these;
    while no clause could be read, the text does."""

    @model_validator(mode="after")
    def _paths(self) -> "Filters":
        names = [region for region in self.regions if "/" not in region and not re.fullmatch("[A-Za-z]{2}", region)]
        if self.include_parents and names:
            raise ValueError(f"with include_parents, regions as paths such as CN/山东省/滨州市, not {names[0]!r}")
        return self


class Subscription(Frozen):
    """Who is told of what, where."""

    id: Id
    """One word that names the subscription."""
    topics: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of topics; a notice on any of them counts."""
    scope: Literal["measure", "notice"] = "measure"
    """Where a topic's words must meet: in one measure (while none could be read, in the whole text), or anywhere."""
    on: Annotated[tuple[Literal["new", "revised", "deadline"], ...], Field(min_length=1)] = ("new",)
    """What is told: new notices, revisions of known ones, coming deadlines."""
    days_before: Leads = (7,)
    """How many days ahead of a deadline it is told: a number, or several."""
    channels: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of channels in noticewatch.yaml."""
    deliver: Deliver = None
    """When it is sent: at once, or gathered, at the times of a cron expression, as one message."""
    quiet: Quiet | None = None
    """Hours in which nothing is sent: what is due in them waits for their end."""
    hourly_cap: Annotated[int, Field(ge=1)] | None = None
    """The most messages in an hour; what comes besides is one message at the hour's end."""
    snooze: Day | None = None
    """Nothing is sent before this day; what came meanwhile is one message then."""
    timezone: ZoneName | None = None
    """The time zone of its times and days; without it, that of the settings."""
    filters: Filters = Filters()
    """What a notice must be besides."""
    enabled: bool = True
    """`false` lets it rest."""


class Keep(Frozen):
    """How long what is kept. A notice whose text is gone is still known, and its copies are."""

    pages: PositiveDuration = timedelta(days=90)
    """The bytes of pages, as evidence and for reading them again."""
    polls: PositiveDuration = timedelta(days=30)
    """The rows of polls."""
    events: PositiveDuration = timedelta(days=365)
    """The rows of events."""
    notices: PositiveDuration | None = None
    """The texts of notices; null: for ever."""


_SERVICES, _WEBHOOKS = Limit(20, timedelta(minutes=1)), Limit(10, timedelta(seconds=1))
"""What is sent to a channel at most when it does not say: chat services take some 20 messages a minute."""
_AtMost = Annotated[
    Limit,
    BeforeValidator(
        parse_limit,
        json_schema_input_type=Annotated[str, Field(title="limit", pattern=r"^\s*\d{1,5}\s*/\s*(s|min|h|day)\s*$")],
    ),
    PlainSerializer(str),
]


class Channel(Frozen):
    """Where messages go. An address alone stands for a channel with nothing but a `url`."""

    url: Annotated[str, Field(min_length=1, repr=False)]
    """The address, as Apprise writes it; or `webhook+https://…`, which takes each alert as a signed CloudEvent."""
    at_most: _AtMost | None = None
    """The most messages in a time, such as `20/min`, `1/s`, `100/h` or `500/day`; by default `20/min`, to a webhook
    `10/s`."""
    secret: Annotated[str | tuple[str, ...], Field(repr=False)] = ()
    """What requests to a webhook are signed with: `whsec_…`; while it is being replaced, a list of the new and the old
    one."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets, however they were written."""
        return (self.secret,) if isinstance(self.secret, str) else self.secret

    @property
    def limit(self) -> Limit:
        """The most messages in a time."""
        return self.at_most or (_WEBHOOKS if webhook_url(self.url) else _SERVICES)

    @model_validator(mode="after")
    def _signed(self) -> "Channel":
        is_webhook = webhook_url(self.url) is not None
        if is_webhook != bool(self.secrets):
            raise ValueError("`secret: whsec_…`, which a webhook is signed with" if is_webhook else
                             "no `secret`, which only a webhook (`webhook+https://…`) has")  # fmt: skip
        for secret in self.secrets:
            signing_key(secret)
        return self


def _channel(written: Any) -> Any:
    if isinstance(written, str) and written:
        return {"url": written}
    if isinstance(written, dict | Channel):
        return written
    raise ValueError("an address, or fields with `url`")


_Channel = Annotated[
    Channel, BeforeValidator(_channel, json_schema_input_type=Annotated[str, Field(min_length=1)] | Channel)
]


def _web_address(written: str) -> str:
    # What was given is a secret: it is not repeated.
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an http or https address")
    return written


class Settings(Frozen):
    """`noticewatch.yaml`. `${NAME}` in a value is taken from the environment, `${file:PATH}` from a file."""

    database: Annotated[str, Field(min_length=1, repr=False)] = "sqlite:///noticewatch.db"
    """Any SQLAlchemy URL: SQLite (relative to the folder) or PostgreSQL."""
    channels: Annotated[dict[Id, _Channel], Field(repr=False)] = {}
    """Where alerts go, by name: addresses as Apprise writes them, or `webhook+https://…`; or the fields below."""
    still_watching: Cron | None = "0 9 * * mon"
    """When the operator is told that all is still being watched, and what became of it since the last time: a cron
    expression in the settings' `timezone`; null: never."""
    heartbeat: Annotated[Annotated[str, AfterValidator(_web_address)] | None, Field(repr=False)] = None
    """An address that is asked each minute while the daemon works, such as `https://hc-ping.com/…`, so that somebody
    notices when it does not."""
    operator: Id | None = None
    """The channel that is told when a source can no longer be read, and when it can again; and when another channel
    takes no messages. While it takes none itself, the first other channel that does is told."""
    give_up_after: PositiveDuration = timedelta(days=3)
    """A message that has failed for so long is given up; `deliveries list --failed` shows it."""
    fresh: Duration = timedelta(days=30)
    """A notice published longer ago than this before it was first seen alerts nobody."""
    revisit: Ages = tuple(map(timedelta, (1, 3, 7, 30)))
    """Ages at which a known notice is looked at again, for revisions and withdrawals; `[]`: never."""
    budget: Annotated[float, Field(gt=0, le=10_000_000)] | None = None
    """Polls a day for all sources with `every: auto` together; null: 96 for each. A source is polled once a day at
    least, and every 2 minutes at most."""
    children: Annotated[int, Field(ge=1, le=64)] = 1
    """Crawler processes."""
    timezone: ZoneName = "UTC"
    """The time zone in which subscriptions name times and days."""
    delay: Duration = timedelta(milliseconds=250)
    """The least time between two requests to one host."""
    contact: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,200}$")] | None = None
    """An address of yours, told to the sites in the User-Agent."""
    keep: Keep = Keep()
    """How long what is kept."""


class Config(Frozen):
    """Everything a configuration folder says, checked as a whole."""

    folder: Path
    settings: Settings = Settings()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    synonyms: tuple[SynonymSet, ...] = ()
    hidden: Annotated[tuple[str, ...], Field(repr=False)] = ()
    """The values that were taken from the environment and from files."""

    @cached_property
    def secrets(self) -> Secrets:
        """What of it must not be said in a log."""
        channels = self.settings.channels.values()
        addresses = [self.settings.database, *filter(None, [self.settings.heartbeat]), *(one.url for one in channels)]
        keys = [secret for one in channels for secret in one.secrets]
        return Secrets([*self.hidden, *keys], addresses, SHORTEST_IN_LOGS)

    @cached_property
    def synonym_words(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each synonym set by its key, those of the sets inside it included."""
        return expand_synonyms({synonym_key(one.id): one.words for one in self.synonyms})

    @property
    def database(self) -> str:
        """The database's URL; a relative SQLite path is relative to the folder."""
        url = self.settings.database
        match = re.fullmatch(r"(sqlite(?:\+\w+)?):///([^/:?].*)", url)
        return f"{match[1]}:///{self.folder.resolve() / match[2]}" if match else url

    def source(self, name: str) -> Source | None:
        """The source of that id."""
        return next((source for source in self.sources if source.id == name), None)


def load_config(folder: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration in a folder. Raises ConfigError with all faults at once."""
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

    settings, hidden = take(lambda: _settings(folder / SETTINGS_FILE, environment), (None, ()))
    sources = take(lambda: read_sources(folder), None)
    topics = take(lambda: read_all(Topic, yaml_files(folder / "topics")), None)
    path = folder / "subscriptions.yaml"
    subscriptions = take(lambda: read_all(Subscription, [path]) if path.exists() else [], ())
    synonyms = take(lambda: read_synonyms(folder), None)
    if topics is not None and synonyms is not None:
        queries = {topic.id: topic.query for topic in topics}
        take(lambda: check_topics(Topic, folder, queries, synonyms), None)
    if subscriptions and not (settings is None or topics is None or sources is None):
        faults += _dangling(path, settings, topics, sources)
    if faults:
        raise ConfigError(faults)
    zoned = (one.model_copy(update={"timezone": one.timezone or settings.timezone}) for one in subscriptions)
    return Config(folder=folder, settings=settings, sources=tuple(sources), topics=tuple(topics),
                  subscriptions=tuple(zoned), synonyms=tuple(synonyms), hidden=hidden)  # fmt: skip


def _missing(folder: Path) -> str:
    if folder.exists() and not folder.is_dir():
        return "this is a file; the configuration is a folder, which `noticewatch init DIR` makes"
    what = f"there is no {SETTINGS_FILE} in this folder" if folder.is_dir() else "there is no such folder"
    return f"{what}; `noticewatch init {folder}` makes one"


def _settings(path: Path, environment: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and the values in them that were taken from elsewhere."""
    document = read_yaml(path)
    data = document.data if document.data is not None else {}
    values = _Values(document, environment)
    data = values.filled_in(data, ())
    if values.faults:
        raise ConfigError(values.faults)
    try:
        settings = parse(Settings, document, data)
    except ConfigError as error:
        secrets = Secrets([*values.taken, *_addresses(data)])
        raise ConfigError(_without(secrets, fault) for fault in error.faults) from None
    if settings.operator is not None and settings.operator not in settings.channels:
        hint = suggest(settings.operator, settings.channels)
        raise ConfigError([document.fault(("operator",), f"there is no channel {settings.operator!r}{hint}")])
    return settings, tuple(sorted(values.taken))


def _without(secrets: Secrets, fault: Fault) -> Fault:
    field, message = (hide_addresses(secrets.hide(text)) for text in (fault.field, fault.message))
    return replace(fault, field=field, message=message)


def _addresses(data: Any) -> Iterator[str]:
    """What was written where an address should stand, whatever it is."""
    given = [data.get("database"), data.get("channels"), data.get("heartbeat")] if isinstance(data, dict) else []
    for one in given:
        for value in one.values() if isinstance(one, dict) else one if isinstance(one, list) else [one]:
            if value is not None and not isinstance(value, dict | list):
                yield str(value)


class _Values:
    """Fills values in from the environment and from files; notes them (`taken`), for they may be secrets."""

    def __init__(self, document: Document, environment: Mapping[str, str]) -> None:
        self._document, self._environment = document, environment
        self.faults: list[Fault] = []
        self.taken: set[str] = set()

    def filled_in(self, node: Any, path: Path_) -> Any:
        """The data with `${NAME}` and `${file:PATH}` replaced."""
        if isinstance(node, dict):
            return {key: self.filled_in(value, (*path, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [self.filled_in(one, (*path, place)) for place, one in enumerate(node)]
        if not isinstance(node, str):
            return node
        return _VARIABLE.sub(lambda found: self._value(found[1], found[2], path), node)

    def _value(self, name: str | None, file: str | None, path: Path_) -> str:
        try:
            if name is not None and name not in self._environment:
                raise ValueError(f"the environment has no variable {name}")
            value = self._environment[name] if name is not None else self._read(str(file))
        except ValueError as error:
            self.faults.append(self._document.fault(path, str(error)))
            return ""
        if value:
            self.taken.add(value)
        return value

    def _read(self, name: str) -> str:
        """The text of a file, relative to the folder of the settings, without the end of its last line. Raises
        ValueError, which names the file and never what is in it."""
        path = Path(self._document.file).parent / name
        try:
            if path.exists() and not path.is_file():
                raise ValueError(f"{path} is no file")
            with path.open("rb") as opened:
                raw = opened.read(_SECRET_LIMIT + 1)
        except OSError as error:
            raise ValueError(f"the file {path} cannot be read: {error.strerror or type(error).__name__}") from error
        if len(raw) > _SECRET_LIMIT:
            raise ValueError(f"the file {path} is larger than {_SECRET_LIMIT} bytes")
        try:
            text = raw.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise ValueError(f"the file {path} is not UTF-8 text") from None
        if not text or not text.isprintable():
            raise ValueError(f"the file {path} does not hold one line of text")
        return text


def _dangling(path: Path, settings: Settings, topics: list[Topic], sources: list[Source]) -> list[Fault]:
    """Faults for topics, channels and sources that subscriptions name and nobody defines."""
    document, faults = read_yaml(path), []
    for index, (subscription, _) in enumerate(read_list(Subscription, path)):
        named = [("topics", subscription.topics, [topic.id for topic in topics]),
                 ("channels", subscription.channels, list(settings.channels))]  # fmt: skip
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
