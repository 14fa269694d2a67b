"""A digest: several things told in one message. Pure."""

from collections.abc import Sequence

from monitor.messages.labels import LABELS
from monitor.messages.model import Content, DigestContent, language_of
from monitor.messages.render import Message, message_of
from monitor.text.sanitize import cut

_TITLE_LIMIT = 120


def render_digest(contents: Sequence[Content]) -> Message:
    """One message of all these, by subscriptions and topics; in Chinese when half of them are."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Content]] = {}
    for one in contents:
        groups.setdefault((one.subscriptions, one.topics), []).append(one)
    return message_of(DigestContent(tuple(one for group in groups.values() for one in group), _heading(contents)))


def _heading(contents: Sequence[Content]) -> str:
    """How many there are of each event; of a single thing what it is."""
    labels = LABELS[language_of(contents)]
    if len(contents) == 1:
        [one] = contents
        return f"[{labels['digest']}] [{_event(one)}] {cut(one.title, _TITLE_LIMIT) or one.url}"
    events = [one.event for one in contents]
    counts = ", ".join(f"{labels[event]} {events.count(event)}" for event in dict.fromkeys(events))
    return f"[{labels['digest']}] {labels['count'].format(len(contents))}: {counts}"


def _event(one: Content) -> str:
    labels = LABELS[one.language]
    if one.reminds is None:
        return labels[one.event]
    about = f"{labels['about']} " if one.reminds.approximate else ""
    return f"{labels[one.event]} {about}{one.reminds.date}{', ' + labels['moved'] if one.reminds.moved else ''}"
