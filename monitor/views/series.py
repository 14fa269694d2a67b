"""Functions that convert series of recurring notices to table rows and sentences. Pure functions; no I/O."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from monitor.model import NoticeRecord
from monitor.model.series import Basis, EditionRow, Series, SeriesState
from monitor.text.i18n import N_, gettext, ngettext
from monitor.views.rows import Row, row

_STATES = {
    SeriesState.AHEAD: N_("ahead"),
    SeriesState.DUE: N_("expected now"),
    SeriesState.OVERDUE: N_("overdue"),
    SeriesState.TOO_FEW: N_("too little history"),
    SeriesState.TOO_IRREGULAR: N_("too irregular"),
    SeriesState.ENDED: N_("discontinued"),
}
_BASES = {
    Basis.DAY_OF_YEAR: N_("the usual day of the year"),
    Basis.SPRING_FESTIVAL: N_("the usual number of days from the Spring Festival"),
    Basis.LAST_YEAR: N_("the dates of last year"),
    Basis.WORKDAY_OF_MONTH: N_("the usual working day of the month"),
    Basis.INTERVAL: N_("the usual interval"),
}


def state_name(state: SeriesState) -> str:
    """Return the name of a state in the current language."""
    return gettext(_STATES[state])


def basis_name(basis: Basis) -> str:
    """Return the name of the rule on which a forecast is based, in the current language."""
    return gettext(_BASES[basis])


def series_row(series: Series, today: date) -> dict[str, Any]:
    """Return a series and its forecast as a JSON object. Its state and the days left are those on the date `today`."""
    made = series.forecast
    days = {"expected_on": made.expected, "earliest_on": made.earliest, "latest_on": made.latest, "ends_on": made.ends}
    return {
        "id": series.id,
        "title": series.title,
        "issuer": series.issuer or None,
        "kind": series.kind or None,
        "region": list(series.region),
        "editions": series.editions,
        "dates": made.editions,
        "last_on": _iso(series.last),
        "notice": series.notice,
        "state": made.state(today).value,
        **{name: _iso(day) for name, day in days.items()},
        "days_left": (made.expected - today).days if made.expected else None,
        "basis": made.basis.value if made.basis else None,
    }


def forecast_words(series: Series, today: date) -> str:
    """Return the forecast of a series as a sentence in the current language."""
    made = series.forecast
    state = made.state(today)
    if made.expected is None or state is SeriesState.ENDED:
        return _no_forecast(series, state)
    words = {
        "date": made.expected,
        "earliest": made.earliest,
        "latest": made.latest,
        "basis": basis_name(made.basis) if made.basis else "",
    }
    if state is SeriesState.OVERDUE:
        return gettext("Overdue: expected on {date}, or by {latest} at the latest (based on {basis}).", **words)
    return gettext(
        "The next edition is expected on {date}, with 80% probability between {earliest} and {latest} (based on "
        "{basis}).",
        **words,
    )


def _no_forecast(series: Series, state: SeriesState) -> str:
    if state is SeriesState.TOO_FEW:
        return ngettext(
            "No forecast: the dates of only {count} edition are available; at least three are needed.",
            "No forecast: the dates of only {count} editions are available; at least three are needed.",
            series.forecast.editions,
        )
    if state is SeriesState.TOO_IRREGULAR:
        return gettext("No forecast: the dates of the editions are too irregular.")
    return gettext("No forecast: the last edition was published long ago, on {date}.", date=series.last)


def series_rows(series: Series | None, today: date) -> Iterator[Row]:
    """Yield one row that describes `series`, with its forecast as of `today`, or nothing if `series` is None."""
    if series:
        words = ngettext("{id}, {count} edition", "{id}, {count} editions", series.editions, id=series.id)
        yield row(gettext("series"), words, after=f" {forecast_words(series, today)}")


def edition_object(row: EditionRow, record: NoticeRecord | None) -> dict[str, Any]:
    """Return a notice of a series as a JSON object. `record` is None if the notice was deleted."""
    title = record.notice.title or record.notice.url if record else None
    return {"notice": row.notice, "date": _iso(row.day), "edition": row.edition, "title": title}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
