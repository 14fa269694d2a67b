"""The page of trends: notices per week by topic, issuer and region as charts and tables, and unusual weeks."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.messages.outlook import dimension_name, direction_name, group_name, unusual_words
from monitor.model.trends import Dimension, Direction, Unusual, WeekCounts
from monitor.trends.report import TrendReport, trend_report
from monitor.views.spreadsheets import csv_text
from monitor.views.trends import chart_of, week_rows
from monitor.web.html import render
from monitor.web.site import WebSite, site_of

CHARTS = 20
"""The number of charts on the page."""
router = APIRouter()


@router.get("/trends")
def trends(request: Request, by: str = "") -> Response:
    """Show a chart of the weekly numbers for each topic, issuer and region, and sentences about the unusual weeks.

    If `by` is valid, only topics, only issuers or only regions are shown. Those with an unusual last week are first.
    """
    site = site_of(request)
    dimension = _dimension(by)
    report = _report(site)
    groups = report.of(dimension)
    return render(
        request,
        "trends.html",
        by=by if dimension else "",
        dimensions=[(found.value, dimension_name(found)) for found in Dimension],
        unusual=[
            unusual_words(found, _name(site, found)) for found in report.unusual if dimension in (None, found.dimension)
        ],
        charts=[chart_of(report, series, _name(site, series)) for series in groups[:CHARTS]],
        direction=lambda written: direction_name(Direction(written)),
        left=max(0, len(groups) - CHARTS),
    )


@router.get("/trends.csv")
def table(request: Request, by: str = "") -> Response:
    """Return the weekly numbers of notices for each topic, issuer and region as CSV.

    If `by` is valid, the table contains only topics, only issuers or only regions.
    """
    site = site_of(request)
    rows = [list(row.values()) for row in week_rows(_report(site), _dimension(by))]
    heads = ["dimension", "group", "week", "count", "unusual"]
    headers = {"Content-Disposition": "attachment; filename=noticewatch-trends.csv"}
    return Response(csv_text(heads, rows, excel=True), media_type="text/csv; charset=utf-8", headers=headers)


def _report(site: WebSite) -> TrendReport:
    queries = {topic.id: query for topic in site.config.topics if (query := site.topic_query(topic.id))}
    today = site.today
    with site.store.reading() as tx:
        return site.trends.of(
            tx,
            site.config,
            today,
            site.clock(),
            lambda: trend_report(tx, queries, today, lambda query: site.topic_hits.of(tx, query, site.clock())),
        )


def _dimension(written: str) -> Dimension | None:
    return Dimension(written) if written in list(Dimension) else None


def _name(site: WebSite, found: WeekCounts | Unusual) -> str:
    topic = site.topic(found.group) if found.dimension is Dimension.TOPIC else None
    return (topic.name or topic.id) if topic else group_name(found.dimension, found.group)
