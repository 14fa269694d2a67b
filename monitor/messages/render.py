"""The message of a notice: what it tells, and its text for whoever takes no other format. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from crawler.model.notice import Notice
from monitor.messages.content import content_of
from monitor.messages.formats import Shape
from monitor.messages.model import Content, DigestContent
from monitor.messages.templates import Templates
from monitor.model import Alert, Location

BODY_LIMIT = 3000
"""Characters of a message's body; chat services take some 4,000."""
DIGEST_LIMIT = 20_000
"""Characters of a digest in plain text, where no channel says how much it takes."""


@dataclass(frozen=True)
class Message:
    """A message in plain text. `content` is what it tells, by which a channel that takes another format or length
    writes it anew; None when the text is all there is."""

    title: str
    body: str
    content: Content | DigestContent | None = None


def render(
    notice: Notice, alerts: Sequence[Alert], places: Sequence[Location], before: Notice | None = None
) -> Message:
    """The one message that serves all alerts of an event of a notice; `before` is what a revision revises."""
    return message_of(content_of(notice, alerts, places, before))


def message_of(content: Content | DigestContent) -> Message:
    """A message of this content."""
    written = _templates().write(
        content, Shape(body=DIGEST_LIMIT if isinstance(content, DigestContent) else BODY_LIMIT)
    )
    return Message(written.title, written.body, content)


@cache
def _templates() -> Templates:
    return Templates()
