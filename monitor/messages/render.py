"""Functions that render a notice or a digest as a message.

The body of a message is plain text. The content is included, so that channels can render it in another format. Pure
functions, except for reading template files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crawler.model.notice import Notice
from monitor.messages.content import content_of
from monitor.messages.formats import Shape
from monitor.messages.labels import labels_of
from monitor.messages.model import Content, DigestContent, language_of
from monitor.messages.templates import Templates
from monitor.model import Alert, Location
from monitor.model.series import Series
from monitor.text.i18n import Language
from monitor.text.sanitize import cut

BODY_LIMIT = 3000
"""Maximum number of characters of a message's body. Chat services accept about 4,000."""
DIGEST_LIMIT = 20_000
"""Maximum number of characters of a plain-text digest on a channel without a limit of its own."""


@dataclass(frozen=True)
class Message:
    """A message in plain text.

    A channel can render `content` in another format or length. `content` is None if the message has only its text.
    `refusals` is the number of times that the service has refused the message; a refused message is shortened.
    """

    title: str
    body: str
    content: Content | DigestContent | None = None
    refusals: int = 0


def render(
    notice: Notice,
    alerts: Sequence[Alert],
    places: Sequence[Location],
    before: Notice | None = None,
    language: Language | None = None,
    topic_names: Mapping[str, str] | None = None,
    series: Series | None = None,
) -> Message:
    """Render one message about an event of a notice, for all subscriptions that `alerts` belong to.

    `before` is the text that a revision replaced. If `language` is None, the notice's language is used. `series` is the
    present series of the notice. It is needed for alerts about the next notice of the series.
    """
    return message_of(
        content_of(notice, alerts, places, before, language=language, topic_names=topic_names, series=series)
    )


def message_of(content: Content | DigestContent) -> Message:
    """Return a message with the given content, rendered as plain text."""
    written = _templates().write(
        content, Shape(body=DIGEST_LIMIT if isinstance(content, DigestContent) else BODY_LIMIT)
    )
    return Message(written.title, written.body, content)


@cache
def _templates() -> Templates:
    return Templates()


_TITLE_LIMIT = 120


def render_digest(contents: Sequence[Content]) -> Message:
    """Render one message about several notices, grouped by subscriptions and topics.

    The message is in Chinese if at least half of the notices are in Chinese.
    """
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Content]] = {}
    for content in contents:
        groups.setdefault((content.subscriptions, content.topics), []).append(content)
    return message_of(
        DigestContent(tuple(content for group in groups.values() for content in group), _heading(contents))
    )


def _heading(contents: Sequence[Content]) -> str:
    """Return the title of a digest, which states the number of notices for each event.

    If the digest has a single notice, the title contains the event and the title of this notice.
    """
    labels = labels_of(language_of(contents))
    if len(contents) == 1:
        [content] = contents
        return f"[{labels['digest']}] [{_event(content)}] {cut(content.title, _TITLE_LIMIT) or content.url}"
    events = [content.event for content in contents]
    counts = labels["comma"].join(f"{labels[event]} {events.count(event)}" for event in dict.fromkeys(events))
    return f"[{labels['digest']}] {labels['count'].format(len(contents))}{labels['colon']}{counts}"


def _event(content: Content) -> str:
    labels = labels_of(content.language)
    if content.expects is not None:
        return f"{labels[content.event]} {content.expects.day}"
    if content.reminds is None:
        return labels[content.event]
    about = f"{labels['about']} " if content.reminds.approximate else ""
    moved = labels["comma"] + labels["moved"] if content.reminds.moved else ""
    return f"{labels[content.event]} {about}{content.reminds.date}{moved}"
