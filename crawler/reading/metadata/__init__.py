"""Extraction of a document's metadata: title, number, issuers, addressees and dates. Pure functions; no I/O.

For most values, structured fields are read first (the listing API's fields, the page's information table, meta tags,
JSON-LD), then the document's head and end, whose layout is defined by GB/T 9704-2012, then the remaining text. If a
value is not found, it is None or empty; no value is guessed.
"""

import re
from collections.abc import Sequence
from datetime import date

from crawler.model.link import Link
from crawler.model.source import Source
from crawler.reading.main_text.layout import is_ideographic
from crawler.reading.metadata.addressees import addressees_of
from crawler.reading.metadata.attachments import attachments_of
from crawler.reading.metadata.classify import classify_notice, is_fragment
from crawler.reading.metadata.confirmed_title import confirmed_title, leading_heading
from crawler.reading.metadata.dates import Dates, effective_on, expires_on, issued_on, published_on
from crawler.reading.metadata.english import HEAD, read_english, register_title
from crawler.reading.metadata.folded import FoldedLine, fold_chars
from crawler.reading.metadata.issuers import issuers_of, issuers_warning
from crawler.reading.metadata.kind import kind_of_field, kind_of_formula, kind_of_gazette, kind_of_title
from crawler.reading.metadata.labels import LabelledFields, of_page, of_pairs, take_labelled
from crawler.reading.metadata.layout import HeadLayout, head_layout
from crawler.reading.metadata.number import normal_number
from crawler.reading.metadata.own_number import own_number
from crawler.reading.metadata.own_title import OwnTitle, own_title
from crawler.reading.metadata.page_heading import with_issuer, without_flag, without_mark, without_names, without_tools
from crawler.reading.metadata.references import references_of
from crawler.reading.metadata.region import region_of
from crawler.reading.metadata.title import PageTitles, TitleChoice, choose_title
from crawler.reading.metadata.values import Metadata
from crawler.reading.page_facts import PageFacts
from crawler.text.date_values import plausible_publication
from crawler.text.dates import DateContext

__all__ = ["Metadata", "read_metadata"]
_NO_CONTEXT = DateContext()
_SITE_NAMES = ("sitename", "columnname", "og:site_name", "application-name", "sitedomain")
_ENGLISH = re.compile("[A-Za-z]+")


def read_metadata(
    text: str,
    facts: PageFacts,
    link: Link | None = None,
    source: Source | None = None,
    around: Sequence[str] = (),
    context: DateContext = _NO_CONTEXT,
    page_day: date | None = None,
) -> Metadata:
    """Return the metadata of a document whose clean main text is `text`.

    `text` has one paragraph or table row per line, or has lost all its line breaks. `facts` are the data on the page
    outside the text, `link` is the listing entry that led to the page, and `source` is the source of that listing.
    `around` are the lines that scrubbing removed from the text as page chrome; they may contain the publication date
    (来源… 日期…). `context` contains the date on which the page was fetched, from which missing years are inferred, and
    the country of the page. `page_day` is the publication date on the page outside the text, if known. The
    function does not raise, whatever the argument values.
    """
    layout = head_layout(text)
    lines = layout.lines
    found = take_labelled(lines, layout.head)
    labelled = (
        _of_link(link).over(of_page(facts, context)).over(of_pairs(found.pairs, context)).over(_of_english(text, facts))
    )
    if found.pairs:
        layout = head_layout("\n".join(line.text for line in found.rest))
    chrome = tuple(map(FoldedLine.of, around))
    whole = FoldedLine(text, fold_chars(text))
    addressees, addressed = addressees_of(layout)
    titled = _titled(layout, addressed, labelled, facts, link, text)
    number = labelled.number or own_number(layout, addressed)
    issuers = issuers_of(layout, _issuing(titled), labelled.issuers)
    signed = layout.signature is not None and layout.signature.organs
    has_head = bool(number or addressees or signed or labelled.issuers)
    kind = _kind(layout, titled, labelled, whole.folded)
    is_notice, kind = classify_notice(layout, kind, has_head, titled.own, chrome, titled.title, _is_article(facts))
    published = _published(link, labelled, (*lines[:30], *chrome), context, page_day)
    dates = _dates(layout, titled, labelled, whole.folded, published)
    disagreement = issuers_warning(layout, _issuing(titled), labelled.issuers)
    return Metadata(
        title=titled.title,
        document_number=number,
        issuers=issuers,
        addressees=addressees,
        kind=kind,
        is_notice=is_notice,
        region=region_of(issuers, titled.title, text, source.region if source else (), is_notice),
        issued_on=dates.issued_on,
        published_on=dates.published_on,
        effective_on=dates.effective_on,
        expires_on=dates.expires_on,
        references=references_of(whole, number, titled.own.text if titled.own else titled.title),
        attachments=attachments_of(layout, facts.attachments),
        warnings=(*titled.warnings, *filter(None, [disagreement])),
    )


