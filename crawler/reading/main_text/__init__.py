"""Extraction of a page's main text: by the source's selector, by the layout of its blocks, or by trafilatura.

trafilatura assumes words separated by spaces, and would keep "next article" and recommendation blocks of Chinese,
Japanese and Korean pages. It is used for other pages that are no discussions, and for unclear layouts.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from lxml import etree
from lxml.html import HtmlElement

from crawler.model.details.pages import PageDetail
from crawler.model.errors import ReadingError
from crawler.model.page import Page
from crawler.model.selectors import to_xpath
from crawler.reading.main_text.agreement import is_part
from crawler.reading.main_text.by_trafilatura import extract_text
from crawler.reading.main_text.choose import Choice, choose
from crawler.reading.main_text.discussion import is_discussion
from crawler.reading.main_text.headline import find_headline
from crawler.reading.main_text.layout import CODE, is_ideographic, page_layout
from crawler.reading.main_text.lines import text_of
from crawler.reading.main_text.parsed_page import KnownPage, ParsedPage, known_page, parse_page
from crawler.reading.main_text.scripted_text import (
    FEW,
    NONE,
    article_letters,
    insert_hidden_article,
    says_title,
    visible_letters,
    wanted_frames,
)
from crawler.reading.main_text.thread import posts_of
from crawler.reading.main_text.title_and_day import read_day, read_title
from crawler.reading.page_facts import PageFacts, page_facts
from crawler.reading.tree import has_depth, has_elements, parse_tree
from crawler.text.date_values import DateContext, in_language

ELEMENTS_LIMIT = 15_000
DEPTH_LIMIT = 120
"""Maximum numbers of elements and levels of a tree that trafilatura processes in a few seconds.

