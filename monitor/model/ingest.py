"""Data that the processing of poll results needs and returns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from crawler.model.notice import Notice
from crawler.model.results import BackfillProgress, Failure
from crawler.model.source import Source
from monitor.identity.origin import Publisher
from monitor.identity.verdict import Verdict
from monitor.model import Trouble


@dataclass(frozen=True)
class Policy:
    """The settings that determine which notices cause alerts and when known notices are revisited.

    A notice causes no alert if it was published longer than `fresh` ago. If `alert` is `always`, old notices and the
    notices of a source's first listing (the baseline) also cause alerts. If `alert` is `never`, no notice causes
    alerts. `publishers` contains the publishers of sites by source id. `revisit` contains the ages at which known
    notices are revisited, unless their source has its own setting.
    """

    fresh: timedelta
    alert: str = "news"
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    revisit: tuple[timedelta, ...] = ()


def publishers_of(sources: Iterable[Source]) -> dict[str, Publisher]:
    """Return the publisher of each configured source's site, by source id."""
    shared: dict[Publisher, Publisher] = {}
    found = ((source.id, Publisher(source.name, source.region, source.level)) for source in sources)
    return {name: shared.setdefault(publisher, publisher) for name, publisher in found}


@dataclass(frozen=True)
class Decision:
    """The result of processing and recording one notice.

    `notice` is the id of the notice to which the URL of `document` now belongs. `revision` is the number of the
    revision that has this text. `alerts` is the number of alerts caused. `fuller` is true if this text replaced the
    displayed text of the notice and has more content. `rewritten` is true if the recorded text of the notice is new,
    was changed, or was replaced by another reading.
    """

    notice: int
    revision: int
    verdict: Verdict
    document: Notice
    alerts: int = 0
    fuller: bool = False
    rewritten: bool = False


@dataclass(frozen=True)
class IngestResult:
    """The outcome of processing the result of a poll.

    `ended` is the trouble from which the source has recovered, or None. `again` is true if the source must be polled
    again at once for its remaining pages. `walk` is the progress of a backfill. `repeated` is true if neither this poll
    nor the previous one could read all pages of the listing.
    """

    source: str
    decisions: tuple[Decision, ...] = ()
    failures: tuple[Failure, ...] = ()
    ended: Trouble | None = None
    again: bool = False
    walk: BackfillProgress | None = None
    repeated: bool = False
