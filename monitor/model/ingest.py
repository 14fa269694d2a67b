"""What taking in is told, and what it gives out."""

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
    """Who is told of what is recorded. `fresh`: notices published longer ago alert nobody. `alert`: `always` also
    tells of a baseline and of old notices; `never` tells of nothing. `publishers`: whose sites the sources are.
    `revisit`: the ages at which known notices are looked at again, unless their source has its own."""

    fresh: timedelta
    alert: str = "news"
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    revisit: tuple[timedelta, ...] = ()


def publishers_of(sources: Iterable[Source]) -> dict[str, Publisher]:
    """Whose sites the configured sources are, by id."""
    return {source.id: Publisher(source.name, source.region, source.level) for source in sources}


@dataclass(frozen=True)
class Decision:
    """What became of one notice: the id its address now belongs to, the verdict, and how many alerts it caused.
    `revision` is the one whose text it has. `fuller`: it became the notice's face, and says more than the one before.
    """

    notice: int
    revision: int
    verdict: Verdict
    document: Notice
    alerts: int = 0
    fuller: bool = False


@dataclass(frozen=True)
class IngestResult:
    """What became of a poll result. `ended`: the trouble that the source has got out of; `again`: it is to be polled
    again at once, for the pages that were left; `walk`: how far a walk back has come."""

    source: str
    decisions: tuple[Decision, ...] = ()
    failures: tuple[Failure, ...] = ()
    ended: Trouble | None = None
    again: bool = False
    walk: BackfillProgress | None = None
