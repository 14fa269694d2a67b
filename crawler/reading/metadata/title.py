"""The title of a document: its own before what the page around it says."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.model.notice import ReadingWarning
from crawler.reading.metadata.kind import kind_of_title
from crawler.reading.metadata.own_title import OwnTitle
from crawler.reading.metadata.page_heading import agree, cut_site, is_column


@dataclass(frozen=True)
class TitleChoice:
    """The title that was chosen, the one in the text it was compared with, and a warning when they disagree."""

    title: str | None = None
    own: OwnTitle | None = None
    warnings: tuple[ReadingWarning, ...] = ()


def choose_title(own: OwnTitle | None, page: Iterable[str | None], fragment: bool, tag: str | None) -> TitleChoice:
    """The document's own title, else the page's. `page` are titles by the page's parts in the order of their worth,
    `tag` its title tag, which gives no title to a fragment and yields to a text's first line. A page title that names
    something else than the document is not taken, and said in a warning."""
    named = _telling(page)
    tagged = [] if fragment else _telling([tag])
    if own is None or (own.by == "line" and named):
        return TitleChoice(next(iter([*named, *tagged]), None), own)
    named += tagged
    agreeing = [title for title in named if agree(own.text, title)]
    if own.by == "line":
        return TitleChoice(max([own.text, *agreeing[:1]], key=len), own)
    warnings: tuple[ReadingWarning, ...] = ()
    if named and not agreeing:
        detail = f"the page is called {named[0][:200]!r}, the document {own.text[:200]!r}"
        warnings = (ReadingWarning(code="title", detail=detail),)
    if own.by == "carried" and agreeing:
        whole = [title for title in agreeing if not title.endswith(("...", "…"))]
        return TitleChoice(max(whole or [own.text], key=len), own)
    return TitleChoice(own.text, own, warnings)


def _telling(titles: Iterable[str | None]) -> list[str]:
    """Titles without the site's name, those of columns, sites and orders left out."""
    cut = (cut_site(title) for title in titles if title)
    # An order's heading (国务院令) names no subject.
    return [title for title in cut if title and not is_column(title) and kind_of_title(title) != "命令"]
