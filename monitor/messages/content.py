"""Functions that build a message's content from a notice, its alerts and its locations. Pure functions; no I/O."""

from collections.abc import Iterable, Mapping, Sequence

from crawler.model.notice import Notice
from crawler.text.fold import fold_all
from monitor.messages.change_view import narrowed_alteration
from monitor.messages.diff import Alteration, alterations
from monitor.messages.excerpts import notice_excerpts
from monitor.messages.model import (
    ClauseContent,
    Content,
    DeadlineContent,
    ExpectedContent,
    FileContent,
    ReminderContent,
    TargetContent,
)
from monitor.messages.relevant_clauses import (
    ClauseMatch,
    alerted_clauses,
    body_of,
    changed_clauses,
    headings_of,
    heaviest,
)
from monitor.model import Alert, Location
from monitor.model.series import Series
from monitor.model.targets import due_day, target_days
from monitor.text.i18n import Language
from monitor.text.regions import region_names
from monitor.text.sanitize import plain
from monitor.topics import Term

MEASURES = 50
TEXT = 4000
"""Maximum number of measures in a message (`MEASURES`), and maximum number of characters of each measure's text
(`TEXT`)."""
EXPECTED_EVENTS = ("expected", "overdue")
"""The events of alerts about the next notice of a series."""
_COPIES = 3
_DEADLINES = 5
_FILES = 20
_TARGETS = 20
_CHANGES = 20
_CHANGE = 1200
"""Maximum number of alterations in a message (`_CHANGES`), and maximum number of characters in each alteration's text
(`_CHANGE`).
"""


def content_of(
    notice: Notice,
    alerts: Sequence[Alert],
    places: Sequence[Location],
    before: Notice | None = None,
    *,
    quoted: bool = True,
    language: Language | None = None,
    topic_names: Mapping[str, str] | None = None,
    series: Series | None = None,
) -> Content:
    """Return the content of one message about an event of a notice, for all subscriptions that `alerts` belong to.

    The message is written in `language`. If `language` is None, it is written in Chinese for Chinese notices and in
    English for other notices.

    `topic_names` contains the names of topics by id; a topic without a name is shown by its id. `series` is the present
    series of the notice. It is needed for alerts that the next notice of the series is expected or overdue.

    `before` is the previous text if the notice was revised. The content then includes the changes and the measures that
    contain them. For a notice without matching measures, the content includes the lines that contain most of the terms.
    If `quoted` is false, these lines are omitted, because the search for them takes most of the time.
    """
    names = topic_names or {}
    terms = sorted({term for alert in alerts for term in alert.terms})
    # The changes to a pruned text are unknown.
    altered = _matching_first(alterations(before, notice) if before else [], terms)
    expects = _expected_content(alerts, series)
    told = [] if expects else _told_clauses(notice, alerts, before)
    lines = notice_excerpts(notice, terms) if quoted and not told and not altered and not expects else []
    kept = heaviest(told, MEASURES)
    copies = [place.url for place in places if place.url != notice.url and not place.gone_at]
    spoken: Language = language or ("zh" if notice.script in ("Hans", "Hant") else "en")
    return Content(
        language=spoken,
        event=alerts[0].event if alerts else "new",
        title=plain(notice.title or ""),
        url=notice.url,
        issuers=_plain(notice.issuers),
        number=plain(notice.document_number or ""),
        region=_plain(region_names(notice.region, spoken)),
        kind=plain(notice.kind or ""),
        issued_on=notice.issued_on,
        published_on=notice.published_on,
        effective_on=notice.effective_on,
        expires_on=notice.expires_on,
        copies=tuple(copies[:_COPIES]),
        files=tuple(
            FileContent(plain(attachment.name), attachment.fault or "") for attachment in notice.attachments[:_FILES]
        ),
        deadlines=tuple(
            DeadlineContent(deadline.date, plain(deadline.text), deadline.approximate, deadline.for_whom)
            for deadline in (() if expects else notice.deadlines[:_DEADLINES])
        ),
        measures=tuple(map(_measure, kept)),
        left=len(told) - len(kept),
        quotes=tuple(lines),
        words=tuple(terms),
        topics=tuple(dict.fromkeys(plain(names.get(topic) or topic) for alert in alerts for topic in alert.topics)),
        subscriptions=tuple(sorted({alert.subscription for alert in alerts})),
        alerts=tuple(alert.id for alert in alerts),
        reminds=_reminder_content(notice, alerts),
        changes=tuple(_clean_alteration(alteration) for alteration in altered[:_CHANGES]),
        unshown=max(0, len(altered) - _CHANGES),
        expects=expects,
        due_targets=_due_targets(notice, alerts),
    )


