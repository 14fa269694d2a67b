"""Functions that decide when sending to a channel is suspended after failures.

Pure functions; no I/O. From the state of a channel, the result of an attempt and the time, they compute the new state.

After a failure caused by the channel, the whole channel waits. Afterwards, only one message is tried, so that the
channel's other messages do not use up their attempts. After PATIENCE consecutive failures, or immediately if the error
is lasting, the channel is paused. The operator is alerted when a channel is paused, and again when it works.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.config.rate_limit import RateLimit, next_allowed_at, remembered_sends
from monitor.errors import ChannelError, ErrorKind
from monitor.model import ChannelState
from monitor.schedule.backoff import ASKED_LONGEST_S, channel_delay

PATIENCE = 3
"""The number of consecutive failures after which a channel is paused."""

PROBES_OF_ONE_MESSAGE = 8
"""The number of failures after which another message is tried, because the oldest message may be the cause."""

NO_RESPONSE = 0
"""The status of a request that was sent and whose connection then ended without a response."""
_OF_THE_SERVICE = frozenset({407, 421, 425, 429})
_FORBIDDEN = 403
"""This status may be caused by the credentials or by the message, for example if a firewall rejects a word in it (RFC
9110, 15.5.4)."""
_LASTING = frozenset({401, _FORBIDDEN, 404, 405, 410})
_OF_THE_MESSAGE = frozenset({400, 406, 411, 413, 414, 415, 422, 431})


def error_kind_of_status(status: int) -> ErrorKind:
    """Return the kind of error for an unsuccessful HTTP status of a service (RFC 9110, 15.5)."""
    if status in _LASTING or 300 <= status < 400:
        return "lasting"
    return "message" if status in _OF_THE_MESSAGE else "passing"


def is_unclear(status: int) -> bool:
    """Return whether an unsuccessful status does not show whether the message or the service is at fault.

    NO_RESPONSE is unclear too: a proxy in front of a service may close the connection because of a message.
    """
    is_clear = status in _LASTING or status in _OF_THE_MESSAGE or status in _OF_THE_SERVICE
    return status in (NO_RESPONSE, _FORBIDDEN) or (status >= 400 and not is_clear)


def next_send_at(state: ChannelState, limit: RateLimit | None, now: datetime) -> datetime:
    """Return the earliest time at which the next message may be sent to the channel.

    The result is `now` if the message may be sent immediately.
    """
    wait_until = state.next_try_at or now
    if (wait_until - now).total_seconds() > ASKED_LONGEST_S:
        # Such a long wait means that the clock was set back.
        wait_until = now
    return max(wait_until, next_allowed_at(state.handed, limit, now))


def after_handover(state: ChannelState, limit: RateLimit | None, now: datetime) -> ChannelState:
    """Return the state of a channel after a message was sent to it at the time `now`.

    The time is recorded only if the channel has a rate limit, that is, if `limit` is not None.
    """
    return replace(state, handed=remembered_sends(state.handed, limit, now))


def after_failure(
    state: ChannelState, error: ChannelError, first: bool, now: datetime, chance: float, delivery: int | None = None
) -> ChannelState:
    """Return the state of a channel after an attempt to send it a message failed.

    `delivery` is the id of the message's delivery. `first` is true if the message had not failed before. `chance` is a
    random fraction that varies the delay.

    If a channel refuses the same message repeatedly, this counts as one failure of the channel. If the message itself
    may have caused the failure, other messages are not delayed until another message fails as well. If no other message
    is tried, the channel is never delayed, but after PATIENCE failures it is marked as paused, so that the operator is
    alerted.
    """
    is_suspected = is_suspect(state, error, delivery)
    suspect = delivery if is_suspected else None
    if not first and not state.paused_at and (error.kind == "message" or (is_suspected and not state.failures)):
        return replace(state, error=str(error), suspect=suspect)
    failures = state.failures + 1
    is_lasting = error.kind == "lasting" and not is_suspected
    paused_at = state.paused_at or (now if failures >= PATIENCE or is_lasting else None)
    alone = (error.kind != "message" or paused_at) and not is_suspected
    delay = channel_delay(failures, is_lasting, error.retry_after, chance)
    return replace(
        state,
        failures=failures,
        failing_since=min(state.failing_since or now, now),
        error=str(error),
        paused_at=paused_at,
        next_try_at=now + delay if alone else state.next_try_at,
        suspect=suspect,
    )


def is_suspect(state: ChannelState, error: ChannelError, delivery: int | None) -> bool:
    """Return whether the message of `delivery` may have caused this failure and all others since the last success."""
    others_failed = state.suspect is None and state.failures > 0
    return error.may_be_message and not others_failed and state.suspect in (None, delivery)


def after_success(state: ChannelState) -> ChannelState:
    """Return the state of a channel after it accepted a message."""
    return replace(state, failures=0, failing_since=None, error=None, paused_at=None, next_try_at=None, suspect=None)


def corrected(state: ChannelState, now: datetime) -> ChannelState:
    """Return the state of a channel with impossible times corrected.

    After the system clock was set back, recorded times may lie in the future. The time of the next attempt may then be
    too far ahead.
    """
    latest = now + timedelta(seconds=ASKED_LONGEST_S)
    times = (state.failing_since, state.paused_at)
    if all(at is None or at <= now for at in times) and (state.next_try_at is None or state.next_try_at <= latest):
        return state
    failing_since, paused_at = (min(at, now) if at else None for at in times)
    return replace(state, failing_since=failing_since, paused_at=paused_at, next_try_at=None)


def without_wait(state: ChannelState) -> ChannelState:
    """Return the state of a channel without a waiting time after failures, so that sending may be tried immediately."""
    return replace(state, next_try_at=None)
