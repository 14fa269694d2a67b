"""Options of a source: selectors, the request for its listing, paging, and loading in a browser."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    JsonValue,
    model_validator,
)

from crawler.model.selectors import SelectorError, check_markup
from crawler.model.types import Duration, Frozen

Selector = Annotated[str, Field(title="selector", min_length=1)]
"""A CSS, XPath or JMESPath expression, depending on the source's type.

The expression is validated by the class Source, where the type is known.
"""
Scalar = str | int | float | bool


class FactSelect(Frozen):
    """The locations of a notice's properties in an API response's row (JMESPath); see `crawler.model.notice.Facts`."""

    document_number: Selector | None = None
    """The notice's document number."""
    issuers: Selector | None = None
    """The notice's issuers: a name or a list of names."""
    kind: Selector | None = None
    """The kind of document."""
    issued_on: Selector | None = None
    """The date written on the document."""
    effective_on: Selector | None = None
    """The date on which the notice takes effect."""
    comments_close_on: Selector | None = None
    """The last date for comments."""


class Select(Frozen):
    """The locations of fields on a source's pages, as CSS or XPath selectors.

    In a source of type `json`, all selectors except `body` are JMESPath expressions. Fields without a selector are
    located automatically.
    """

    item: Selector | None = None
    """A row of the listing."""
    link: Selector | None = None
    """The link to a notice, relative to the row or, without `item`, to the page; or a template such as
    `/doc?id={id}`, whose names in braces are attributes of the row or of an element in it, or groups of
    `link_pattern`."""
    link_pattern: Annotated[str, Field(title="expression", min_length=1, max_length=1000)] | None = None
    """A regular expression (Python's syntax), searched in the attributes of the row and of the elements in it, then in
    the row's text. Its groups are values of the template in `link`."""
    title: Selector | None = None
    """The notice's title in the row (without `item`, in the row around the link)."""
    date: Selector | None = None
    """The date of publication, in the same row."""
    page: Selector | None = None
    """The URL from which a notice's text is fetched, if it differs from the notice's own URL (type `json`)."""
    facts: FactSelect | None = None
    """Properties of the notice that the row of the API response states (type `json`)."""
    unit: Selector | None = None
    """The list to read if a page has several: its script, or an element around the script (types `jpage` and
    `jpaas`)."""
    body: Selector | None = None
    """The main text, on the notice's own page."""


class Query(Frozen):
    """How a listing is requested, in addition to its URL: query parameters and the posted content, if any."""

    method: Literal["GET", "POST"] = "GET"
    """The HTTP method: GET or POST."""
    params: dict[str, Scalar | tuple[Scalar, ...]] = {}
    """Query parameters of the URL."""
    # The field cannot be called `json`, which is a method of all pydantic models.
    json_: Annotated[JsonValue, Field(alias="json")] = None
    """The content to post, as JSON."""
    form: dict[str, Scalar | tuple[Scalar, ...]] | None = None
    """The content to post, as a form."""

    @model_validator(mode="after")
    def _one_body(self) -> "Query":
        if self.json_ is not None and self.form is not None:
            raise ValueError("`json` or `form`, not both")
        if self.method == "GET" and (self.json_ is not None or self.form is not None):
            raise ValueError("`method: POST` with `json` or `form`")
        return self

    def __hash__(self) -> int:
        """Return a hash of the fields that can be hashed.

        Pydantic shares a default value between sources only if it has a hash; otherwise it copies the value for each
        source.
        """
        return hash((self.method, *sorted(self.params)))


class Paging(Frozen):
    """How the next page of a listing is requested.

    The next page is requested either at the URL that `next` (JMESPath) matches in the response, or with the parameter
    `param`. The value of this parameter is `first` on the first page and increases by `step` on each following page.
    """

    next: Selector | None = None
    """The location of the next page's URL in the response (JMESPath)."""
    param: Annotated[str, Field(min_length=1)] | None = None
    """The name of the parameter that counts pages or rows."""
    first: Annotated[int, Field(ge=0)] = 0
    """The value of the parameter on the first page."""
    step: Annotated[int, Field(ge=1)] = 1
    """The increment of the parameter from one page to the next."""

    @model_validator(mode="after")
    def _one_way(self) -> "Paging":
        if (self.next is None) == (self.param is None):
            raise ValueError("either `next` or `param`")
        return self


PageRole = Literal["listing", "notice"]
"""The role of a page in a poll."""
SHORTEST_LOAD = timedelta(seconds=1)
LONGEST_LOAD = timedelta(seconds=60)
"""Limits of the time for loading a page. A poll has two minutes for all of its pages."""


def _element(selector: str) -> str:
    try:
        check_markup(selector)
    except SelectorError as error:
        raise ValueError(str(error)) from error
    if "::" in selector:
        raise ValueError(f"a selector that selects an element, not {selector!r}")
    return selector


def _load_time(value: timedelta) -> timedelta:
    if not SHORTEST_LOAD <= value <= LONGEST_LOAD:
        raise ValueError("a duration from 1s to 60s")
    return value


class Rendering(Frozen):
    """Settings for loading a source's pages in a browser. `render: browser` is short for the defaults."""

    pages: Literal["all", "listing", "notices"] = "all"
    """The pages that are loaded in the browser: the pages of the listing, the notices' own pages, or both."""
    wait_for: (
        Annotated[str, Field(title="selector", min_length=1, max_length=1000), AfterValidator(_element)] | None
    ) = None
    """A CSS or XPath selector of an element that the page's script adds. The page is read when it exists, or when the
    time is over. Without it, the page is read when it requests nothing more."""
    timeout: Annotated[Duration, AfterValidator(_load_time)] = timedelta(seconds=30)
    """The maximum time for loading a page, from `1s` to `60s`."""

    def covers(self, role: PageRole) -> bool:
        """Return whether pages with this role are loaded in the browser."""
        return self.pages in ("all", "listing" if role == "listing" else "notices")


def _rendering(written: Any) -> Any:
    if written == "browser":
        return {}
    if isinstance(written, dict | Rendering) or written is None:
        return written
    raise ValueError("`browser`, or a mapping with `pages`, `wait_for` or `timeout`")


RenderOption = Annotated[
    Rendering | None, BeforeValidator(_rendering, json_schema_input_type=Literal["browser"] | Rendering | None)
]
"""The option `render` of a source."""
