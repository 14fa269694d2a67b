"""Functions that write messages to the operator. A message can report several events. Pure functions; no I/O."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crawler.model.reason import Reason
from monitor.health.network import NETWORK
from monitor.health.silent_failure import HISTORY
from monitor.health.source_state import BLIND, LATE
from monitor.health.trouble_names import trouble_name
from monitor.messages.channel_errors import channel_error
from monitor.messages.ops_advice import advice
from monitor.messages.outlook import read_unusual, unusual_words
from monitor.messages.reasons import render_reason
from monitor.messages.render import Message
from monitor.model import Event, EventKind
from monitor.model.reasons import read_event_reason
from monitor.text.i18n import N_, NN_, comma, gettext, ngettext
from monitor.text.sanitize import plain
from monitor.text.zone import local_time

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
    "clock.changed",
    "clock.apart",
    "shard.unowned",
    "turn.failing",
    "config.faulty",
)
"""The kinds of events that are reported to the operator."""
WATCHING: EventKind = "daemon.watching"
"""The kind of the event that records a periodic summary. Each summary is sent as a separate message."""
_LINES = 30
_LINE_LIMIT = 300
_NAME_LIMIT = 60
_STANDING = {
    "blind": N_("sources that show no usable notices now: {names}"),
    "failing": N_("sources failing now: {names}"),
    "late": N_("sources not polled now: {names}"),
    "paused": N_("paused channels: {names}"),
}
_COUNTED = {
    "source.troubled": NN_("{count} source has a problem", "{count} sources have problems"),
    "source.reminded": NN_("{count} source still has a problem", "{count} sources still have problems"),
    "source.recovered": NN_("{count} source recovered", "{count} sources recovered"),
    "alert.given_up": NN_("{count} message was given up", "{count} messages were given up"),
    "channel.paused": NN_("{count} channel paused", "{count} channels paused"),
    "config.faulty": NN_("{count} invalid configuration entry", "{count} invalid configuration entries"),
    "channel.resumed": NN_("{count} channel recovered", "{count} channels recovered"),
    "turn.failing": NN_("{count} worker task keeps failing", "{count} worker tasks keep failing"),
}
_SINGLE = {
    "clock.changed": N_("the system clock was changed"),
    "clock.apart": N_("the clocks of the workers differ"),
    "shard.unowned": N_("sources without a worker"),
    "network.down": N_("the network is down"),
    "network.reminded": N_("the network is still down"),
    "network.up": N_("the network is back"),
}


def concerning(events: Sequence[Event]) -> list[Event]:
    """Return those events that are reported to the operator.

    If they include a network outage, the problems of sources that the outage caused are left out.
    """
    outage = max((event.id for event in events if event.kind == "network.down"), default=0)
    return [
        event
        for event in events
        if event.kind in CONCERNS
        and not event.detail.get("grouped")
        and not (event.id < outage and waits_for_others(event))
    ]


def waits_for_others(event: Event) -> bool:
    """Return whether an event is held back, because a network outage may cause many such events at once."""
    return event.kind == "source.troubled" and event.detail.get("code") in NETWORK


def report(found: Sequence[Event]) -> Message:
    """Return a message that reports those of the events that concern the operator, in at most `_LINES` lines.

    If there are more events, their number is stated. Advice is added on further lines.
    """
    events = concerning(found)
    counts = {kind: sum(event.kind == kind for event in events) for kind in CONCERNS}
    said = comma(*(_count(kind, counts[kind]) for kind in CONCERNS if counts[kind]))
    lines = [plain(_line(event))[:_LINE_LIMIT] for event in events[:_LINES]]
    if len(events) > _LINES:
        lines.append(gettext("… and {count} more; `noticewatch status` shows all", count=len(events) - _LINES))
    if todo := [plain(gettext("→ {what}", what=text)) for text in advice(events)]:
        lines += ["", *todo]
    return Message(f"[noticewatch] {said}", "\n".join(lines))


def watching_report(event: Event) -> Message:
    """Return the message that contains the periodic summary recorded by `event`.

    It states that the daemon is running, and summarizes its activity since the last summary.
    """
    found = event.detail
    events = event.detail["events"]
    lines = [
        gettext(
            "since {since}: sources polled: {sources}, polls: {polls}, failed polls: {failed}",
            since=_moment(found["since"]),
            polls=found["polls"],
            sources=found["sources"],
            failed=found["failed"],
        ),
        gettext(
            "new notices: {new}, copies: {copies}, revisions: {revisions}",
            new=found["new"],
            copies=found["copies"],
            revisions=found["revisions"],
        ),
        gettext(
            "messages: {sent} sent, {given_up} given up",
            sent=events.get("alert.sent", 0),
            given_up=events.get("alert.given_up", 0),
        ),
        gettext(
            "source problems: {began} new, {ended} resolved",
            began=events.get("source.troubled", 0),
            ended=events.get("source.recovered", 0),
        ),
        *(gettext(message, names=_names(found[key])) for key, message in _STANDING.items() if found[key]),
        *(unusual_words(read_unusual(written), written["name"]) for written in found.get("unusual", ())),
    ]
    title = ngettext(
        "periodic report: watching {count} source", "periodic report: watching {count} sources", found["sources"]
    )
    if not any(found[key] for key in _STANDING):
        title = gettext("{title}, no problems", title=title)
    return Message(f"[noticewatch] {title}", "\n".join(map(plain, lines)))


def _moment(written: str) -> str:
    """Return an ISO 8601 time as text in the current time zone, or an empty string if `written` is empty."""
    return local_time(datetime.fromisoformat(written)) if written else ""


def _names(names: Sequence[str]) -> str:
    shown = comma(*(name[:_NAME_LIMIT] for name in names[:_LINES]))
    more = len(names) - _LINES
    return gettext("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def _count(kind: EventKind, count: int) -> str:
    return gettext(_SINGLE[kind]) if kind in _SINGLE else ngettext(*_COUNTED[kind], count)


def _reason(event: Event) -> Reason:
    return read_event_reason(event.detail) or Reason.of(event.detail["code"])


def _line(event: Event) -> str:
    return f"{local_time(event.at)}  {_words(event)}"


def _words(event: Event) -> str:
    detail = event.detail
    if event.kind == "config.faulty":
        return _faulty_words(detail)
    if event.kind == "clock.changed":
        return _clock_words(detail["seconds"])
    if event.kind in _CLUSTER:
        return _cluster_words(event)
    if event.kind == "alert.given_up":
        error = channel_error(str(detail.get("error")))
        return gettext(
            "an alert could not be sent to channel {channel}: {error}", channel=detail["channel"], error=error
        )
    return _state_words(event)


def _state_words(event: Event) -> str:
    """Return the sentence about an event that changes the state of a channel, of the network or of a source."""
    detail = event.detail
    since = _moment(detail.get("since", ""))
    match event.kind:
        case "channel.paused":
            return gettext(
                "channel {channel} is failing; its messages are queued: {error}",
                channel=detail["channel"],
                error=channel_error(str(detail["error"])),
            )
        case "channel.resumed":
            return gettext(
                "channel {channel} works again, after failing since {since}",
                channel=detail["channel"],
                since=since,
            )
        case "network.down":
            return gettext(
                "the network seems to be down: {down} of {of} sources cannot be reached",
                down=detail["down"],
                of=detail["of"],
            )
        case "network.reminded":
            return gettext("the network is still down, since {since}", since=since)
        case "network.up":
            return gettext("the network is back, after an outage since {since}", since=since)
        case "source.recovered" if detail["code"] in HISTORY:
            return gettext(
                "{source} is read correctly again; the notices recorded since {since} may contain errors",
                source=event.source,
                since=since,
            )
        case "source.recovered":
            return gettext("{source} is readable again, after failing since {since}", source=event.source, since=since)
    return _trouble(event, since if event.kind == "source.reminded" else "")


def _faulty_words(detail: Mapping[str, Any]) -> str:
    """Return the sentence about a faulty entry of the configuration, which quotes its first fault.

    `detail` is the detail of the event.
    """
    faults = [str(fault) for fault in detail.get("faults", ())]
    what = {
        "source": N_("source {name} is not used: {fault}"),
        "topic": N_("topic {name} is not used: {fault}"),
        "subscription": N_("subscription {name} has an error: {fault}"),
        "list": N_("list {name} has an error: {fault}"),
        "channel": N_("channel {name} is not used: {fault}"),
    }
    return gettext(what[str(detail["what"])], name=detail["id"], fault=next(iter(faults), ""))


def _clock_words(seconds: int) -> str:
    span = str(timedelta(seconds=abs(seconds)))
    if seconds < 0:
        return gettext(
            "the system clock was set back by {span}; polls and messages continue with the new time", span=span
        )
    return gettext(
        "the system clock was set forward by {span}; polls and messages continue with the new time", span=span
    )


_APART = {
    True: N_(
        "the clock of worker {worker} is {seconds} s ahead of the database clock; polls and messages "
        "use the database clock"
    ),
    False: N_(
        "the clock of worker {worker} is {seconds} s behind the database clock; polls and messages "
        "use the database clock"
    ),
}
_CLUSTER = ("clock.apart", "shard.unowned", "turn.failing")


def _cluster_words(event: Event) -> str:
    """Return the sentence about an event of a cluster of workers, such as a worker whose clock differs."""
    detail = event.detail
    match event.kind:
        case "clock.apart":
            seconds = int(detail["seconds"])
            return gettext(_APART[seconds > 0], worker=detail["worker"], seconds=abs(seconds))
        case "shard.unowned":
            return ngettext(
                "{count} shard with due sources has not been polled by any worker for two minutes: {names}",
                "{count} shards with due sources have not been polled by any worker for two minutes, including {names}",
                detail["shards"],
                names=_names(detail["sources"]),
            )
    what = {
        "crawl": N_("polling the sources of shard {key} failed {count} times in a row: {error}"),
        "deliver": N_("sending messages to channel {key} failed {count} times in a row: {error}"),
        "housekeep": N_("the housekeeping task {key} failed {count} times in a row: {error}"),
    }
    return gettext(what[detail["kind"]], key=detail["key"], count=detail["failures"], error=detail["error"])


_TROUBLES = {
    "doubtful": (
        N_("{source} responds, but may not be read correctly: {trouble}"),
        N_("{source} responds, but may not have been read correctly since {since}: {trouble}"),
    ),
    "blind": (
        N_("{source} shows no notices: {trouble}"),
        N_("{source} has shown no notices since {since}: {trouble}"),
    ),
    "late": (N_("{source} is not polled: {trouble}"), N_("{source} has not been polled since {since}: {trouble}")),
    "failing": (
        N_("{source} cannot be read: {trouble}"),
        N_("{source} has been unreadable since {since}: {trouble}"),
    ),
}


def _trouble(event: Event, since: str) -> str:
    code = event.detail["code"]
    began, lasts = _TROUBLES[_trouble_group(code)]
    trouble = gettext("{trouble}: {detail}", trouble=trouble_name(code), detail=render_reason(_reason(event)))
    return gettext(lasts if since else began, source=event.source, trouble=trouble, since=since)


def _trouble_group(code: str) -> str:
    if code in HISTORY:
        return "doubtful"
    return "blind" if code in BLIND else "late" if code == LATE else "failing"
