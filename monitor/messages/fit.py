"""Functions that select the level of detail of a message, from the whole content down to the title.

Pure functions; no I/O.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from monitor.health.trouble_names import trouble_name
from monitor.messages.change_view import ChangeView, change_view
from monitor.messages.escape import address, escape_text
from monitor.messages.highlight import Marked, term_spans
from monitor.messages.model import ClauseContent, Content, ExpectedContent, FileContent, ReminderContent
from monitor.messages.outlook import expectation
from monitor.messages.relevant_clauses import heaviest
from monitor.text.i18n import N_, Language, in_language, translate
from monitor.text.sanitize import cut, excerpt_around


@dataclass(frozen=True)
class Detail:
    """The level of detail at which a notice is shown.

    `text`, `target`, `fact`, `title` and `change` are the maximum numbers of characters of a measure's text, a target,
    a fact, the title and a changed clause. `targets` is the maximum number of targets shown for each measure, and
    `changes` is the maximum number of changed clauses shown for a revision.

    Each of the other fields is true if certain parts of the notice are shown. `around`: the headings above a measure.
    `extras`: attachments, copies and the wording of deadlines. `reasons`: why the notice matched, and minor facts.
    `facts`: the issuer, the number and the deadlines. `link`: the URL.
    """

    text: int
    target: int = 60
    targets: int = 2
    fact: int = 300
    title: int = 120
    around: bool = False
    extras: bool = True
    reasons: bool = True
    facts: bool = True
    link: bool = True
    changes: int = 3
    change: int = 80


DETAILS = (
    Detail(320, 120, 12, around=True, changes=8, change=240),
    Detail(160, 120, 12, around=True, changes=8, change=160),
    Detail(80, 120, 6, around=True, changes=6, change=120),
    Detail(40, 80, 3, around=True, changes=4, change=100),
    Detail(0),
)
"""Levels of detail that show all measures, in descending order of detail."""
WHOLE = Detail(1200, 300, 20, around=True, changes=20, change=600)
"""The level of detail for formats with ample space."""
_SCARCE = (
    Detail(0, targets=1, fact=120),
    Detail(0, targets=0, fact=60, title=80, extras=False, changes=2, change=60),
    Detail(0, targets=0, fact=40, title=80, extras=False, reasons=False, changes=1, change=60),
)
_TITLE = Detail(0, fact=60, title=80, extras=False, reasons=False, facts=False, changes=0)
_BARE = (_TITLE, replace(_TITLE, title=60), *(replace(_TITLE, title=limit, link=False) for limit in (60, 30, 10)))
"""Levels of detail that show only the title, the URL and the number of omitted parts."""


@dataclass(frozen=True)
class Link:
    """A link in a message.

    `url` is safe in any format, or empty if the URL is not acceptable. `text` is the link's text.
    """

    url: str
    text: str


@dataclass(frozen=True)
class TargetView:
    """A target as shown in a message."""

    text: str
    by: str


@dataclass(frozen=True)
class ClauseView:
    """A measure as shown in a message. `others` contains the units that neither lead nor support."""

    path: str
    headings: tuple[Marked, ...]
    text: Marked
    units: tuple[str, ...]
    targets: tuple[TargetView, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class DeadlineView:
    """A deadline as shown in a message."""

    date: date
    text: str
    approximate: bool
    whom: str


@dataclass(frozen=True)
class FileView:
    """An attachment as shown in a message."""

    name: str
    fault: str


@dataclass(frozen=True)
class FittedView:
    """The content of a message about a notice, as a template receives it. All texts are escaped and shortened.

    `left` is the number of measures that are not shown, and `unshown` is the number of changes that are not shown.
    `expects_note` is a sentence about the next notice of the series, which `expects` describes.
    """

    event: str
    changes: tuple[ChangeView, ...]
    unshown: int
    title: str
    link: Link | None
    issuers: tuple[str, ...]
    number: str
    region: tuple[str, ...]
    kind: str
    issued_on: date | None
    published_on: date | None
    effective_on: date | None
    expires_on: date | None
    copies: tuple[Link, ...]
    files: tuple[FileView, ...]
    deadlines: tuple[DeadlineView, ...]
    measures: tuple[ClauseView, ...]
    left: int
    quotes: tuple[Marked, ...]
    words: tuple[str, ...]
    topics: tuple[str, ...]
    subscriptions: tuple[str, ...]
    id: str
    reminds: ReminderContent | None = None
    expects: ExpectedContent | None = None
    expects_note: str = ""
    due_targets: tuple[str, ...] = ()


def fit_to_limit(content: Content, fits: Callable[[FittedView], bool], *, much: bool = False) -> FittedView:
    """Return the content of a message at the highest level of detail for which `fits` returns true.

    If not all measures fit, those with the highest weight are shown. If `much` is true, the first level tried is one
    that is too detailed for chat messages. If nothing fits, the content at the lowest level is returned.
    """
    for detail in ((WHOLE,) if much else ()) + DETAILS:
        if fits(shown := render_view(content, detail)):
            return shown
    for detail in _SCARCE:
        count = largest_fitting(len(content.measures), partial(_fits_with, content, detail, fits))
        # The changes of a revision have priority over its measures.
        if count or ((content.changes or not content.measures) and fits(render_view(content, detail, 0))):
            return render_view(content, detail, count)
    for detail in _BARE:
        if fits(shown := render_view(content, detail, 0)):
            return shown
    return shown


def largest_fitting(count: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `count` for which `fits` returns true, or 0 if there is no such number.

    The search is a bisection: `fits` must be true for all numbers below the result and false for all numbers above it.
    """
    low = 0
    high = count
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _fits_with(content: Content, detail: Detail, fits: Callable[[FittedView], bool], count: int) -> bool:
    return fits(render_view(content, detail, count))


