"""Functions that renew the forecasts of series.

A forecast is renewed if the notices of the series changed, or if the series ended without a new edition.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from monitor.model.series import Series, SeriesState, StaleSeries, first_of_editions
from monitor.ports import Store, Transaction
from monitor.series.forecast import forecast

BATCH = 100
"""The number of series that are renewed in one transaction."""
OVERDUE_REACH = timedelta(days=14)
"""The maximum age of the end of a window about which an event is recorded and an alert is sent.

Older ones were found when the notices of a source were recorded for the first time.
"""


def renew_series(store: Store, now: datetime) -> int:
    """Renew a batch of outdated forecasts, and return their number.

    Events are recorded for series whose forecast window has begun, or has ended without a new edition.
    """
    today = now.date()
    with store.reading() as tx:
        if not tx.series.stale(1, today) and not _has_events(tx, today):
            return 0
    with store.writing() as tx:
        stale = tx.series.stale(BATCH, today)
        for series in stale:
            _renew(tx, series, today)
        _note(tx, now)
    return len(stale)


def renew_all(store: Store, now: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
    """Renew all outdated forecasts, and return their number. If `stopped` returns True, the rest remains outdated."""
    total = 0
    while not stopped():
        done = renew_series(store, now)
        total += done
        if done < BATCH:
            break
    return total


def _renew(tx: Transaction, stale: StaleSeries, today: date) -> None:
    editions = first_of_editions(stale.notices)
    if not editions:
        tx.series.drop(stale.id)
        return
    dated = [edition for edition in editions if edition.day]
    newest = max(dated, key=lambda edition: edition.day or date.min) if dated else editions[-1]
    record = tx.notices.get(newest.notice)
    if record is None:
        return
    notice = record.notice
    issuer = notice.issuers[0] if notice.issuers else ""
    series = Series(
        stale.id,
        notice.title or "",
        issuer,
        notice.kind or "",
        notice.region,
        newest.notice,
        len(editions),
        newest.day,
        forecast((), None),
    )
    made = forecast([edition.day for edition in dated if edition.day], series.country, today)
    tx.series.put(Series(**(vars(series) | {"forecast": made})))


def _has_events(tx: Transaction, today: date) -> bool:
    since = today - OVERDUE_REACH
    return any(tx.series.to_note(kind, today, since, 1) for kind in ("expected", "overdue"))


def _note(tx: Transaction, now: datetime) -> None:
    """Record an event for each series whose forecast window has begun, or has ended without a new edition.

    Each of the two events is recorded once for each expected date.
    """
    today = now.date()
    for kind in ("expected", "overdue"):
        for series in tx.series.to_note(kind, today, today - OVERDUE_REACH, BATCH):
            made = series.forecast
            if made.state(today) is SeriesState.ENDED:
                continue
            detail = {
                "series": series.id,
                "title": series.title,
                "expected": made.expected.isoformat() if made.expected else None,
                "earliest": made.earliest.isoformat() if made.earliest else None,
                "latest": made.latest.isoformat() if made.latest else None,
            }
            tx.events.add(
                "series.expected" if kind == "expected" else "series.overdue", now, None, series.notice, detail
            )
            tx.series.note(series.id, kind)
