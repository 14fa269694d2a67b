"""Options of a source: selectors, what its listing is asked for with, and its paging."""

from typing import Annotated, Literal

from pydantic import (
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)

from crawler.model.types import Frozen

Selector = Annotated[str, Field(title="selector", min_length=1)]
"""CSS, XPath or JMESPath, as the source's type has it; checked by the source, which knows its type."""
Scalar = str | int | float | bool


class FactSelect(Frozen):
    """Where a row of an API's answer says what its notice is (JMESPath); see `crawler.model.notice.Facts`."""

    document_number: Selector | None = None
    """Its number."""
    issuers: Selector | None = None
    """Who issued it: a name or a list of names."""
    kind: Selector | None = None
    """What kind of document it is."""
    issued_on: Selector | None = None
    """The date it bears."""
    effective_on: Selector | None = None
    """When it takes effect."""
    comments_close_on: Selector | None = None
    """The last day for comments."""


class Select(Frozen):
    """Where the fields are located on a source's pages, as CSS or XPath.

    In a source of type `json`, the selectors are JMESPath, except `body`. Fields that are null are found without a
    selector.
    """

    item: Selector | None = None
    """A row of the listing."""
    link: Selector | None = None
    """The link to a notice, looked up in the row; without `item`, in the page."""
    title: Selector | None = None
    """The notice's title, in the row (without `item`, in the row around the link)."""
    date: Selector | None = None
    """The day it was published, in the same row."""
    page: Selector | None = None
    """Where a notice's text is fetched, when that is not its own address (type `json`)."""
    facts: FactSelect | None = None
    """What the row of an API's answer knows of the notice (type `json`)."""
    unit: Selector | None = None
    """Of several lists on a page, the one that is meant: its script, or an element around that (types `jpage` and
    `jpaas`)."""
    body: Selector | None = None
    """The main text, on the notice's own page."""


class Query(Frozen):
    """How a listing is asked for, beyond its address: parameters for its query, and what is posted, if anything."""

    # `json` is the name of a method of all models.
    model_config = ConfigDict(populate_by_name=True)

    method: Literal["GET", "POST"] = "GET"
    """GET or POST."""
    params: dict[str, Scalar | tuple[Scalar, ...]] = {}
    """Parameters of the address's query."""
    json_: Annotated[JsonValue, Field(alias="json")] = None
    """What is posted, as JSON."""
    form: dict[str, Scalar | tuple[Scalar, ...]] | None = None
    """What is posted, as a form."""

    @model_validator(mode="after")
    def _one_body(self) -> "Query":
        if self.json_ is not None and self.form is not None:
            raise ValueError("`json` or `form`, not both")
        if self.method == "GET" and (self.json_ is not None or self.form is not None):
            raise ValueError("`method: POST` with `json` or `form`")
        return self


class Paging(Frozen):
    """How the next page of a listing is requested.

    It is requested at the address that `next` (JMESPath) finds in the response, or with the parameter `param`, which is
    `first` on the first page and `step` more on each following page.
    """

    next: Selector | None = None
    """Where the answer has the address of the next page (JMESPath)."""
    param: Annotated[str, Field(min_length=1)] | None = None
    """The parameter that counts pages or rows."""
    first: Annotated[int, Field(ge=0)] = 0
    """Its value on the first page."""
    step: Annotated[int, Field(ge=1)] = 1
    """How much more it is on each page after."""

    @model_validator(mode="after")
    def _one_way(self) -> "Paging":
        if (self.next is None) == (self.param is None):
            raise ValueError("either `next` or `param`")
        return self
