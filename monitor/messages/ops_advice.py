"""Advice for the operator about events. Pure functions; no I/O."""

from collections.abc import Mapping, Sequence

from monitor.model import Event
from monitor.text.i18n import N_, gettext

_BY_CODE: Mapping[str, str] = {
    "asks_for_browser": N_(
        "to get settings that load the page in a browser or fetch its data directly, run "
        "`noticewatch sources check {source}`"
    ),
    "no_browser": N_(
        "depending on the reason, install the missing component or run noticewatch as a user other than root"
    ),
    **dict.fromkeys(
        ("asks_for_login", "asks_for_captcha", "blocked"),
        N_("look for a feed or an API of the site: `noticewatch sources discover URL`"),
    ),
    **dict.fromkeys(
        ("maintenance", "error_page", "unreachable", "timeout", "broken", "http_status"),
        N_(
            "if the site works in a browser, run `noticewatch sources check {source}`; otherwise wait, as polling "
            "continues"
        ),
    ),
    "same_text": N_(
        "compare some notices of the source (`noticewatch notices list --source {source}`) with their pages; if the "
        "texts differ, set `select.body` in the source"
    ),
    "robots": N_("ask the site for permission; then set `obey_robots: false` in the source to ignore robots.txt"),
    "certificate": N_("if the certificate stays invalid, set `verify_tls: false` in the source"),
    "address_refused": N_("if the site is in your own network, set `trusted: true` in the source"),
    "listing_changed": N_("look at the listing; if its rows are notices, run `noticewatch sources accept {source}`"),
    "program": N_("run the program by hand in the configuration folder, and correct its error"),
    "late": N_("see `noticewatch status`; if many sources are late, increase `children` or lengthen the intervals"),
}
_OTHER = N_(
    "to list the notices that are read now and the settings that may need a change, run "
    "`noticewatch sources check {source}`"
)
_BY_KIND: Mapping[str, str] = {
    "network.down": N_("check the network of this computer; no notice is lost"),
    "network.reminded": N_("check the network of this computer; no notice is lost"),
    "channel.paused": N_(
        "correct the channel's URL in noticewatch.yaml, then run `noticewatch channels test {channel}`"
    ),
    "alert.given_up": N_("when the channel works, run `noticewatch deliveries retry --channel {channel}`"),
    "clock.changed": N_("check the time synchronisation of this computer"),
    "clock.apart": N_("check the time synchronisation of the worker's host"),
    "shard.unowned": N_(
        "see `noticewatch status`; start more workers with the role crawl, or look at the logs of these workers"
    ),
    "turn.failing": N_("look for the error in the logs of the workers"),
    "config.faulty": N_("run `noticewatch config check`, and correct the entry"),
}
_SOURCE_ANY = "ID"
_CHANNEL_ANY = "NAME"


def advice(events: Sequence[Event]) -> list[str]:
    """Return pieces of advice for the operator about how to respond to the events. Each piece occurs only once.

    If a piece applies to several sources or channels, it contains the placeholder ID or NAME instead of their names.
    """
    found: dict[str, list[Event]] = {}
    for event in events:
        if template := _template(event):
            found.setdefault(template, []).append(event)
    return [_filled(template, concerned) for template, concerned in found.items()]


def _template(event: Event) -> str | None:
    if event.kind not in ("source.troubled", "source.reminded"):
        return _BY_KIND.get(event.kind)
    code = str(event.detail.get("code", ""))
    return _BY_CODE.get(code, _OTHER)


def _filled(template: str, events: Sequence[Event]) -> str:
    sources = {event.source for event in events}
    channels = {str(event.detail.get("channel", "")) for event in events}
    source = next(iter(sources)) if len(sources) == 1 else _SOURCE_ANY
    channel = next(iter(channels)) if len(channels) == 1 else _CHANNEL_ANY
    return gettext(template, source=source, channel=channel)