The running time of trafilatura is proportional to the product of the two numbers.
"""
_SURE_SHARE = 0.4
_SURE_PROSE = 20.0
"""Minimum values for a clear layout result: the share of the page's prose that is in the selected lines, and its amount
in Chinese characters.
"""
_NEARLY_ALL = 0.8
"""The share of the page's visible text outside links above which trafilatura's text is complete."""
_SHORT = 25
"""The minimum length of an article in characters. If the text is shorter, other methods are tried."""
_SHORT_BODY = 200
"""The number of characters from which an article body in JSON-LD may replace the visible text."""
_Found = tuple[str, str]


@dataclass(frozen=True)
class MainText:
    """The text of a page without navigation and other clutter, and the method that found it (`by`).

    Each line of `text` is a paragraph, a heading, a list item, or a table row with its cells separated by tabs. `facts`
    are the page's other data, such as titles and meta tags. `share` and `prose_share` are the shares of the page's
    text outside links, and of the prose below its headline, that were kept in `text`. In languages with spaces, clutter
    and comments do not count.
    """

    text: str
    title: str | None
    published_on: date | None
    by: str
    share: float = 1.0
    prose_share: float = 1.0
    facts: PageFacts = field(default_factory=PageFacts)


def read_main_text(page: Page, body_selector: str | None = None, context: DateContext | None = None) -> MainText:
    """Return the main text, title, publication date and facts of a page.

    The text is empty if the page has none. Raise ReadingError if the page cannot be parsed.
    """
    if parsed := page.take(ParsedPage):
        page.take_tree()
    known = known_page(parsed or parse_page(page))
    tree = known.tree
    text = _selected_text(tree, body_selector) if body_selector else ""
    by = "selector"
    if not text:
        text, by = _shown_text(known)
    context = in_language(context or DateContext(page.fetched_at.date()), tree.get("lang") or "")
    day = read_day(known.facts, known.layout, tree if len(known.elements) <= ELEMENTS_LIMIT else None, context)
    visible = known.visible
    share = visible.share(text) if known.ideographic else visible.main_share(text)
    return MainText(text, read_title(known.facts), day, by, share, visible.article_share(text), known.facts)


def _shown_text(parsed: KnownPage) -> _Found:
    """Return the article on a page and the method that found it.

    If the page has hardly any visible text, the article is taken from JSON-LD or from elements that only scripts would
    make visible.
    """
    facts = parsed.facts
    letters = visible_letters(parsed.layout, facts)
    if letters < FEW:
        body = _article_body(facts)
        if len(body) >= _SHORT:
            return body, "JSON-LD"
        if hidden := _hidden_article(parsed, letters):
            return hidden
    if not letters and (parsed.layout.lines or facts.title_tag):
        return "", "nothing"
    found = _found_text(parsed)
    if letters >= NONE and article_letters(found[0]) < NONE:
        hidden = _hidden_article(parsed, 0)
        # The page has other visible text, so that without its title, the hidden text may be spam.
        if hidden and says_title(hidden[0], read_title(facts) or ""):
            return hidden
    return found


def _hidden_article(parsed: KnownPage, letters: int) -> _Found | None:
    """Return the article in an element that only scripts would make visible and a name for its place, or None.

    `letters` is the number of visible letters of the page.
    """
    tree = parse_tree(parsed.page)
    place = insert_hidden_article(tree, letters)
    if place is None:
        return None
    layout = page_layout(tree)
    inner = replace(parsed, tree=tree, layout=layout, headline=find_headline(layout, parsed.facts.title_tag))
    return _found_text(inner)[0], place


def missing_frames(page: Page) -> tuple[str, ...]:
    """Return the URLs of frames that must be fetched because they may contain the article, or an empty tuple.

    The frames are needed only if the page itself has hardly any visible text. Raise ReadingError if the page cannot be
    parsed.
    """
    frames = wanted_frames(page)
    # Most pages have only frames of other sites, and need not be read.
    if not frames:
        return ()
    parsed = parse_page(page)
    facts = page_facts(parsed.tree, parsed.layout, parsed.headline, None)
    page.put_back(parsed.tree)
    page.leave(parsed)
    return frames if visible_letters(parsed.layout, facts) < FEW else ()


def _selected_text(tree: HtmlElement, selector: str) -> str:
    try:
        found = tree.xpath(to_xpath(selector))
    except etree.XPathError as error:
        raise ReadingError(PageDetail.BODY_SELECTOR.of(reason=error)) from error
    elements = [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []
    return text_of(page_layout(elements[0], CODE)) if elements else ""


def _found_text(parsed: KnownPage) -> _Found:
    """Return the article and the method that found it.

    The methods are tried in order: layout, posts of a discussion, trafilatura, JSON-LD and, if none finds an article,
    all text of the page.
    """
    layout, facts = parsed.layout, parsed.facts
    ideographic = parsed.ideographic
    discussion = is_discussion(parsed.page.final_url, parsed.tree)
    if discussion and (said := posts_of(layout, is_discussion=True)):
        return said, "layout"
    if ideographic:
        choice = _choice(parsed)
        if not discussion and _is_sure(choice):
            return text_of(layout, choice.lines), "layout"
        discussion = discussion or choice.conversation > choice.prose
    vast = _is_vast(parsed.tree)
    found = ("", "trafilatura") if vast else _by_trafilatura(parsed, discussion, ideographic)
    own = ""
    # English lines at the bottom of a Chinese page are not its article.
    if len(found[0]) < _SHORT or (ideographic and not is_ideographic(found[0])):
        own = text_of(layout, _choice(parsed).lines)
        found = own, "layout"
    if len(body := _article_body(facts)) > max(_SHORT_BODY, 2 * len(found[0])):
        found = body, "JSON-LD"
    if len(found[0]) < _SHORT:
        if own and facts.attachments:
            return own, "layout"
        # Parse again, because a hidden article may have been inserted into the tree.
        whole = text_of(page_layout(parse_tree(parsed.page), CODE))
        found = whole, "taking all text of the page" + (", which is vast" if vast else "")
    return found


def _by_trafilatura(parsed: KnownPage, discussion: bool, ideographic: bool) -> _Found:
    """Return trafilatura's text, or the layout's text if trafilatura's is only a part of it."""
    posts = partial(posts_of, parsed.layout, is_discussion=False)
    text = extract_text(parsed.tree, parsed.visible, discussion, posts)
    if not (discussion or ideographic) and len(text) >= _SHORT and parsed.visible.share(text) < _NEARLY_ALL:
        whole = text_of(parsed.layout, _choice(parsed).lines)
        if is_part(text, whole):
            return whole, "layout"
    return text, "trafilatura"


def _choice(parsed: KnownPage) -> Choice:
    return choose(parsed.layout, parsed.headline, is_broken=parsed.facts.joined_headline is not None)


def _is_sure(choice: Choice) -> bool:
    """Return whether the layout clearly shows which part of the page is the article."""
    return choice.named or (choice.share >= _SURE_SHARE and choice.prose >= _SURE_PROSE)


def _is_vast(tree: HtmlElement) -> bool:
    """Return whether a page has too many elements or levels for trafilatura, such as a table of thousands of names."""
    return has_elements(tree, ELEMENTS_LIMIT + 1) or has_depth(tree, DEPTH_LIMIT + 1)


def _article_body(facts: PageFacts) -> str:
    """Return the longest `articleBody` in JSON-LD, or an empty string."""
    bodies = (structured.get("articleBody") for structured in facts.json_ld)
    return max((body.strip() for body in bodies if isinstance(body, str)), key=len, default="")
