"""Extraction of the title and the publication date stated on a page."""

import logging
import re
from datetime import date
from itertools import islice

from htmldate import find_date
from lxml.html import HtmlElement

from crawler.reading.main_text.layout import PageLayout, is_ideographic
from crawler.reading.page_facts import PageFacts
from crawler.text.date_labels import label_meaning
from crawler.text.date_moments import moment_day
from crawler.text.date_values import plausible_publication
from crawler.text.dates import (
    DateContext,
    Meaning,
    find_dates,
    is_only_date,
    labelled_mention,
    publication_date,
)

_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_DAYS = (
    "pubdate article:published_time publishdate firstpublishedtime og:published_time datepublished publish-date"
    " publish_date publishtime dc.date.issued dcterms.issued dc.date date".split()
)
_INFORMATION = (
    "发布日期",
    "发布时间",
    "公开日期",
    "公开时间",
    "公布日期",
    "公布时间",
    "张贴日期",
    "张贴时间",
    "上版日期",
)
_SITE = re.compile(r"(?<!\s)\s*(?:[|｜_–—]|(?<=\s)-\s|-{2,})\s*")
_PROSE = re.compile(r".{15}[。！？；]\W?$|.{60}[.!?;:]\W?$")
"""Matches the end of a sentence. No line between the headline and the text ends like that."""
_COPYRIGHT = re.compile(r"(?i)©|copyright|版权所有|版權所有|著作権|all rights reserved")
_OFFICE = re.compile(r"(?<=[日\d])\s+[^\W\d_]{1,20}[省庁廳厅局署部府委](?:\s+[^\W\d_]{1,20}[局部課课])?$")
"""Matches the name of an office after a date, at the end of a line (令和8年11月20日 経済産業省).

Names that may be those of a venue (会议室, 市民病院) are left out.
"""
_BYLINE_LENGTH = 60
_BYLINE_LINES = 8
_SAMPLE = 1_000
_SHOWN = 300
_FEW = 200
"""Limits of the search for a date that confirms the date found by htmldate.

_SHOWN is the number of characters of a line or attribute, and _FEW is the number of elements.
"""
_ALONE_LINES = 4
_LABEL = 20
# Log messages on single pages are not useful to an operator.
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_title(facts: PageFacts) -> str | None:
    """Return the title of a page, or None.

    The first title in this order is used: the publishing system's meta tag, the headline, other meta tags or the title
    tag. The name of the site is removed.
    """
    meta = (facts.meta.get(name) for name in _TITLES[:1])
    said = next(filter(None, meta), None) or facts.headline
    if said:
        return said
    named = next(filter(None, map(facts.meta.get, _TITLES[1:])), None) or facts.title_tag
    if not named:
        return None
    parts = [part for part in _SITE.split(named) if part]
    return parts[0] if parts and len(parts[0]) * 2 >= len(parts[-1]) else named


def read_day(facts: PageFacts, layout: PageLayout, tree: HtmlElement | None, context: DateContext) -> date | None:
    """Return the publication date of a page, or None.

    These sources are tried in order: the meta tags, JSON-LD, the information table, labelled dates below the headline,
    the date found by htmldate in `tree` if the page's text confirms it, and a line below the headline that contains
    only a date.
    """
    said = [facts.meta.get(name) for name in _DAYS]
    said += [structured.get("datePublished") for structured in facts.json_ld]
    said += [facts.information.get(label) for label in _INFORMATION]
    for written in said:
        if isinstance(written, str) and (day := moment_day(written[:_BYLINE_LENGTH], context.zone, context)):
            return day
    headline = next((at for at, line in enumerate(layout.lines) if line.text == facts.headline), None)
    if headline is None:
        return _day_by_htmldate(layout, tree, None, context)
    return (
        _day_under_headline(layout, headline, context)
        or _day_by_htmldate(layout, tree, headline, context)
        or _day_alone(layout, headline, context)
    )


def _day_under_headline(layout: PageLayout, headline: int, context: DateContext) -> date | None:
    dispatched = None
    for line in layout.lines[headline + 1 : headline + 1 + _BYLINE_LINES]:
        if line.weight > _BYLINE_LENGTH or _COPYRIGHT.search(line.text):
            continue
        if found := labelled_mention(line.text, context):
            if found.meaning is not Meaning.DISPATCHED:
                return found.day
            dispatched = dispatched or found.day
    return dispatched


def _head(layout: PageLayout, headline: int, most: int) -> int:
    """Return the index of the first line of prose below the headline, or of the line `most` lines below it.

    Dates below the first paragraph belong to the text, to lists of other notices, or to the footer.
    """
    end = min(headline + 1 + most, len(layout.lines))
    lines = enumerate(layout.lines[headline + 1 : end], headline + 1)
    return next((at for at, line in lines if _PROSE.search(line.text)), end)


def _day_alone(layout: PageLayout, headline: int, context: DateContext) -> date | None:
    """Return the date on a line shortly below the headline with nothing else or an office's name, or None.

    A date is skipped if a label on the line above it gives it another meaning.
    """
    for at in range(headline + 1, _head(layout, headline, _ALONE_LINES)):
        text = layout.lines[at].text
        if len(text) > _BYLINE_LENGTH or not is_only_date(_OFFICE.sub("", text), context):
            continue
        above = layout.lines[at - 1].text
        if len(above) <= _LABEL and at - 1 > headline and label_meaning(above).meaning is Meaning.OTHER:
            continue
        if day := publication_date(text, context):
            return day
    return None


def _day_by_htmldate(
    layout: PageLayout, tree: HtmlElement | None, headline: int | None, context: DateContext
) -> date | None:
    """Return the publication date found by htmldate, or None if the page's visible text and tags do not contain it.

    On a Chinese, Japanese or Korean page the date must be near the headline, because portals show today's date and
    lists of other notices with their dates around the text.
    """
    if tree is None:
        return None
    ideographic = is_ideographic("".join(line.text for line in layout.lines[:_SAMPLE]))
    if ideographic and headline is None:
        return None
    near = _days_at(layout, headline, context) if ideographic and headline is not None else set()
    if ideographic and not near:
        return None
    found = find_date(tree, extensive_search=False, original_date=True)
    try:
        day = plausible_publication(date.fromisoformat(found) if found else None, context)
    except ValueError:
        return None
    if day is None or (ideographic and day not in near):
        return None
    return day if ideographic or _is_shown(day, layout, tree, context) else None


def _days_at(layout: PageLayout, headline: int, context: DateContext) -> set[date]:
    """Return the possible publication dates in the short lines above the headline, and between it and the text."""
    around = layout.lines[max(0, headline - 2) : _head(layout, headline, _BYLINE_LINES)]
    days = (publication_date(line.text, context) for line in around if line.weight <= _BYLINE_LENGTH)
    return {day for day in days if day}


def _is_shown(day: date, layout: PageLayout, tree: HtmlElement, context: DateContext) -> bool:
    """Return whether a date is in the text, the `time` and `abbr` elements or the meta tags of a page.

    Dates of deadlines and events do not count.
    """
    texts = [line.text[:_SHOWN] for line in layout.lines[:_SAMPLE]]
    texts += [said for element in islice(tree.iter("time", "abbr"), _FEW) for said in element.attrib.values()]
    texts += [said for meta in islice(tree.iter("meta"), _FEW) if (said := meta.get("content"))]
    return any(
        mention.day == day and mention.meaning is not Meaning.OTHER
        for text in texts
        for mention in find_dates(text[:_SHOWN], context)
    )
