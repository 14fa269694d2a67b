"""The part of the configuration that polling depends on, as one immutable value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from crawler.model.source import Source
from monitor.alerting.matcher import Matcher
from monitor.ingest.pipeline import Policy
from monitor.schedule.intervals import PollInterval, PollPlan, even_plan

UNKNOWN = PollInterval(timedelta(hours=1))
"""The interval of a source that is not configured."""


@dataclass(frozen=True)
class PollSetup:
    """How results are matched and recorded, and how often each source is polled."""

    matcher: Matcher
    policy: Policy
    sources: Mapping[str, Source] = field(default_factory=dict)
    plan: PollPlan = field(default_factory=PollPlan)

    def interval(self, name: str) -> PollInterval:
        """Return the interval of a source by its id; UNKNOWN if it is not configured."""
        source = self.sources.get(name)
        return self.plan.interval(source) if source else UNKNOWN

    def interval_of(self, source: Source) -> PollInterval:
        """Return the interval of a source; the configuration in force wins over the one it was claimed with."""
        return self.plan.interval(self.sources.get(source.id, source))


def poll_setup(matcher: Matcher, policy: Policy, sources: Iterable[Source] = ()) -> PollSetup:
    """Return the setup of a one-off command, in which all `auto` sources share the default budget."""
    sources = list(sources)
    return PollSetup(matcher, policy, {source.id: source for source in sources}, even_plan(sources, None))
