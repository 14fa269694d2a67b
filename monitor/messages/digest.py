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
    for content in contents:
        groups.setdefault((content.subscriptions, content.topics), []).append(content)
    return message_of(
        DigestContent(tuple(content for group in groups.values() for content in group), _heading(contents))
    )


def _heading(contents: Sequence[Content]) -> str:
    """How many there are of each event; of a single thing what it is."""
    labels = LABELS[language_of(contents)]
    if len(contents) == 1:
        [content] = contents
        return f"[{labels['digest']}] [{_event(content)}] {cut(content.title, _TITLE_LIMIT) or content.url}"
    events = [content.event for content in contents]
    counts = ", ".join(f"{labels[event]} {events.count(event)}" for event in dict.fromkeys(events))
    return f"[{labels['digest']}] {labels['count'].format(len(contents))}: {counts}"


def _event(content: Content) -> str:
    labels = LABELS[content.language]
    if content.reminds is None:
        return labels[content.event]
    about = f"{labels['about']} " if content.reminds.approximate else ""
    moved = f", {labels['moved']}" if content.reminds.moved else ""
    return f"{labels[content.event]} {about}{content.reminds.date}{moved}"
