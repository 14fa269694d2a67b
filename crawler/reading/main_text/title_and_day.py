"""The title and the day of publication that a page gives itself."""

import re
from datetime import date

from htmldate import find_date
from lxml.html import HtmlElement

from crawler.model.dates import parse_date
from crawler.reading.main_text.layout import PageLayout, is_ideographic
from crawler.reading.page_facts import PageFacts

_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_DAYS = (
    "pubdate article:published_time publishdate firstpublishedtime og:published_time datepublished publish-date"
    " publish_date publishtime dc.date.issued dcterms.issued dc.date date".split()
)
_INFORMATION = ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期")
_SITE = re.compile(r"\s*(?:[|｜_–—]|\s-\s|-{2,})\s*")
_NEVER_AFTER = date(2100, 1, 1)
_BYLINE_LENGTH = 60
_BYLINE_LINES = 8
_SAMPLE = 1_000
_PUBLISHED = re.compile(r"(?:发布|發布|公布|更新|时间|時間|日期)[^:：]{0,4}[:：]")


def read_title(facts: PageFacts) -> str | None:
    """The title: as the publishing system names it, as the page shows it, else its title tag without the site."""
    meta = (facts.meta.get(name) for name in _TITLES[:1])
    said = next(filter(None, meta), None) or facts.headline
    if said:
        return said
    named = next(filter(None, map(facts.meta.get, _TITLES[1:])), None) or facts.title_tag
    if not named:
        return None
    parts = [part for part in _SITE.split(named) if part]
    return parts[0] if parts and len(parts[0]) * 2 >= len(parts[-1]) else named


def read_day(facts: PageFacts, layout: PageLayout, tree: HtmlElement | None) -> date | None:
    """The day of publication: of the meta tags, JSON-LD, the information table, the line under the headline; else what
    htmldate finds in the tree."""
    said = [facts.meta.get(name) for name in _DAYS]
    said += [structured.get("datePublished") for structured in facts.json_ld]
    said += [facts.information.get(label) for label in _INFORMATION]
    for written in said:
        if isinstance(written, str) and (day := parse_date(written[:_BYLINE_LENGTH], _NEVER_AFTER)):
            return day
    return _day_under_headline(facts, layout) or _day_by_htmldate(layout, tree, _headline(facts, layout))


def _headline(facts: PageFacts, layout: PageLayout) -> int | None:
    return next((at for at, line in enumerate(layout.lines) if line.text == facts.headline), None)


def _day_under_headline(facts: PageFacts, layout: PageLayout) -> date | None:
    at = _headline(facts, layout)
    if at is None:
        return None
    for line in layout.lines[at + 1 : at + 1 + _BYLINE_LINES]:
        if line.weight <= _BYLINE_LENGTH and _PUBLISHED.search(line.text):
            day = parse_date(line.text, _NEVER_AFTER)
            if day:
                return day
    return None


def _day_by_htmldate(layout: PageLayout, tree: HtmlElement | None, headline: int | None) -> date | None:
    """What htmldate finds. On a Chinese page it must stand at the headline too: portals put lists of other notices,
    with their dates, and today's date around the text."""
    if tree is None:
        return None
    ideographic = is_ideographic("".join(line.text for line in layout.lines[:_SAMPLE]))
    if ideographic and headline is None:
        return None
    found = find_date(tree, extensive_search=False, original_date=True)
    try:
        day = date.fromisoformat(found) if found else None
    except ValueError:
        return None
    return day if not ideographic or headline is None or day in _days_at(layout, headline) else None


def _days_at(layout: PageLayout, headline: int) -> set[date | None]:
    """The days of the short lines right above a headline and under it."""
    around = layout.lines[max(0, headline - 2) : headline + 1 + _BYLINE_LINES]
    return {parse_date(line.text, _NEVER_AFTER) for line in around if line.weight <= _BYLINE_LENGTH}
