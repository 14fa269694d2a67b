"""The class Link: a row of a listing."""

from datetime import date
from typing import Annotated

from pydantic import Field

from crawler.model.notice import Facts
from crawler.model.types import Frozen

URL_LIMIT = 2000
"""The maximum length of a URL in characters."""


class Link(Frozen):
    """A row of a listing. `title` and `published_on` have the values that the listing states.

    `modified_on` is the date of the page's last change according to the listing; the change need not be a publication.
    `page` is the URL of the notice's text if it differs from `url`. `facts` are properties of the notice that the
    listing states. `content` is the notice's text as HTML if only the listing contains it; it is omitted from results.
    `in_listing` is true if the text is always taken from the listing, and never from the page at `url`.
    """

    url: str
    title: str | None = None
    published_on: date | None = None
    modified_on: date | None = None
    page: str | None = None
    facts: Facts | None = None
    in_listing: bool = False
    content: Annotated[str | None, Field(exclude=True)] = None
