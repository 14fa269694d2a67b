"""Functions that render templates.

Everything is HTML-escaped, and text from crawled pages is sanitized to plain lines.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from monitor.messages.highlight import Marked, term_spans
from monitor.model.readers import AlertSummary
from monitor.text.i18n import N_, current_language, enumeration, gettext, ngettext, number, pgettext
from monitor.text.sanitize import cut, outside_link, plain
from monitor.text.zone import local_minute, offset_name
from monitor.views.times import time_since, time_until
from monitor.web.entries import ListEntry
from monitor.web.site import WebSite, site_of

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
PAGES = (
    (
        ("/", N_("Inbox")),
        ("/search", N_("Search")),
        ("/lists", N_("Lists")),
        ("/measures", N_("Measures")),
        ("/targets", N_("Targets")),
        ("/deadlines", N_("Deadlines")),
        ("/series", N_("Series")),
        ("/trends", N_("Trends")),
    ),
    (
        ("/topics", N_("Topics")),
        ("/subscriptions", N_("Subscriptions")),
        ("/sources", N_("Sources")),
        ("/deliveries", N_("Deliveries")),
        ("/feeds", N_("Feeds")),
        ("/status", N_("Status")),
    ),
)
"""The pages to read, and the pages to set up and supervise, in the order of the navigation."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": gettext,
        "ngettext": ngettext,
        "language": current_language,
        "outside": outside_link,
        "list_separator": lambda: pgettext("list", ", "),
        "marked": marked,
    }
    environment.filters |= {"plain": _plain, "cut": cut, "number": number, "listed": _listed}
    return environment


def _listed(items: Iterable[object]) -> str:
    return enumeration(map(str, items))


def _plain(text: object) -> str:
    return plain(str(text)) if text is not None else ""


def marked(text: str, terms: Iterable[str]) -> list[tuple[str, bool]]:
    """Divide `text` at the occurrences of `terms`, and return its pieces in order.

    The text is sanitized first. The flag of a piece is true if the piece is an occurrence of a term.
    """
    shown = plain(text)
    return list(Marked(shown, tuple(term_spans(shown, terms))).parts())


def render(request: Request, template: str, *, status_code: int = 200, **values: Any) -> HTMLResponse:
    """Return the page that results from rendering a template with `values`."""
    return HTMLResponse(_environment().get_template(template).render(_context(request) | values), status_code)


def render_entries(request: Request, entries: Sequence[ListEntry]) -> str:
    """Return the escaped HTML of a list of notices, which a template inserts unchanged."""
    context = _context(request)
    macros: Any = _environment().get_template("macros.html").make_module(context)
    written: str = macros.entry_list(entries, context["here"])
    return written


def _context(request: Request) -> dict[str, Any]:
    """Return the values that all templates can use.

    `path` is the path of the request, and `here` is that path with the query string.
    """
    site = site_of(request)
    now = site.clock()
    return _helpers(site, now) | {
        "path": request.scope["path"],
        "here": _here(request),
        "other_language": _other_language(request),
        "owner": getattr(request.state, "owner", ""),
        "has_password": bool(site.web.password),
        "is_fragment": request.headers.get("hx-request") == "true",
    }


def _helpers(site: WebSite, now: datetime) -> dict[str, Any]:
    def moment(value: datetime | None) -> str:
        return local_minute(value) if value else "–"

    def day(value: date | None) -> str:
        return value.isoformat() if value else "–"

    def topic_name(topic: str) -> str:
        return site.config.topic_names.get(topic, topic)

    def matched_words(alert: AlertSummary) -> str:
        """Return a text with the topics of an alert and the terms that were found."""
        names = enumeration(map(topic_name, alert.topics))
        return f"{names}{gettext(': ')}{enumeration(alert.terms)}" if alert.terms else names

    return {
        "url": site.url,
        "matched_words": matched_words,
        "topic_name": topic_name,
        "source_name": lambda source: site.config.source_names.get(source) or source,
        "now": now,
        "zone": _zone_name(site, now),
        "moment": moment,
        "day": day,
        "since": lambda value: time_since(value, now),
        "until": lambda value: time_until(value, now),
        "pages": PAGES,
    }


def _zone_name(site: WebSite, now: datetime) -> str:
    """Return the configured time zone and its present offset, such as `Asia/Shanghai (UTC+8)`."""
    name = site.config.settings.timezone
    offset = offset_name(now.astimezone(ZoneInfo(name)))
    return name if name == offset else gettext("{zone} ({offset})", zone=name, offset=offset)


def _here(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return str(request.scope["path"]) + query


def _other_language(request: Request) -> str:
    other = "en" if current_language() == "zh" else "zh"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*kept, ('lang', other)])}"