def render_view(content: Content, detail: Detail, count: int | None = None) -> FittedView:
    """Return the content at a level of detail, without markup.

    Only the `count` measures with the highest weight are shown, or all measures if `count` is None.
    """
    measures = heaviest(content.measures, count)
    facts = detail.facts
    extras = detail.extras
    reasons = detail.reasons
    words = content.words

    def fact(text: str) -> str:
        return escape_text(cut(text, detail.fact))

    return FittedView(
        event=content.event,
        changes=tuple(change_view(change, detail.change) for change in content.changes[: detail.changes]),
        unshown=content.unshown + max(0, len(content.changes) - detail.changes),
        title=escape_text(cut(content.title, detail.title)) or address(content.url) or fact(content.url),
        link=Link(address(content.url), address(content.url) or fact(content.url)) if detail.link else None,
        issuers=_list(content.issuers if facts else (), detail.fact),
        number=fact(content.number) if facts else "",
        region=_list(content.region if reasons else (), detail.fact),
        kind=fact(content.kind) if reasons else "",
        issued_on=content.issued_on if reasons else None,
        published_on=content.published_on if facts else None,
        effective_on=content.effective_on if reasons else None,
        expires_on=content.expires_on if reasons else None,
        copies=tuple(Link(url, url) for url in map(address, content.copies if extras else ()) if url),
        files=tuple(
            FileView(fact(attachment.name), fact(_fault(attachment, content.language)))
            for attachment in (content.files if extras else ())
        ),
        deadlines=tuple(
            DeadlineView(
                deadline.date,
                escape_text(cut(deadline.text, 120)) if extras else "",
                deadline.approximate,
                deadline.whom,
            )
            for deadline in (content.deadlines if facts else ())
        ),
        measures=tuple(_measure(measure, detail, words) for measure in measures),
        left=content.left + len(content.measures) - len(measures),
        quotes=tuple(highlighted_text(line, words) for line in (content.quotes if reasons else ())),
        words=_list(words if reasons else (), detail.fact),
        topics=_list(content.topics if reasons else (), detail.fact),
        subscriptions=_list(content.subscriptions if reasons else (), detail.fact),
        id=cut("+".join(map(str, content.alerts)), 200),
        reminds=content.reminds,
        expects=content.expects,
        expects_note=escape_text(expectation(content)) if content.expects else "",
        due_targets=tuple(map(fact, content.due_targets if facts else ())),
    )


def _fault(attachment: FileContent, language: Language) -> str:
    if attachment.fault == "gone":
        return translate(N_("gone"), language)
    with in_language(language):
        return trouble_name(attachment.fault)


def highlighted_text(text: str, words: Sequence[str]) -> Marked:
    """Return the text, escaped, with all occurrences of `words` marked."""
    safe = escape_text(text)
    return Marked(safe, tuple(term_spans(safe, words)))


def _measure(measure: ClauseContent, detail: Detail, words: Sequence[str]) -> ClauseView:
    headings = measure.headings if detail.around else measure.headings[-1:]
    if not headings and not measure.path:
        headings = (measure.text,) if not detail.text else ()
    text = excerpt_around(measure.text, measure.place, detail.text) if detail.text else ""
    return ClauseView(
        path=escape_text(cut(measure.path, 40)),
        headings=tuple(highlighted_text(cut(heading, 40), words) for heading in headings),
        text=highlighted_text(text, words),
        units=_list(measure.units, 120),
        targets=tuple(
            TargetView(escape_text(cut(goal.text, detail.target)), escape_text(goal.by))
            for goal in measure.targets[: detail.targets]
        ),
        lead=_list(measure.lead, 120),
        support=_list(measure.support, 120),
        others=_list([unit for unit in measure.units if unit not in (*measure.lead, *measure.support)], 120),
    )


def _list(texts: Sequence[str], limit: int) -> tuple[str, ...]:
    """Return as many of the first texts as fit into `limit` characters together, escaped.

    The last of them may be shortened.
    """
    kept: list[str] = []
    for text in texts:
        if limit < 2:
            kept.append("…")
            break
        kept.append(escape_text(cut(text, limit)))
        limit -= len(text) + 2
    return tuple(kept)
