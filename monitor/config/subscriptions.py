"""The models of topics and subscriptions in the configuration."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from crawler.model.types import Frozen
from monitor.config.times import Day, Deliver, Leads, QuietHours, ZoneName
from monitor.text.i18n import Language, gettext
from monitor.topics import QueryError, parse_query

Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\s/]+$")]


def readable_query(query: str) -> str:
    """Return the query unchanged if it can be parsed. Raises ValueError otherwise."""
    try:
        parse_query(query)
    except QueryError as error:
        raise ValueError(gettext("a valid query: {error}", error=error)) from error
    return query


class Topic(Frozen):
    """A named query."""

    id: Id
    """One word that names the topic."""
    name: str = ""
    """What people call it."""
    query: Annotated[str, Field(min_length=1, max_length=10_000)]
    """Words with AND, OR, NOT, "quotes" and (groups); `title:`, `issuer:`, `kind:`, `number:`, `region:` or `unit:`
    before a word looks at that field alone; `issued:`, `published:`, `effective:`, `deadline:` take days and ranges of
    them; `"…"~5` are words close together; `@name` is a synonym set."""

    @field_validator("query")
    @classmethod
    def _readable(cls, query: str) -> str:
        return readable_query(query)


class Filters(Frozen):
    """What a notice must be besides on the topic; an empty list lets all pass.

    Regions, issuers and kinds are compared whole, all of them script and width folded.
    """

    regions: tuple[Annotated[str, Field(pattern=r"^[^/]+(/[^/]+)*$")], ...] = ()
    """Its region, or one around it, is among these: a name (`滨州市`), or a path from outside in
    (`CN/山东省/滨州市`)."""
    include_parents: bool = False
    """Also what the levels above a region publish for all below them: for `CN/山东省/滨州市` notices of 山东省 as a
    whole, and of CN. Regions must then be paths."""
    issuers: tuple[str, ...] = ()
    """One of its issuers is among these."""
    kinds: tuple[str, ...] = ()
    """Its document type (通知, 意见, …, news) is among these."""
    sources: tuple[str, ...] = ()
    """Ids of the sources it may come from."""
    units: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """The measure (for scope `notice`: one of its clauses) names a responsible unit whose name contains one of these;
    while no clause could be read, the text does."""

    @model_validator(mode="after")
    def _paths(self) -> "Filters":
        names = [region for region in self.regions if "/" not in region and not re.fullmatch("[A-Za-z]{2}", region)]
        if self.include_parents and names:
            message = gettext(
                "regions as paths such as {example} with `include_parents`, not {given}",
                example="CN/山东省/滨州市",
                given=repr(names[0]),
            )
            raise ValueError(message)
        return self


class Subscription(Frozen):
    """Who is told of what, where."""

    id: Id
    """One word that names the subscription."""
    topics: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of topics; a notice on any of them counts."""
    scope: Literal["measure", "notice"] = "measure"
    """Where a topic's words must meet: in one measure (while none could be read, in the whole text), or anywhere."""
    on: Annotated[tuple[Literal["new", "revised", "deadline", "interpretation"], ...], Field(min_length=1)] = ("new",)
    """Events that send an alert: new notices, revisions of known ones, coming deadlines, interpretations of policies.
    With `new` alone, an interpretation alerts like any other notice, unless its policy was alerted before."""
    deadlines_for: Annotated[tuple[Literal["public", "addressees", "units"], ...], Field(min_length=1)] = ("public",)
    """Whose deadlines it is reminded of with `on: [deadline]`: those of the public, of the offices that a notice is
    addressed to, or of units that it names."""
    days_before: Leads = (7,)
    """How many days ahead of a deadline it is told: a number, or several."""
    channels: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of channels in noticewatch.yaml."""
    deliver: Deliver = None
    """When it is sent: at once, or gathered, at the times of a cron expression, as one message."""
    quiet: QuietHours | None = None
    """Hours in which nothing is sent: what is due in them waits for their end."""
    hourly_cap: Annotated[int, Field(ge=1)] | None = None
    """The most messages in an hour; what comes besides is one message at the hour's end."""
    snooze: Day | None = None
    """Nothing is sent before this day; what came meanwhile is one message then."""
    timezone: ZoneName | None = None
    """The time zone of its times and days; without it, that of the settings."""
    language: Language | None = None
    """The language of its alerts and digests: `zh` or `en`; without it, that of the settings. A message for several
    subscriptions is in the language of the first of them that names one."""
    filters: Filters = Filters()
    """What a notice must be besides."""
    enabled: bool = True
    """`false` lets it rest."""
