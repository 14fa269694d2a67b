"""`noticewatch.yaml`: the channels and the general settings."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from crawler.model.source import Ages
from crawler.model.types import Duration, Frozen, PositiveDuration
from monitor.config.rate_limit import RateLimit, parse_limit
from monitor.config.subscriptions import Id, readable_query
from monitor.config.times import Cron, ZoneName
from monitor.config.web import Web
from monitor.config.webhook_keys import signing_key, webhook_url
from monitor.text.i18n import Language, gettext

SETTINGS_FILE = "noticewatch.yaml"


class Keep(Frozen):
    """How long what is kept. A notice whose text is gone is still known, and its copies are."""

    pages: PositiveDuration = timedelta(days=90)
    """The bytes of pages, as evidence and for reading them again."""
    polls: PositiveDuration = timedelta(days=30)
    """The rows of polls."""
    events: PositiveDuration = timedelta(days=365)
    """The rows of events."""
    notices: PositiveDuration | None = None
    """The texts of notices; null: for ever."""


_SERVICES = RateLimit(20, timedelta(minutes=1))
_WEBHOOKS = RateLimit(10, timedelta(seconds=1))
"""Default rate limits of channels; chat services accept about 20 messages a minute."""
_AtMost = Annotated[
    RateLimit,
    BeforeValidator(
        parse_limit,
        json_schema_input_type=Annotated[str, Field(title="limit", pattern=r"^\s*\d{1,5}\s*/\s*(s|min|h|day)\s*$")],
    ),
    PlainSerializer(str),
]


class Channel(Frozen):
    """Where messages go. An address alone stands for a channel with nothing but a `url`."""

    url: Annotated[str, Field(min_length=1, repr=False)]
    """The address, as Apprise writes it; or `webhook+https://…`, which takes each alert as a signed CloudEvent."""
    at_most: _AtMost | None = None
    """The most messages in a time, such as `20/min`, `1/s`, `100/h` or `500/day`; by default `20/min`, to a webhook
    `10/s`."""
    secret: Annotated[str | tuple[str, ...], Field(repr=False)] = ()
    """What requests to a webhook are signed with: `whsec_…`; while it is being replaced, a list of the new and the old
    one."""
    trusted: bool | None = None
    """Whether a webhook may be at a private or loopback address: `true` allows both, `false` neither. Without it, IP
    addresses and names such as `localhost` or `hooks.internal` may have both, other names private ones alone."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets, however they were written."""
        return (self.secret,) if isinstance(self.secret, str) else self.secret

    @property
    def limit(self) -> RateLimit:
        """The most messages in a time."""
        return self.at_most or (_WEBHOOKS if webhook_url(self.url) else _SERVICES)

    @model_validator(mode="after")
    def _signed(self) -> "Channel":
        is_webhook = webhook_url(self.url) is not None
        if is_webhook != bool(self.secrets):
            raise ValueError(
                gettext("`secret: whsec_…`, with which webhook requests are signed")
                if is_webhook
                else gettext("no `secret`; only a webhook (`webhook+https://…`) has one")
            )
        if self.trusted is not None and not is_webhook:
            raise ValueError(gettext("no `trusted`; only a webhook (`webhook+https://…`) has one"))
        for secret in self.secrets:
            signing_key(secret)
        return self


def _channel(written: Any) -> Any:
    if isinstance(written, str) and written:
        return {"url": written}
    if isinstance(written, dict | Channel):
        return written
    raise ValueError(gettext("a URL, or fields with `url`"))


_Channel = Annotated[
    Channel, BeforeValidator(_channel, json_schema_input_type=Annotated[str, Field(min_length=1)] | Channel)
]


def _web_address(written: str) -> str:
    # The value is a secret, so the error does not quote it.
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(gettext("an http or https URL"))
    return written


class Settings(Frozen):
    """`noticewatch.yaml`. `${NAME}` in a value is taken from the environment, `${file:PATH}` from a file."""

    database: Annotated[str, Field(min_length=1, repr=False)] = "sqlite:///noticewatch.db"
    """Any SQLAlchemy URL: SQLite (relative to the folder) or PostgreSQL."""
    channels: Annotated[dict[Id, _Channel], Field(repr=False)] = {}
    """Where alerts go, by name: addresses as Apprise writes them, or `webhook+https://…`; or the fields below."""
    still_watching: Cron | None = "0 9 * * mon"
    """When the operator is told that all is still being watched, and what became of it since the last time: a cron
    expression in the settings' `timezone`; null: never."""
    heartbeat: Annotated[Annotated[str, AfterValidator(_web_address)] | None, Field(repr=False)] = None
    """An address that is asked each minute while the daemon works, such as `https://hc-ping.com/…`, so that somebody
    notices when it does not."""
    language: Language | None = None
    """The language of alerts, of messages to the operator and of the command line: `zh` or `en`. Without it, alerts
    are in Chinese for Chinese notices and in English for others; the rest follows the locale."""
    operator: Id | None = None
    """The channel that is told when a source can no longer be read, and when it can again; and when another channel
    takes no messages. While it takes none itself, the first other channel that does is told."""
    give_up_after: PositiveDuration = timedelta(days=3)
    """A message that has failed for so long is given up; `deliveries list --failed` shows it."""
    fresh: Duration = timedelta(days=30)
    """A notice published longer ago than this before it was first seen alerts nobody."""
    revisit: Ages = tuple(map(timedelta, (1, 3, 7, 30)))
    """Ages at which a known notice is looked at again, for revisions and withdrawals; `[]`: never."""
    budget: Annotated[float, Field(gt=0, le=10_000_000)] | None = None
    """Polls a day for all sources with `every: auto` together; null: 96 for each. A source is polled once a day at
    least, and every 2 minutes at most."""
    children: Annotated[int, Field(ge=1, le=64)] = 1
    """Crawler processes."""
    timezone: ZoneName = "UTC"
    """The time zone in which subscriptions name times and days."""
    delay: Duration = timedelta(milliseconds=250)
    """The least time between two requests to one host."""
    contact: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,200}$")] | None = None
    """An address of yours, told to the sites in the User-Agent."""
    keep: Keep = Keep()
    """How long what is kept."""
    exclude: Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(readable_query)] | None = None
    """A query for what no subscription wants, such as `招标公告 OR 中标公告`: each topic is matched as if it ended in
    `NOT (…)` with this query."""
    web: Web = Web()
    """Where the web page is served, and to whom."""
