"""gkmlpt, the government information catalogue of portals in Guangdong: a JSON API with metadata of each document.

`{base}/gkmlpt/api/all/{column}?page=&sid=` returns `{"total": …, "articles": [{"title", "url", "document_number",
"identifier", "publisher", "date", "created_at", "display_publish_time", …}]}`, about 100 articles per page. A page of
the catalogue (`{base}/gkmlpt/index#5`, with the column in the fragment) contains the number of the site in
`window._CONFIG = {SID: '2'}`. Column 0 contains the documents of all columns.
"""

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from crawler.listings.found import Found, entry_link, source_context, without_surrogates
from crawler.listings.platforms.script_values import number, query, with_query
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import FeedBrokenError, ListingError
from crawler.model.link import Link
from crawler.model.notice import FACT_LIMIT, Facts
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.text.date_moments import moment_day

_SID = re.compile(r"""(?i)\bsid['"]?\s{0,9}:\s{0,9}['"]?(\d{1,12})\b""")
_PUBLISHED = ("display_publish_time", "first_publish_time", "created_at", "create_time", "date")
"""Fields with the publication time, best first.

`date` is the date printed on the document, which is used if the other fields are empty.
"""


def recognises(page: Page) -> bool:
    """Return whether a page belongs to the catalogue or is a response of its API."""
    return "/gkmlpt" in page.final_url and (_is_json(page) or bool(_SID.search(page.text)))


def list_addresses(page: Page, source: Source) -> tuple[str, ...]:
    """Return the API URL for the column given in the fragment of the source's URL.

    Returns an empty tuple for an API response. Raises ListingError when the page has no site number (SID).
    """
    if _is_json(page):
        return ()
    base, found, _ = page.final_url.partition("/gkmlpt")
    sid = _SID.search(page.text)
    if not found or sid is None:
        raise ListingError(ListingDetail.NO_SID.of())
    column = re.match(r"/?(\d{1,12})", urlsplit(source.url).fragment)
    return (f"{base}/gkmlpt/api/all/{column[1] if column else 0}?page=1&sid={sid[1]}",)


def read_list(page: Page, source: Source, today: date) -> Found:
    """Return the documents in an API response as links with document number, publisher and date of issue.

    Raises ListingError when the page is not an API response.
    """
    if not _is_json(page):
        raise ListingError(ListingDetail.NO_GKMLPT_LIST.of())
    try:
        answer: Any = json.loads(page.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FeedBrokenError(ListingDetail.JSON_MALFORMED.of(reason=error)) from error
    articles = answer.get("articles") if isinstance(answer, dict) else None
    if not isinstance(articles, list):
        raise ListingError(ListingDetail.NO_ARTICLES.of())
    links = [
        link for article in articles if isinstance(article, dict) and (link := _link(article, page, source, today))
    ]
    return Found(links, rows=len(articles), next=_next(page, answer, len(articles)))


def _is_json(page: Page) -> bool:
    return page.text.lstrip("\ufeff \t\r\n").startswith("{")


def _link(article: dict[str, Any], page: Page, source: Source, today: date) -> Link | None:
    href = next((one for name in ("url", "post_url") if (one := _text(article.get(name)))), None)
    zone = source.zone
    context = source_context(source, today)
    days = (
        moment_day(article.get(name), zone, context)
        for name in _PUBLISHED
        if article.get(name) not in (None, "", 0, "0")
    )
    title = article.get("title")
    day = next(filter(None, days), None)
    link = entry_link(page.final_url, href, title if isinstance(title, str) else None, day) if href else None
    if link is None:
        return None
    publisher = _text(article.get("publisher"))
    numbered = _text(article.get("document_number"))
    facts = Facts(
        # A document without a number has 无 ("none") or a dash in this field.
        document_number=numbered if numbered and re.search(r"\d", numbered) else None,
        issuers=(publisher,) if publisher else (),
        issued_on=moment_day(article.get("date") or None, zone, context, published=False),
    )
    return link.model_copy(update={"facts": facts if facts != Facts() else None})


def _text(value: Any) -> str | None:
    return " ".join(without_surrogates(value).split())[:FACT_LIMIT] or None if isinstance(value, str) else None


def _next(page: Page, answer: dict[str, Any], count: int) -> str | None:
    turn = max(number(query(page.url).get("page")) or 1, 1)
    total = answer.get("total")
    if not count or (isinstance(total, int) and total <= turn * count):
        return None
    return with_query(page.url, {"page": turn + 1})
