"""The content of a message, before it has a format or a length. Frozen values of clean, whole texts of strangers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.messages.diff import Alteration
from monitor.text.i18n import Language as Language


@dataclass(frozen=True)
class TargetContent:
    """A target of a measure: its words, and by when."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class ClauseContent:
    """A measure in a message. `place`: the position in its text for which it is included; more `weight` goes first.

    `lead` and `support` are those of `units` that are named as leading or supporting beside others.
    """

    path: str
    headings: tuple[str, ...]
    text: str
    units: tuple[str, ...] = ()
    targets: tuple[TargetContent, ...] = ()
    place: int = 0
    weight: int = 0
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeadlineContent:
    """A deadline: for the `public`, the `addressees` of the notice, or the `units` that it names."""

    date: date
    text: str
    approximate: bool = False
    whom: str = "public"


@dataclass(frozen=True)
class ReminderContent:
    """The deadline that a message is a reminder of; `moved`: the notice does not name it any more."""

    date: date
    approximate: bool = False
    moved: bool = False


@dataclass(frozen=True)
class FileContent:
    """An attachment; `fault` says why it could not be read."""

    name: str
    fault: str = ""


@dataclass(frozen=True)
class Content:
    """All that one message may contain of a notice, for all whom it serves.

    `left`: measures beyond those that are held; `quotes` are lines shown instead of measures; `alerts` the ids that the
    message carries; `reminds` is the deadline that it is a reminder of; `changes` what a revision altered, and
    `unshown` how many changes there are beyond those.
    """

    language: Language
    event: str
    title: str
    url: str
    issuers: tuple[str, ...] = ()
    number: str = ""
    region: tuple[str, ...] = ()
    kind: str = ""
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    copies: tuple[str, ...] = ()
    files: tuple[FileContent, ...] = ()
    deadlines: tuple[DeadlineContent, ...] = ()
    measures: tuple[ClauseContent, ...] = ()
    left: int = 0
    quotes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    alerts: tuple[int, ...] = field(default=())
    reminds: ReminderContent | None = None
    changes: tuple[Alteration, ...] = ()
    unshown: int = 0


@dataclass(frozen=True)
class DigestContent:
    """The content of a message of several notices, in the order in which they appear in it, and its title."""

    contents: tuple[Content, ...]
    heading: str

    @property
    def number(self) -> str:
        """The end of the message: the ids of all its alerts."""
        return "+".join(str(alert) for content in self.contents for alert in content.alerts)


def language_of(contents: Sequence[Content]) -> Language:
    """Return the language of several contents: Chinese when half of them are Chinese."""
    return "zh" if sum(content.language == "zh" for content in contents) * 2 >= len(contents) else "en"
