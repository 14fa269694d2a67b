"""The least time between two requests to one host: what its sources ask for, and what its robots.txt does."""

from typing import Any

LONGEST = 60.0
"""Seconds of a Crawl-delay that are kept to: more would leave a poll no time for a page, and `every` keeps polls
apart."""


def set_host_delay(downloader: Any, host: str, asked: float | None = None, least: float | None = None) -> None:
    """Gives a host's slot the delay that a source asks for, `asked`, or the `least` that its robots.txt allows, both in
    seconds; the longer of the two holds. As AutoThrottle does: on the downloader's slot, and for slots made later."""
    known = downloader.per_slot_settings.setdefault(host, {})
    if asked is not None:
        known["asked"] = asked
    if least is not None:
        known["least"] = min(least, LONGEST)
    known["delay"] = max(known.get("asked", 0.0), known.get("least", 0.0))
    if host in downloader.slots:
        downloader.slots[host].delay = known["delay"]
