"""What the operator is told: the events that concern them, as one message. Pure."""

from collections.abc import Sequence

from crawler.model.reason import Reason
from monitor.health.network import NETWORK
from monitor.health.silent_failure import HISTORY
from monitor.health.source_state import BLIND, LATE
from monitor.messages.reasons import render_reason
from monitor.messages.render import Message
from monitor.model import Event, EventKind
from monitor.model.reasons import read_event_reason
from monitor.text.sanitize import plain

CONCERNS: tuple[EventKind, ...] = (
    "network.down",
    "network.reminded",
    "network.up",
    "source.troubled",
    "source.reminded",
    "source.recovered",
    "alert.given_up",
    "channel.paused",
    "channel.resumed",
)
"""The kinds of events that an operator is told of."""
WATCHING: EventKind = "daemon.watching"
"""That all is still being watched; told by itself, when its time has come."""
_LINES = 30
_LINE_LIMIT = 300
_NAME_LIMIT = 60
_STANDING = {"blind": "blind now", "failing": "failing now", "late": "not polled now", "paused": "paused channels"}


def concerning(events: Sequence[Event]) -> list[Event]:
    """Those of the events that an operator is told of. An outage of the network stands for the sources it took."""
    outage = max((event.id for event in events if event.kind == "network.down"), default=0)
    return [
        event
        for event in events
        if event.kind in CONCERNS
        and not event.detail.get("grouped")
        and not (event.id < outage and waits_for_others(event))
    ]


def waits_for_others(event: Event) -> bool:
    """Whether an event may be one of many of the same cause, the network's."""
    return event.kind == "source.troubled" and event.detail.get("code") in NETWORK


def report(found: Sequence[Event]) -> Message:
    """One message that tells of those of these events that concern an operator, the first `_LINES` in a line each."""
    events = concerning(found)
    counts = {kind: sum(event.kind == kind for event in events) for kind in CONCERNS}
    words = {
        "network.down": "down",
        "network.reminded": "still down",
        "network.up": "back",
        "source.troubled": "in trouble",
        "source.reminded": "still in trouble",
        "source.recovered": "read again",
        "alert.given_up": "given up",
        "channel.paused": "paused",
        "channel.resumed": "back",
    }
    said = [f"{_things(kind, counts[kind])} {words[kind]}" for kind in CONCERNS if counts[kind]]
    lines = [plain(_line(event))[:_LINE_LIMIT] for event in events[:_LINES]]
    if len(events) > _LINES:
        lines.append(f"… and {len(events) - _LINES} more; `noticewatch status` shows all")
    return Message(f"[noticewatch] {', '.join(said)}", "\n".join(lines))


def watching_report(event: Event) -> Message:
    """The message that all is still being watched: what became of it since the last one."""
    found = event.detail
    events = event.detail["events"]
    since = _moment(found["since"])
    lines = [
        f"since {since} UTC: {found['polls']} polls of {found['sources']} sources, {found['failed']} of them failed",
        f"found: {found['new']} new notices, {found['copies']} copies, {found['revisions']} revisions",
        f"told: {events.get('alert.sent', 0)} times, given up {events.get('alert.given_up', 0)} times",
        f"troubles: {events.get('source.troubled', 0)} began, {events.get('source.recovered', 0)} ended",
        *(f"{word}: {_names(found[key])}" for key, word in _STANDING.items() if found[key]),
    ]
    quiet = "" if any(found[key] for key in _STANDING) else ", all is well"
    return Message(f"[noticewatch] still watching {found['sources']} sources{quiet}", "\n".join(map(plain, lines)))


def _moment(written: str) -> str:
    """An instant in ISO form for readers, to the minute."""
    return written[:16].replace("T", " ")


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LINES} more" if len(names) > _LINES else ""
    return f"{', '.join(name[:_NAME_LIMIT] for name in names[:_LINES])}{more}"


def _things(kind: EventKind, count: int) -> str:
    thing = {"alert": "message"}.get(area := kind.split(".")[0], area)
    if thing == "network":
        return "the network is"
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _reason(event: Event) -> Reason:
    return read_event_reason(event.detail) or Reason.of(event.detail["code"])


def _line(event: Event) -> str:
    at = f"{event.at:%Y-%m-%d %H:%M} UTC"
    detail = event.detail
    since = _moment(detail.get("since", ""))
    if event.kind == "alert.given_up":
        return f"{at}  notice {event.notice} could not be told to channel {detail['channel']}: {detail.get('error')}"
    if event.kind == "channel.paused":
        return f"{at}  channel {detail['channel']} takes no messages, which wait: {detail['error']}"
    if event.kind == "channel.resumed":
        return f"{at}  channel {detail['channel']} takes messages again; it took none since {since} UTC"
    if event.kind == "network.down":
        return f"{at}  the network seems to be down: {detail['down']} of {detail['of']} sources cannot be reached"
    if event.kind == "network.reminded":
        return f"{at}  the network is still down, since {since} UTC"
    if event.kind == "network.up":
        return f"{at}  the network is back; it was down since {since} UTC"
    code = detail["code"]
    if event.kind == "source.recovered":
        could = "is well again; it was blind" if code in HISTORY else "can be read again; it could not"
        return f"{at}  {event.source} {could} since {since} UTC"
    lasts = f", since {since} UTC" if event.kind == "source.reminded" else ""
    how = "is blind" if code in BLIND else "is not polled" if code == LATE else "cannot be read"
    return f"{at}  {event.source} {how}{lasts}: {code}: {render_reason(_reason(event))}"
