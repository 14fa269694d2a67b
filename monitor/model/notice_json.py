"""The public JSON form of a recorded notice. Pure functions; no I/O."""

from collections.abc import Sequence
from typing import Any

from crawler.model.notice import Notice
from monitor.model import Location


def notice_object(
    notice: Notice,
    number: int,
    source: str,
    revision: int,
    places: Sequence[Location],
    verdict: str | None = None,
) -> dict[str, Any]:
    """Return the public JSON object of a notice.

    It contains the same fields as `inspect --json`, and in addition the id, the source, the revision, the URLs of
    copies and the verdict.
    """
    copies = [{"url": place.url, "source": place.source} for place in places if place.url != notice.url]
    known = {"id": number, "source": source, "verdict": verdict, "copies": copies, "revision": revision}
    return {**notice.model_dump(mode="json"), **known}
