"""The minimum time between two requests to one host, as set by its sources and its robots.txt."""

from typing import Any

LONGEST = 60.0
"""Seconds of a Crawl-delay that are kept to: more would leave a poll no time for a page, and `every` keeps polls
apart."""


def set_host_delay(downloader: Any, host: str, asked: float | None = None, least: float | None = None) -> None:
    """Set the delay of a host's slot.

    `asked` is the delay that a source asks for, `least` the minimum that the host's robots.txt allows, both in seconds;
    the longer of the two applies. As in AutoThrottle, it is set on the downloader's slot, and for slots made later.
    """
    known = downloader.per_slot_settings.setdefault(host, {})
    if asked is not None:
        known["asked"] = asked
    if least is not None:
        known["least"] = min(least, LONGEST)
    known["delay"] = max(known.get("asked", 0.0), known.get("least", 0.0))
    if host in downloader.slots:
        downloader.slots[host].delay = known["delay"]
