"""The models of topics and subscriptions in the configuration."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from crawler.model.types import Frozen, Matching
from monitor.config.times import Day, Deliver, Leads, QuietHours, ZoneName
from monitor.text.i18n import Language, gettext
from monitor.topics import QueryError, parse_query

Id = Annotated[
    str,
    Field(min_length=1, max_length=100),
    Matching(r"^[^\s/\x00-\x1f\x7f-\x9f]+$", "one word without spaces or slashes"),
]


def readable_query(query: str) -> str:
    """Return the query unchanged. Raises ValueError if it cannot be parsed."""
    try:
        parse_query(query)
    except QueryError as error:
        raise ValueError(gettext("a valid query: {error}", error=error)) from error
    return query


class Topic(Frozen):
    """A named query."""

    id: Id
    """The id of the topic: one word."""
    name: str = ""
    """The topic's name as shown to people."""
    query: Annotated[str, Field(min_length=1, max_length=10_000)]
    """Terms with AND, OR, NOT, "quotes" and (groups); `title:`, `issuer:`, `kind:`, `number:`, `region:` or `unit:`
    before a term restricts it to that field; `issued:`, `published:`, `effective:`, `deadline:` take dates and date
    ranges; `"…"~5` matches words close together; `@name` is a synonym set."""

    @field_validator("query")
    @classmethod
    def _readable(cls, query: str) -> str:
        return readable_query(query)


_Region = Annotated[str, Matching(r"^[^/]+(/[^/]+)*$", "a name such as 滨州市, or a path such as CN/山东省/滨州市")]


class Filters(Frozen):
    """Conditions on a notice in addition to the topic. An empty list imposes no condition.

    Regions, issuers and kinds must match completely, except for differences of script and width.
    """

    regions: tuple[_Region, ...] = ()
    """The region of the notice, or a region that contains it, is one of these: a name (`滨州市`), or a path from the
    outermost region (`CN/山东省/滨州市`)."""
    include_parents: bool = False
    """Also accept notices that a containing region publishes for all its subregions: for `CN/山东省/滨州市`, notices of
    山东省 as a whole, and of CN. Regions must then be paths."""
    issuers: tuple[str, ...] = ()
    """At least one issuer of the notice is one of these."""
    kinds: tuple[str, ...] = ()
    """The document type of the notice (通知, 意见, …, news) is one of these."""
    sources: tuple[str, ...] = ()
    """Ids of the sources from which the notice may come."""
    units: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """The measure (with scope `notice`: one of its clauses) names a responsible unit whose name contains one of these;
    if no clauses could be read, the text is searched instead."""

    @model_validator(mode="after")
    def _paths(self) -> "Filters":
        names = [region for region in self.regions if "/" not in region and not re.fullmatch("[A-Za-z]{2}", region)]
        if self.include_parents and names:
            message = gettext(
                "regions as paths such as {example} if `include_parents` is set, not {given}",
                example="CN/山东省/滨州市",
                given=repr(names[0]),
            )
            raise ValueError(message)
        return self


_Event = Literal["new", "revised", "deadline", "gone", "interpretation", "expected", "target"]


class Subscription(Frozen):
    """A subscription: the topics of the alerts, the channels that receive them, and the delivery times."""

    id: Id
    """The id of the subscription: one word."""
    topics: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of topics; a notice must match at least one of them."""
    scope: Literal["measure", "notice"] = "measure"
    """Where the terms of a topic must occur together: in one measure (if no measures could be read, in the whole text),
    or anywhere in the notice."""
    on: Annotated[tuple[_Event, ...], Field(min_length=1)] = ("new",)
    """Events that send an alert: new notices, revisions of known notices, upcoming deadlines, withdrawn notices
    (`gone`), interpretations of policies, recurring notices that are expected soon or overdue (`expected`), and targets
    that are due soon (`target`). With `new` alone, an interpretation sends an alert like any other notice, unless its
    policy was alerted before."""
    deadlines_for: Annotated[tuple[Literal["public", "addressees", "units"], ...], Field(min_length=1)] = ("public",)
    """Whose deadlines send a reminder with `on: [deadline]`: those of the public, of the notice's addressees, or of
    units that it names."""
    days_before: Leads = (7,)
    """How many days before a deadline a reminder is sent: one number or several."""
    expected_before: Leads = (7,)
    """How many days before the expected date of a recurring notice an alert is sent with `on: [expected]`: one number
    or several. Another alert is sent when the window has passed without the notice."""
    targets_before: Leads = (90,)
    """How many days before the date of a target an alert is sent with `on: [target]`: one number or several. A target
    with only a year is due at the end of the year."""
    channels: tuple[str, ...]
    """Names of channels in noticewatch.yaml. `[]` is possible with `inbox`: nothing is sent then."""
    inbox: Literal["read", "star"] | None = None
    """How the web page's inbox shows the notices of the alerts: starred (`star`), or already marked as read (`read`)
    unless another subscription matches them too; by default they are unread."""
    deliver: Deliver = None
    """When alerts are sent: at once (`now`), or combined into one message at the times of a cron expression."""
    quiet: QuietHours | None = None
    """Hours in which nothing is sent; messages that are due in these hours are sent when they end."""
    hourly_cap: Annotated[int, Field(ge=1)] | None = None
    """Maximum number of messages per hour; further alerts are combined into one message at the end of the hour."""
    snooze: Day | None = None
    """Date before which nothing is sent; the alerts until then are combined into one message on that date."""
    timezone: ZoneName | None = None
    """The time zone of the subscription's times and dates; by default the `timezone` of the settings."""
    language: Language | None = None
    """The language of the subscription's alerts and digests: `zh` or `en`; by default the `language` of the settings. A
    message for several subscriptions is in the language of the first of them that sets one.
    """
    filters: Filters = Filters()
    """Conditions on a notice in addition to the topics."""
    enabled: bool = True
    """`false` disables the subscription."""

    @model_validator(mode="after")
    def _has_effect(self) -> "Subscription":
        if not self.channels and self.inbox is None:
            raise ValueError(gettext("at least one channel in `channels`, or the field `inbox`"))
        return self
