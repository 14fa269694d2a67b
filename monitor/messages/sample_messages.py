"""Made-up messages of every kind, for testing channels. Pure functions, except for reading template files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from monitor.messages.labels import labels_of
from monitor.messages.ops import report
from monitor.messages.render import Message, message_of, render_digest
from monitor.messages.sample import sample_events
from monitor.model import Event
from monitor.text.i18n import N_, Language, current_language, in_language

_MOMENT = datetime(2024, 6, 6, 8, tzinfo=UTC)
_EVENTS = {
    "new": N_("new notice"),
    "revised": N_("revision"),
    "deadline": N_("deadline"),
    "target": N_("target"),
    "expected": N_("expected notice"),
    "overdue": N_("notice is overdue"),
    "gone": N_("withdrawn notice"),
}


def sample_messages(language: Language | None) -> Iterator[tuple[str, Message]]:
    """Yield the names and samples of messages: one for each event, a digest, and a report to the operator.

    If `language` is None, each sample has the language that a real message would have: alerts are in Chinese, and the
    report is in the current language. Otherwise, all samples are in `language`.
    """
    contents = list(sample_events(language))
    for content in contents:
        yield _EVENTS[content.event], message_of(content)
    yield N_("digest"), render_digest(contents)
    with in_language(language):
        said = report([_trouble()])
    yield N_("operator message"), _marked(said, language or current_language())


def _trouble() -> Event:
    detail = {"code": "timeout", "detail": "no answer in time", "since": _MOMENT.isoformat()}
    return Event(1, _MOMENT, "source.troubled", "sample-source", None, detail)


def _marked(message: Message, language: Language) -> Message:
    """Return a message with a title that marks it as a sample."""
    return replace(message, title=f"{message.title} ({labels_of(language)['sample']})")
