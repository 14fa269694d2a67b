"""The model of a living list in the configuration: a selection of notices that is always current."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from crawler.model.types import Frozen, PositiveDuration
from monitor.config.subscriptions import Filters, Id, readable_query

ListColumn = Literal[
    "title",
    "number",
    "issuer",
    "region",
    "kind",
    "units",
    "deadline",
    "amounts",
    "published",
    "since",
    "changed",
    "source",
    "url",
]
ListOrder = Literal[
    "title",
    "-title",
    "issuer",
    "-issuer",
    "region",
    "-region",
    "deadline",
    "-deadline",
    "published",
    "-published",
    "since",
    "-since",
]


class LeaveRules(Frozen):
    """The rules by which a notice leaves the list. A notice to which a rule applies does not enter it either."""

    deadline: bool = True
    """After the notice's last deadline has passed; a notice without a deadline stays."""
    deadlines_for: Annotated[tuple[Literal["public", "addressees", "units"], ...], Field(min_length=1)] = ("public",)
    """Whose deadlines count: those of the public, of the notice's addressees, or of units that it names."""
    gone: bool = True
    """When the notice's page no longer exists at any of its URLs."""
    repealed: bool = True
    """When a later notice repeals or replaces the notice, or its period of validity has ended."""
    replaced: bool = False
    """When the next notice of the same series, or a later version of the notice, is recorded."""
    age: PositiveDuration | None = None
    """When the notice was published at least this long ago, such as `730d`; null: never."""


class LivingList(Frozen):
    """A list of all recorded notices that match a query at present. The daemon keeps it current."""

    id: Id
    """The id of the list: one word."""
    name: str = ""
    """The list's name as shown to people."""
    query: Annotated[str, Field(min_length=1, max_length=10_000)]
    """The query, in the language of topics, evaluated over the whole notice."""
    filters: Filters = Filters()
    """Conditions on a notice in addition to the query."""
    columns: Annotated[tuple[ListColumn, ...], Field(min_length=1)] = (
        "title",
        "issuer",
        "region",
        "deadline",
        "amounts",
        "since",
        "changed",
    )
    """The columns of the list in their order. `since` is when a notice entered the list, `changed` when its row last
    changed."""
    order: ListOrder = "-since"
    """The column by which the list is ordered; with `-`, the largest or latest value is first. Rows without a value are
    last."""
    leave: LeaveRules = LeaveRules()
    """When a notice leaves the list."""
    enabled: bool = True
    """`false` disables the list and removes its entries."""

    @field_validator("query")
    @classmethod
    def _readable(cls, query: str) -> str:
        return readable_query(query)