def _of_english(text: str, facts: PageFacts) -> LabelledFields:
    """Return the labelled values in an English text. Values that it lacks are taken from the lines in `facts.byline`.

    If less than half of the letters are Latin, the result is empty. Labels in a Chinese text are parsed by
    `take_labelled`.
    """
    sample = text[:4000]
    count = sum(map(len, _ENGLISH.findall(sample)))
    if 2 * count <= sum(map(str.isalpha, sample)):
        return LabelledFields()
    return read_english(text).over(read_english("\n".join(facts.byline)))


def _dates(
    layout: HeadLayout, titled: TitleChoice, labelled: LabelledFields, folded: str, published: date | None
) -> Dates:
    issued = labelled.issued_on or issued_on(layout)
    effective = labelled.effective_on
    expires = labelled.expires_on
    if not _is_draft(titled, layout):
        effective = effective or effective_on(folded, issued, published)
        expires = expires or expires_on(folded, effective, issued)
    return Dates(issued, published, effective, expires)


def _of_link(link: Link | None) -> LabelledFields:
    """Return the values that the listing's API provided in separate fields for the linked document."""
    facts = link.facts if link else None
    if facts is None:
        return LabelledFields()
    return LabelledFields(
        number=normal_number(facts.document_number or ""),
        issuers=facts.issuers,
        kind=facts.kind,
        issued_on=facts.issued_on,
        effective_on=facts.effective_on,
    )


def _titled(
    layout: HeadLayout, addressed: int | None, labelled: LabelledFields, facts: PageFacts, link: Link | None, text: str
) -> TitleChoice:
    own = own_title(layout, addressed)
    if (own is None or own.by == "line") and (subject := register_title(text[:HEAD].splitlines())):
        own = OwnTitle(subject, "line")
    headline = without_mark(with_issuer(facts.joined_headline or facts.headline, facts.above_headline) or "")
    h1s = tuple(map(without_mark, facts.h1s))
    shown = (headline, *h1s, facts.above_byline)
    tags = tuple(filter(None, (facts.title_tag, facts.meta.get("og:title"), facts.meta.get("twitter:title"))))
    names = tuple(filter(None, map(facts.meta.get, _SITE_NAMES)))
    titles = PageTitles(
        labelled.title,
        tuple(without_names(without_flag(without_tools(title), tags), names) for title in shown if title),
        tuple(without_names(title, names) for title in tags),
        link.title if link else None,
        leading_heading(h1s, headline, tags)
        if any(map(is_ideographic, filter(None, (*tags, *shown))))
        else confirmed_title(h1s, headline, tags, labelled.title),
    )
    return choose_title(own, titles, is_fragment(layout), layout.head_lines)


def _issuing(titled: TitleChoice) -> str | None:
    """Return the title in which the names of the issuers are to be searched, or None.

    This is the title in the text or, if the text contains none, the title that was chosen from the page.
    """
    return titled.own.text if titled.own and titled.own.by == "own" else titled.title


def _published(
    link: Link | None,
    labelled: LabelledFields,
    lines: tuple[FoldedLine, ...],
    context: DateContext,
    page_day: date | None,
) -> date | None:
    # The listing's date was entered by the publisher; a page may show several dates.
    listed = link.published_on if link else None
    return listed or plausible_publication(labelled.published_on, context) or published_on(lines, context, page_day)


def _kind(layout: HeadLayout, titled: TitleChoice, labelled: LabelledFields, folded: str) -> str | None:
    head = "\n".join(line.folded for line in layout.lines[:4])
    own = titled.own.text if titled.own and titled.own.by == "own" else None
    by_formula = kind_of_formula(folded)
    carries = titled.own is not None and titled.own.by == "carried" and titled.title == titled.own.text
    return (
        kind_of_field(labelled.kind)
        or kind_of_gazette(head)
        or kind_of_title(own)
        or (by_formula if carries else None)
        or kind_of_title(titled.title)
        or by_formula
    )


def _is_article(facts: PageFacts) -> bool:
    """Return whether the page declares itself a news item (schema.org NewsArticle and its subtypes)."""
    return any(str(structured.get("@type")).endswith("NewsArticle") for structured in facts.json_ld)


def _is_draft(titled: TitleChoice, layout: HeadLayout) -> bool:
    """Return whether the text is a draft published for comment.

    The effective and expiry dates in a draft do not apply yet.
    """
    head = fold_chars(titled.title or "") + "\n".join(line.folded for line in layout.lines[:4])[:400]
    return re.search(r"征求意见|预告|草案\s?[\n。)]|公开征集", head) is not None
