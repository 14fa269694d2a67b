"""The part of the configuration on which polling depends, as an immutable value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from crawler.model.source import Source
from monitor.alerting.matcher import Matcher
from monitor.ingest.pipeline import Policy
from monitor.lists.keeper import ListKeeper
from monitor.schedule.intervals import PollInterval, PollPlan, even_plan

UNKNOWN = PollInterval(timedelta(hours=1))
"""The interval of a source that is not configured."""


@dataclass(frozen=True)
class PollSetup:
    """The settings for matching and recording results, and the poll intervals of sources."""

    matcher: Matcher
    policy: Policy
    sources: Mapping[str, Source] = field(default_factory=dict)
    plan: PollPlan = field(default_factory=PollPlan)
    lists: ListKeeper | None = None
    """The living lists that are kept current, or None."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The new ids of sources that the last reload renamed, for the results of polls that were in progress."""

    def interval(self, name: str) -> PollInterval:
        """Return the interval of the source with the id `name`, or UNKNOWN if the source is not configured."""
        source = self.sources.get(name)
        return self.plan.interval(source) if source else UNKNOWN

    def interval_of(self, source: Source) -> PollInterval:
        """Return the interval of a source according to the current configuration.

        If the source was removed from the configuration, its interval in `source` is used.
        """
        return self.plan.interval(self.sources.get(source.id, source))


def poll_setup(
    matcher: Matcher, policy: Policy, sources: Iterable[Source] = (), lists: ListKeeper | None = None
) -> PollSetup:
    """Return the setup for a command that polls once and then ends.

    All sources whose interval is `auto` get the same default interval. `lists` keeps the living lists current, if
    given.
    """
    sources = list(sources)
    return PollSetup(matcher, policy, {source.id: source for source in sources}, even_plan(sources, None), lists)
