"""The minimum time between two requests to one host, as set by its sources and its robots.txt."""

from typing import Any

LONGEST = 60.0
"""The maximum Crawl-delay in seconds that is obeyed. A longer delay would leave a poll no time for a page; polls are
spaced by `every`."""


def set_host_delay(downloader: Any, host: str, asked: float | None = None, least: float | None = None) -> None:
    """Set the delay of a host's slot.

    `asked` is the delay that a source specifies, `least` the minimum that the host's robots.txt allows, both in
    seconds; the longer of the two applies. As in AutoThrottle, the delay is set on the downloader's existing slot, and
    also in the settings for slots created later.
    """
    known = downloader.per_slot_settings.setdefault(host, {})
    if asked is not None:
        known["asked"] = asked
    if least is not None:
        known["least"] = min(least, LONGEST)
    known["delay"] = max(known.get("asked", 0.0), known.get("least", 0.0))
    if host in downloader.slots:
        downloader.slots[host].delay = known["delay"]
