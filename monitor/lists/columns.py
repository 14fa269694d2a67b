"""The values that a notice has in the columns of living lists. Pure functions; no I/O."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crawler.model.notice import Deadline, Notice
from crawler.text.fold import fold
from monitor.config.living_lists import LivingList

UNITS = 20
AMOUNTS = 20
"""The maximum number of units, and the maximum number of amounts, in a row."""
_WORD_LIMIT = 2000
_ORDER_LIMIT = 200
"""The number of characters of a value by which rows are ordered. PostgreSQL refuses index entries over 2,704 bytes."""


def row_values(entry: LivingList, notice: Notice, source: str) -> dict[str, Any]:
    """Return the values of a notice in the columns of the living list `entry`, by column name.

    The values are JSON values. Columns that do not depend only on the notice are omitted.
    """
    last = last_deadline(notice, entry.leave.deadlines_for)
    units = dict.fromkeys(unit for clause in notice.clauses for unit in clause.responsible_units)
    return {
        "title": notice.title,
        "url": notice.url,
        "source": source,
        "number": notice.document_number,
        "issuer": list(notice.issuers),
        "region": list(notice.region),
        "kind": notice.kind,
        "units": list(units)[:UNITS],
        "deadline": last.isoformat() if last else None,
        "amounts": [amount.model_dump(mode="json") for amount in notice.amounts[:AMOUNTS]],
        "published": notice.published_on.isoformat() if notice.published_on else None,
    }


def last_deadline(notice: Notice, audiences: Sequence[str]) -> date | None:
    """Return the latest deadline of a notice that applies to one of these audiences, such as `public`, or None."""
    return max((deadline.date for deadline in notice.deadlines if deadline.for_whom in audiences), default=None)


def with_listed_deadline(entry: LivingList, notice: Notice, values: Mapping[str, Any]) -> Notice:
    """Return a notice with the deadline that is recorded in its list entry, if its own deadlines were pruned.

    If the notice has deadlines, or the list entry has none, the notice is unchanged. `values` contains the values of
    the list entry, by column name.
    """
    written = values.get("deadline")
    if not written or notice.deadlines:
        return notice
    whom = entry.leave.deadlines_for[0]
    deadline = Deadline(date=date.fromisoformat(written), text=written, **{"for": whom})
    return notice.model_copy(update={"deadlines": (deadline,)})


def order_text(entry: LivingList, values: Mapping[str, Any], entered_at: datetime) -> str:
    """Return the text by which the entry of a notice is ordered in the living list `entry`.

    `values` contains the values of the notice in the list, and `entered_at` is the time at which it entered the list.
    Notices without a value are last in ascending and in descending order.
    """
    name = entry.order.removeprefix("-")
    value = entered_at.isoformat() if name == "since" else values.get(name)
    if isinstance(value, list):
        value = "/".join(value)
    missing, present = ("0", "1") if is_descending(entry) else ("1", "0")
    return present + fold(str(value))[:_ORDER_LIMIT] if value else missing


def is_descending(entry: LivingList) -> bool:
    """Return whether the living list `entry` begins with the largest or latest value."""
    return entry.order.startswith("-")


def search_words(values: Mapping[str, Any]) -> str:
    """Return the text by which a search finds an entry of a list: its folded title, issuers and region."""
    words = [values.get("title") or "", *values.get("issuer", ()), "/".join(values.get("region", ()))]
    return fold(" ".join(words))[:_WORD_LIMIT]
