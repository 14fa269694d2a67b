"""The minimum time between two requests to the same host, as set by the host's sources and robots.txt."""

from typing import Any

LONGEST = 60.0
"""The maximum Crawl-delay in seconds that is obeyed.

With a longer delay, a poll would have no time to fetch a page. The interval between polls is set by `every`.
"""


def set_host_delay(downloader: Any, host: str, asked: float | None = None, least: float | None = None) -> None:
    """Set the delay of a host's slot.

    `asked` is the delay that a source specifies, `least` the minimum delay that the host's robots.txt allows, both in
    seconds; the longer delay applies. As in AutoThrottle, the delay is set in the downloader's existing slot. It is
    also set in the settings for slots created later.
    """
    known = downloader.per_slot_settings.setdefault(host, {})
    if asked is not None:
        known["asked"] = asked
    if least is not None:
        known["least"] = min(least, LONGEST)
    known["delay"] = max(known.get("asked", 0.0), known.get("least", 0.0))
    if host in downloader.slots:
        downloader.slots[host].delay = known["delay"]
