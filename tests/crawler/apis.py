"""Answers of the documented form of the APIs that come as sources, made up; and sitemaps."""

import json
from datetime import date, timedelta
from pathlib import Path

from crawler.model.configfile import read_sources
from crawler.model.source import Source

FEDERAL = "https://www.federalregister.gov"
GOVUK = "https://www.gov.uk"
SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def shipped(name, **changes):
    """A source that comes with the program."""
    source = next(source for source in read_sources(Path(__file__).parents[2] / "config") if source.id == name)
    return Source.model_validate(source.model_dump() | changes)


def a_rule(number, site=FEDERAL, **changes):
    """A row of `documents.json` as the fields asked for give it."""
    name = f"2024-{number:05}"
    day = (date(2024, 6, 13) - timedelta(days=number % 3)).isoformat()
    place = f"{day.replace('-', '/')}/{name}"
    return {
        "title": f"National Standards for Industrial Clusters; Part {number}",
        "type": "Proposed Rule",
        "document_number": name,
        "html_url": f"{site}/documents/{place}/national-standards-part-{number}",
        "body_html_url": f"{site}/documents/full_text/html/{place}.html",
        "publication_date": day,
        "agencies": [
            {
                "raw_name": "DEPARTMENT OF COMMERCE",
                "name": "Commerce Department",
                "id": 54,
                "slug": "commerce-department",
                "url": f"{site}/agencies/commerce-department",
                "parent_id": None,
            },
            {"raw_name": "Office of Made-up Standards"},
        ],
        "signing_date": None,
        "effective_on": None,
        "comments_close_on": "2024-08-12",
    } | changes


def documents(rows, following=None):
    """An answer of `documents.json`."""
    answer = {"count": 10000, "description": "All Documents", "total_pages": 50, "results": rows}
    return json.dumps(answer | ({"next_page_url": following} if following else {}))


def a_paper(number, **changes):
    """A row of `search.json`."""
    return {
        "title": f"Advanced manufacturing plan {number}",
        "link": f"/government/publications/advanced-manufacturing-plan-{number}",
        "public_timestamp": "2024-06-12T23:30:00Z",
        "format": "publication",
        "content_store_document_type": "policy_paper",
        "organisations": [
            {
                "title": "Department for Business and Trade",
                "slug": "department-for-business-and-trade",
                "acronym": "DBT",
                "link": "/government/organisations/department-for-business-and-trade",
            },
            {"title": "HM Treasury", "slug": "hm-treasury", "link": "/government/organisations/hm-treasury"},
        ],
        "index": "government",
        "es_score": None,
        "_id": f"/government/publications/advanced-manufacturing-plan-{number}",
        "elasticsearch_type": "edition",
        "document_type": "edition",
    } | changes


def search(rows, start=0, total=None):
    """An answer of `search.json`."""
    return json.dumps(
        {
            "results": rows,
            "total": len(rows) if total is None else total,
            "start": start,
            "aggregates": {},
            "suggested_queries": [],
            "es_cluster": "A",
            "reranked": False,
        }
    )


def entry(loc, lastmod=None, inside=""):
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{loc}</loc>{changed}<changefreq>daily</changefreq>{inside}</url>"


def part(loc, lastmod=None):
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<sitemap><loc>{loc}</loc>{changed}</sitemap>"


def news(title, published):
    return (
        '<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><news:publication><news:name>a'
        f"</news:name><news:language>zh</news:language></news:publication><news:publication_date>{published}"
        f"</news:publication_date><news:title>{title}</news:title></news:news>"
    )


def urlset(*entries):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP_NS}">{"".join(entries)}</urlset>'


def index(*parts):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{SITEMAP_NS}">{"".join(parts)}</sitemapindex>'