def _told_clauses(notice: Notice, alerts: Sequence[Alert], before: Notice | None) -> list[ClauseMatch]:
    return changed_clauses(notice, before) if before and before.text else alerted_clauses(notice, alerts)


def _reminder_content(notice: Notice, alerts: Sequence[Alert]) -> ReminderContent | None:
    """Return the deadline or target date of which the alerts remind, or None if the alerts are not reminders.

    Whether the date is approximate or has moved is determined from the present text of the notice.
    """
    occasion = alerts[0].occasion if alerts else None
    if occasion is None or alerts[0].event in EXPECTED_EVENTS:
        return None
    if alerts[0].event == "target":
        is_there = any(day == occasion.deadline for _, day in target_days(notice))
        return ReminderContent(occasion.deadline, moved=not is_there)
    named = [deadline for deadline in notice.deadlines if deadline.date == occasion.deadline]
    return ReminderContent(occasion.deadline, any(deadline.approximate for deadline in named), moved=not named)


def _due_targets(notice: Notice, alerts: Sequence[Alert]) -> tuple[str, ...]:
    """Return the texts of the targets of which the alerts remind.

    These are the targets that are due on the date of the reminder, in the clauses that the alerts name.
    """
    if not alerts or alerts[0].event != "target" or alerts[0].occasion is None:
        return ()
    day = alerts[0].occasion.deadline
    due = [
        (place, plain(target.text))
        for place, clause in enumerate(notice.clauses)
        for target in clause.targets
        if due_day(target.by) == day
    ]
    named = {place for alert in alerts for place in alert.clauses}
    # Since the alerts, the document may have been read again, with other clauses at these positions.
    found = [text for place, text in due if place in named] or [text for _, text in due]
    return tuple(dict.fromkeys(found))[:_DEADLINES]


def _expected_content(alerts: Sequence[Alert], series: Series | None) -> ExpectedContent | None:
    """Return the expected next notice of a series, with its current forecast, if the alerts are about such a notice.

    The result is None for all other alerts.
    """
    occasion = alerts[0].occasion if alerts else None
    if occasion is None or alerts[0].event not in EXPECTED_EVENTS:
        return None
    day = occasion.deadline
    if series is None:
        return ExpectedContent(day)
    made = series.forecast
    if made.expected == day:
        return ExpectedContent(day, made.earliest, made.latest, editions=made.editions)
    return ExpectedContent(day, arrived=series.notice != alerts[0].notice, editions=made.editions)


def _matching_first(altered: Sequence[Alteration], terms: Sequence[str]) -> list[Alteration]:
    """Return the alterations, with those that contain one of the terms first. Otherwise, their order is unchanged."""
    patterns = [Term(term).pattern for term in terms]

    def lacks(alteration: Alteration) -> bool:
        folded = fold_all([alteration.old, alteration.new])
        return not any(pattern.search(text) for pattern in patterns for text in folded)

    return sorted(altered, key=lacks)


def _clean_alteration(alteration: Alteration) -> Alteration:
    return narrowed_alteration(Alteration(plain(alteration.old), plain(alteration.new)), _CHANGE)


def _measure(match: ClauseMatch) -> ClauseContent:
    clause = match.clause
    # For an overlong clause, the text is a window around the first matched word.
    body = body_of(clause)
    start = max(0, min(match.place - TEXT // 2, len(body) - TEXT))
    # A single unit is implicitly the leading one, so its rank is not shown.
    is_ranked = len(clause.responsible_units) > 1
    return ClauseContent(
        path=plain("·".join(clause.path)),
        headings=_plain(headings_of(clause)),
        text=body[start : start + TEXT],
        units=_plain(clause.responsible_units),
        targets=tuple(TargetContent(plain(goal.text), plain(goal.by or "")) for goal in clause.targets[:_TARGETS]),
        place=match.place - start,
        weight=match.weight,
        lead=_plain(clause.lead_units) if is_ranked else (),
        support=_plain(clause.supporting_units) if is_ranked else (),
    )


def _plain(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in map(plain, texts) if text)
