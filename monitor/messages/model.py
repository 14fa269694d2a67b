"""Immutable classes for the content of a message. All texts are sanitized, and not yet shortened or formatted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.messages.diff import Alteration
from monitor.text.i18n import Language as Language


@dataclass(frozen=True)
class TargetContent:
    """A target of a measure. `by` is the date by which the target must be met."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class ClauseContent:
    """A measure in a message.

    `place` is a position in `text`: that of the matched word or of the change because of which the measure is included.
    Measures with a higher `weight` take precedence. If there are several `units`, `lead` and `support` contain the
    leading and the supporting units.
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
    """A deadline of a notice.

    `whom` states to whom it applies: the `public`, the `addressees` of the notice, or the `units` that the notice
    names.
    """

    date: date
    text: str
    approximate: bool = False
    whom: str = "public"


@dataclass(frozen=True)
class ReminderContent:
    """The date of which a message reminds. If `moved` is true, the notice no longer contains this date."""

    date: date
    approximate: bool = False
    moved: bool = False


@dataclass(frozen=True)
class ExpectedContent:
    """The next notice of a series, which is expected on the date `day`.

    `earliest` and `latest` limit the forecast window. They are None if the forecast has changed since the alert.
    `arrived` is true if the notice was published in the meantime. `editions` is the number of past dates of the series.
    """

    day: date
    earliest: date | None = None
    latest: date | None = None
    arrived: bool = False
    editions: int = 0


@dataclass(frozen=True)
class FileContent:
    """An attachment. `fault` is the code of the reason why the attachment could not be read, or empty."""

    name: str
    fault: str = ""


@dataclass(frozen=True)
class Content:
    """All content that a message may show about a notice. The message is the same for all subscriptions.

    `left` is the number of further measures that are not in `measures`. `quotes` are lines that are shown instead of
    measures. `alerts` contains the ids of the message's alerts. `reminds` is the date if the message is a reminder.
    `changes` contains the alterations of a revision, and `unshown` is the number of further alterations. `expects` is
    the next notice of the series if it is expected or overdue; the other fields then describe the last notice.
    `due_targets` contains the texts of the targets that are due soon, if the message is about them.
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
    expects: ExpectedContent | None = None
    due_targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class DigestContent:
    """The content of a message about several notices.

    `contents` contains the content about each notice, in display order. `heading` is the title of the message.
    """

    contents: tuple[Content, ...]
    heading: str

    @property
    def number(self) -> str:
        """The ids of all alerts of the message, joined by `+`. They form the last line of the message."""
        return "+".join(str(alert) for content in self.contents for alert in content.alerts)


def language_of(contents: Sequence[Content]) -> Language:
    """Return the language of a message about several notices: Chinese if at least half of them are Chinese."""
    return "zh" if sum(content.language == "zh" for content in contents) * 2 >= len(contents) else "en"
