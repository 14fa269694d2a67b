"""Options of a source: selectors, the request for its listing, and paging."""

from typing import Annotated, Literal

from pydantic import (
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)

from crawler.model.types import Frozen

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

    In a source of type `json`, all selectors except `body` are JMESPath. Fields without a selector are located
    automatically.
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

    # The field cannot be called `json`, which is a method of all pydantic models.
    model_config = ConfigDict(populate_by_name=True)

    method: Literal["GET", "POST"] = "GET"
    """The HTTP method: GET or POST."""
    params: dict[str, Scalar | tuple[Scalar, ...]] = {}
    """Query parameters of the URL."""
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
