"""The pages of series of recurring notices: the list with the expected dates, and one series with its notices."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.model.series import Series, SeriesQuery
from monitor.text.i18n import gettext
from monitor.views.series import edition_object, forecast_words, state_name
from monitor.web.html import render
from monitor.web.site import site_of

PAGE = 100
PAGES_LIMIT = 1_000
WORDS_LIMIT = 200
router = APIRouter()


@router.get("/series")
def series_list(request: Request, words: str = "", page: int = 1) -> Response:
    """Show the series in the order of their expected dates.

    If `words` is given, only series whose title or issuer contains it are shown.
    """
    site = site_of(request)
    number = min(max(page, 1), PAGES_LIMIT)
    query = SeriesQuery(words=words.strip()[:WORDS_LIMIT])
    with site.store.reading() as tx:
        found = tx.series.find(query, PAGE + 1, (number - 1) * PAGE)
        count = tx.series.count()
    rows = [(series, _state(series, site.today)) for series in found[:PAGE]]
    following = number + 1 if len(found) > PAGE else None
    return render(
        request, "series.html", rows=rows, words=query.words, count=count, page=number, following=following, series=None
    )


@router.get("/series/{number}")
def series_page(request: Request, number: int, page: int = 1) -> Response:
    """Show the forecast of a series and its notices, the newest first."""
    site = site_of(request)
    place = min(max(page, 1), PAGES_LIMIT)
    with site.store.reading() as tx:
        series = tx.series.get(number) if 0 < number < 1 << 31 else None
        if series is None:
            raise HTTPException(404, gettext("there is no series {id}", id=number))
        rows = tx.series.editions(number, PAGE + 1, (place - 1) * PAGE)
        editions = [edition_object(row, tx.notices.get(row.notice)) for row in rows[:PAGE]]
    return render(
        request,
        "series.html",
        series=series,
        forecast=forecast_words(series, site.today),
        editions=editions,
        page=place,
        following=place + 1 if len(rows) > PAGE else None,
    )


def _state(series: Series, today: date) -> str:
    return state_name(series.forecast.state(today))
