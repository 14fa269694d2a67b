"""What the daemon goes by, made of one configuration as one value: another one takes its place at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crawler.model.source import Source
from monitor.alerting.matcher import Matcher
from monitor.alerting.reminders import DeadlineReminders
from monitor.config import Config, Settings
from monitor.delivery.channels import Channels
from monitor.delivery.sender import DeliveryRules
from monitor.ingest.pipeline import Policy, publishers_of
from monitor.ports import Store

SAMPLE = 300
"""Recent notices by which the index of queries is laid out."""


@dataclass(frozen=True)
class Runtime:
    """The enabled sources, who is told of what, where and how."""

    config: Config
    channels: Channels
    sources: Mapping[str, Source]
    matcher: Matcher
    reminding: DeadlineReminders
    policy: Policy
    rules: DeliveryRules

    @property
    def settings(self) -> Settings:
        """The settings of its configuration."""
        return self.config.settings

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the settings."""
        return ZoneInfo(self.settings.timezone)


def build_runtime(config: Config, channels: Channels, store: Store) -> Runtime:
    """Everything anew. It takes seconds where there are many subscriptions."""
    sources = {source.id: source for source in config.sources if source.enabled}
    policy = Policy(config.settings.fresh, publishers=publishers_of(config.sources), revisit=config.settings.revisit)
    matcher = Matcher(config, _recent_texts(store))
    return Runtime(
        config, channels, sources, matcher, DeadlineReminders(store, config), policy, rules_of(config.settings)
    )


def rules_of(settings: Settings) -> DeliveryRules:
    """How messages are delivered, by the configuration."""
    return DeliveryRules(settings.give_up_after, {name: channel.limit for name, channel in settings.channels.items()})


def settings_needing_restart(old: Config, new: Config) -> Iterator[str]:
    """The settings that are another, but cannot be while the daemon runs."""
    if old.database != new.database:
        yield "database"
    if old.settings.children != new.settings.children:
        yield "children"


def _recent_texts(store: Store) -> list[str]:
    """Texts such as are to come: by them the index of queries knows which of their words are rare."""
    with store.reading() as tx:
        return [one.notice.text for one in tx.notices.latest(SAMPLE, None, None)]
