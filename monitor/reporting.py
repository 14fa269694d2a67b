"""What the operator is told: the events that concern them, as one message. Pure."""

from collections.abc import Sequence

from monitor.health import BLIND, LATE
from monitor.plaintext import plain
from monitor.records import Event, EventKind
from monitor.rendering import Message

CONCERNS: tuple[EventKind, ...] = ("source.troubled", "source.recovered", "alert.given_up", "channel.paused",
                                    "channel.resumed")  # fmt: skip
"""The kinds of events that an operator is told of."""
WATCHING: EventKind = "daemon.watching"
"""That all is still being watched; told by itself, when its time has come."""
_LINES, _LINE_LIMIT, _NAME_LIMIT = 30, 300, 60
_STANDING = {"blind": "blind now", "failing": "failing now", "late": "not polled now", "paused": "paused channels"}


def report(events: Sequence[Event]) -> Message:
    """One message that tells of all these events, the first `_LINES` of them in a line each."""
    counts = {kind: sum(event.kind == kind for event in events) for kind in CONCERNS}
    words = {"source.troubled": "in trouble", "source.recovered": "read again", "alert.given_up": "given up",
             "channel.paused": "paused", "channel.resumed": "back"}  # fmt: skip
    said = [f"{counts[kind]} {_things(kind, counts[kind])} {words[kind]}" for kind in CONCERNS if counts[kind]]
    lines = [plain(_line(event))[:_LINE_LIMIT] for event in events[:_LINES]]
    if len(events) > _LINES:
        lines.append(f"… and {len(events) - _LINES} more; `noticewatch status` shows all")
    return Message(f"[noticewatch] {', '.join(said)}", "\n".join(lines))


def watching_report(event: Event) -> Message:
    """The message that all is still being watched: what became of it since the last one."""
    found, events = event.detail, event.detail["events"]
    since = found["since"][:16].replace("T", " ")
    lines = [
        f"since {since} UTC: {found['polls']} polls of {found['sources']} sources, {found['failed']} of them failed",
        f"found: {found['new']} new notices, {found['copies']} copies, {found['revisions']} revisions",
        f"told: {events.get('alert.sent', 0)} times, given up {events.get('alert.given_up', 0)} times",
        f"troubles: {events.get('source.troubled', 0)} began, {events.get('source.recovered', 0)} ended",
        *(f"{word}: {_names(found[key])}" for key, word in _STANDING.items() if found[key]),
    ]
    quiet = "" if any(found[key] for key in _STANDING) else ", all is well"
    return Message(f"[noticewatch] still watching {found['sources']} sources{quiet}", "\n".join(map(plain, lines)))


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LINES} more" if len(names) > _LINES else ""
    return f"{', '.join(name[:_NAME_LIMIT] for name in names[:_LINES])}{more}"


def _things(kind: EventKind, count: int) -> str:
    thing = {"alert": "message"}.get(area := kind.split(".")[0], area)
    return thing if count == 1 else f"{thing}s"


def _line(event: Event) -> str:
    at, detail = f"{event.at:%Y-%m-%d %H:%M} UTC", event.detail
    if event.kind == "alert.given_up":
        return f"{at}  notice {event.notice} could not be told to channel {detail['channel']}: {detail.get('error')}"
    if event.kind == "channel.paused":
        return f"{at}  channel {detail['channel']} takes no messages, which wait: {detail['error']}"
    if event.kind == "channel.resumed":
        since = detail["since"][:16].replace("T", " ")
        return f"{at}  channel {detail['channel']} takes messages again; it took none since {since} UTC"
    if event.kind == "source.recovered":
        return (
            f"{at}  {event.source} can be read again; it could not since {detail['since'][:16].replace('T', ' ')} UTC"
        )
    code = detail["code"]
    how = "is blind" if code in BLIND else "is not polled" if code == LATE else "cannot be read"
    return f"{at}  {event.source} {how}: {code}: {detail['detail']}"
