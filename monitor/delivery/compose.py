"""Functions that compose the content of a delivery: a message, or an event for a program.

They only read from the store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crawler.model.notice import Notice
from monitor.delivery.sender import MessageLanguages
from monitor.messages.cloud_events import CloudEvent, alert_event, message_event
from monitor.messages.content import EXPECTED_EVENTS, content_of
from monitor.messages.model import Content
from monitor.messages.ops import WATCHING, report, watching_report
from monitor.messages.render import Message, render, render_digest
from monitor.model import Alert, Delivery, Revision, canonical_revision
from monitor.model.series import Series
from monitor.ports import Transaction
from monitor.text.i18n import Language, in_language


@dataclass(frozen=True)
class _Story:
    """All revisions of a notice, in order, from which the texts for an alert are selected."""

    revisions: Sequence[Revision]

    def text(self, alert: Alert) -> Notice:
        """Return the text that an alert reports, or the current text of the notice for a reminder."""
        return self._texts[max(self._texts) if alert.occasion else canonical_revision(self.revisions, alert.revision)]

    def before(self, alert: Alert) -> Notice | None:
        """Return the previous text if an alert reports a revision, or None for any other alert."""
        return self._texts.get(alert.revision - 1) if alert.event == "revised" else None

    @cached_property
    def _texts(self) -> dict[int, Notice]:
        return {revision.number: revision.notice for revision in self.revisions}


def message_for(tx: Transaction, delivery: Delivery, languages: MessageLanguages) -> Message:
    """Return the message of a delivery."""
    if delivery.reports:
        with in_language(languages.default):
            return _report(tx, delivery.reports)
    language = languages.of(delivery.alerts)
    if delivery.bundle:
        return render_digest(
            [_item(tx, alerts, language, languages.topic_names) for alerts in by_event(delivery.alerts)]
        )
    alert = delivery.alerts[0]
    story = _Story(tx.notices.revisions(alert.notice))
    places = tx.locations.of_notice(alert.notice)
    return render(
        story.text(alert),
        delivery.alerts,
        places,
        story.before(alert),
        language,
        languages.topic_names,
        _series(tx, alert),
    )


def _report(tx: Transaction, numbers: tuple[int, int]) -> Message:
    first, last = numbers
    events = tx.events.after(first - 1, last - first + 1)
    if first == last and events and events[0].kind == WATCHING:
        return watching_report(events[0])
    return report([event for event in events if event.id <= last])


def _item(
    tx: Transaction, alerts: Sequence[Alert], language: Language | None, topic_names: Mapping[str, str]
) -> Content:
    story = _Story(tx.notices.revisions(alerts[0].notice))
    return content_of(
        story.text(alerts[0]),
        alerts,
        (),
        story.before(alerts[0]),
        quoted=False,
        language=language,
        topic_names=topic_names,
        series=_series(tx, alerts[0]),
    )


def _series(tx: Transaction, alert: Alert) -> Series | None:
    return tx.series.of_notice(alert.notice) if alert.event in EXPECTED_EVENTS else None


def event_for(tx: Transaction, delivery: Delivery, alert: Alert | None, languages: MessageLanguages) -> CloudEvent:
    """Return the event that reports `alert`. If `alert` is None, the event contains the delivery's whole message."""
    if alert is None:
        return message_event(f"message-{delivery.id}", message_for(tx, delivery, languages), delivery.created_at)
    record = tx.notices.get(alert.notice)
    revisions = tx.notices.revisions(alert.notice)
    assert record is not None
    revision = next(seen for seen in revisions if seen.number == alert.revision)
    return alert_event(alert, record, revision, tx.locations.of_notice(alert.notice), _Story(revisions).before(alert))


def by_event(alerts: Iterable[Alert]) -> list[tuple[Alert, ...]]:
    """Return the alerts in groups. The alerts of a group report the same event of the same notice."""
    events: dict[object, list[Alert]] = {}
    for alert in alerts:
        events.setdefault((alert.event, alert.notice, alert.revision, alert.occasion), []).append(alert)
    return [tuple(alerts) for alerts in events.values()]
