"""The input and the output of ingestion."""

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
    """The rules for which recorded notices cause alerts.

    `fresh`: notices published longer ago cause no alerts. `alert`: with `always`, a baseline and old notices cause
    alerts too; with `never`, nothing does. `publishers`: whose sites the sources are. `revisit`: the ages at which
    known notices are visited again, unless their source has its own.
    """

    fresh: timedelta
    alert: str = "news"
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    revisit: tuple[timedelta, ...] = ()


def publishers_of(sources: Iterable[Source]) -> dict[str, Publisher]:
    """Return the publisher of each configured source's site, by source id."""
    return {source.id: Publisher(source.name, source.region, source.level) for source in sources}


@dataclass(frozen=True)
class Decision:
    """The outcome for one notice: the id its address now belongs to, the verdict, and the number of alerts it caused.

    `revision` is the revision whose text it has. `fuller`: it became the notice's face, and has more content than the
    one before.
    """

    notice: int
    revision: int
    verdict: Verdict
    document: Notice
    alerts: int = 0
    fuller: bool = False


@dataclass(frozen=True)
class IngestResult:
    """The outcome of ingesting a poll result.

    `ended`: the trouble from which the source has recovered; `again`: it is to be polled again at once, for the
    remaining pages; `walk`: how far a walk back has come.
    """

    source: str
    decisions: tuple[Decision, ...] = ()
    failures: tuple[Failure, ...] = ()
    ended: Trouble | None = None
    again: bool = False
    walk: BackfillProgress | None = None
