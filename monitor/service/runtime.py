"""The current configuration and the objects built from it, as one immutable value that is replaced as a whole."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.model.network.ip_rules import is_local
from crawler.model.source import Source
from monitor.alerting.clock_alerts import clock_alerts
from monitor.alerting.due_alerts import DueAlerts
from monitor.alerting.matcher import Matcher
from monitor.config import Config, Settings
from monitor.delivery.channels import Channels
from monitor.delivery.sender import DeliveryRules, MessageLanguages
from monitor.delivery.worker import DeliverySetup
from monitor.ingest.pipeline import Policy, publishers_of
from monitor.lists.keeper import ListKeeper
from monitor.lists.upkeep import ListUpkeep
from monitor.model.sources import Rhythm
from monitor.ops.notifier import OperatorChannels
from monitor.polling.setup import PollSetup
from monitor.ports import Store
from monitor.schedule.intervals import PollInterval, PollPlan, make_plan

MINUTE = timedelta(minutes=1)
SAMPLE = 300
"""Number of recent notices whose texts are used as a sample when the query index is built."""


@dataclass(frozen=True)
class Runtime:
    """A configuration and the objects built from it.

    They are needed to poll, to deliver messages, to send alerts about dates, and to update the living lists.
    """

    config: Config
    polling: PollSetup
    delivery: DeliverySetup
    clock_alerts: tuple[DueAlerts[Any], ...]
    lists: ListUpkeep

    @property
    def settings(self) -> Settings:
        """Return the settings of the configuration."""
        return self.config.settings

    @property
    def sources(self) -> Mapping[str, Source]:
        """Return the enabled sources, by id."""
        return self.polling.sources

    @property
    def zone(self) -> ZoneInfo:
        """Return the configured time zone."""
        return ZoneInfo(self.settings.timezone)

    @property
    def operator(self) -> OperatorChannels:
        """Return the channels for messages to the operator."""
        return OperatorChannels(self.settings.operator, list(self.settings.channels))

    @cached_property
    def has_short_intervals(self) -> bool:
        """Return whether a source is polled more often than once a minute."""
        return any(interval.usual < MINUTE for interval in self.intervals().values())

    @cached_property
    def network_evidence(self) -> Collection[str]:
        """Return the ids of the sources whose polls show whether the network works."""
        return network_evidence(self.sources)

    def intervals(self) -> dict[str, PollInterval]:
        """Return the poll intervals of the sources, by source id."""
        return {name: self.polling.interval(name) for name in self.sources}

    def with_plan(self, plan: PollPlan) -> "Runtime":
        """Return a copy of the runtime with another poll plan."""
        return replace(self, polling=replace(self.polling, plan=plan))


class CurrentRuntime:
    """A reference to the current runtime, which may be replaced at any time.

    Code that needs a part of the runtime therefore calls `get` each time.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def get(self) -> Runtime:
        """Return the current runtime."""
        return self._runtime

    def replace(self, runtime: Runtime) -> None:
        """Make `runtime` the current runtime."""
        self._runtime = runtime


def build_runtime(config: Config, channels: Channels, store: Store, clock: Callable[[], datetime]) -> Runtime:
    """Build the runtime of a configuration. With many subscriptions, this takes seconds."""
    sources = {source.id: source for source in config.sources if source.enabled}
    policy = Policy(config.settings.fresh, publishers=publishers_of(config.sources), revisit=config.settings.revisit)
    matcher = Matcher(config, _recent_texts(store))
    plan = plan_polls(config.settings, sources, store, clock())
    return Runtime(
        config,
        PollSetup(matcher, policy, sources, plan, ListKeeper(config)),
        delivery_setup(config, channels),
        clock_alerts(store, config),
        ListUpkeep(store, config),
    )


def delivery_setup(config: Config, channels: Channels) -> DeliverySetup:
    """Return the delivery rules and channels of a configuration."""
    settings = config.settings
    limits = {name: channel.limit for name, channel in settings.channels.items()}
    topics = {topic.id: topic.name for topic in config.topics if topic.name}
    named = {item.id: item.language for item in config.subscriptions if item.language}
    languages = MessageLanguages(settings.language, named, topics)
    return DeliverySetup(channels, DeliveryRules(settings.give_up_after, limits, languages))


def plan_polls(settings: Settings, sources: Mapping[str, Source], store: Store, now: datetime) -> PollPlan:
    """Plan the polls of the sources according to the learnt publication patterns recorded in the store."""
    is_learnt = any(source.every == "auto" for source in sources.values())
    return make_plan(sources.values(), _rhythms(store) if is_learnt else {}, settings.budget, now)


def network_evidence(sources: Mapping[str, Source]) -> Collection[str]:
    """Return the ids of the sources whose polls show whether the network works.

    Sources that run a program are left out, because they can work without the network. For the same reason, sources on
    this computer or in the local network are left out. If there are no other sources, all sources are returned.
    """
    remote = [
        name
        for name, source in sources.items()
        if source.type != "command" and not is_local(urlsplit(source.url).hostname or "")
    ]
    return remote or list(sources)


def settings_needing_restart(old: Config, new: Config) -> Iterator[str]:
    """Yield the names of those settings that differ between `old` and `new` and take effect only after a restart."""
    if old.database != new.database:
        yield "database"
    if old.settings.children != new.settings.children:
        yield "children"


def _rhythms(store: Store) -> dict[str, Rhythm]:
    with store.reading() as tx:
        return tx.sources.rhythms()


def _recent_texts(store: Store) -> list[str]:
    """Return the texts of recent notices, with which the query index estimates how frequent words are."""
    with store.reading() as tx:
        return [record.notice.text for record in tx.notices.latest(SAMPLE, None, None)]
