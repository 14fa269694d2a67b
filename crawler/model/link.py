"""Link: a line of a listing."""

from datetime import date
from typing import Annotated

from pydantic import Field

from crawler.model.notice import Facts
from crawler.model.types import Frozen

URL_LIMIT = 2000
"""Characters that a URL may have."""


class Link(Frozen):
    """A line of a listing. `title` and `published_on` are as the listing has them.

    `modified_on` is when the listing says that the page was last changed, which need not be a publication. `page` is
    the address of the notice's text where that is not its own. `facts` is what the listing knows of the notice.
    `content` is the notice's text as HTML where the listing alone has it; it does not leave the process.
    """

    url: str
    title: str | None = None
    published_on: date | None = None
    modified_on: date | None = None
    page: str | None = None
    facts: Facts | None = None
    content: Annotated[str | None, Field(exclude=True)] = None
