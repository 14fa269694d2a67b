"""Made-up messages of every kind, for testing channels. Pure functions, except for reading template files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from monitor.messages.labels import labels_of
from monitor.messages.ops import report
from monitor.messages.render import Message, message_of, render_digest
from monitor.messages.sample import sample_events
from monitor.model import Event
from monitor.text.i18n import N_, Language

_MOMENT = datetime(2024, 6, 6, 8, tzinfo=UTC)
_EVENTS = {
    "new": N_("new notice"),
    "revised": N_("revision"),
    "deadline": N_("deadline"),
    "gone": N_("withdrawn notice"),
}


def sample_messages(language: Language | None) -> Iterator[tuple[str, Message]]:
    """Yield the name and a sample of each message: new, revised, deadline, gone, digest and the operator's.

    The operator's message is in the current language, the others in `language`, or in Chinese if it is None.
    """
    contents = list(sample_events(language))
    for content in contents:
        yield _EVENTS[content.event], message_of(content)
    yield N_("digest"), render_digest(contents)
    yield N_("operator message"), _marked(report([_trouble()]), language)


def _trouble() -> Event:
    detail = {"code": "timeout", "detail": "no answer in time", "since": _MOMENT.isoformat()}
    return Event(1, _MOMENT, "source.troubled", "sample-source", None, detail)


def _marked(message: Message, language: Language | None) -> Message:
    """Return the operator's message, marked as a sample."""
    return replace(message, title=f"{message.title} ({labels_of(language or 'zh')['sample']})")
