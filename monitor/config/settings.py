"""`noticewatch.yaml`: the channels and the general settings."""

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from crawler.model.source import Ages
from crawler.model.types import Duration, Frozen, Matching, PositiveDuration
from monitor.config.rate_limit import RateLimit, parse_limit
from monitor.config.subscriptions import Id, readable_query
from monitor.config.times import Cron, ZoneName
from monitor.config.web import Web
from monitor.config.webhook_keys import signing_key, webhook_url
from monitor.text.i18n import Language, gettext

SETTINGS_FILE = "noticewatch.yaml"
TEMPLATES_FOLDER = "templates"
"""The subfolder of the configuration with the user's own message templates."""


class Keep(Frozen):
    """Retention periods of stored data. A notice whose text was deleted remains known, as do its copies."""

    pages: PositiveDuration = timedelta(days=90)
    """The stored original pages, kept as evidence and for reprocessing."""
    polls: PositiveDuration = timedelta(days=30)
    """The records of polls."""
    events: PositiveDuration = timedelta(days=365)
    """The event log."""
    notices: PositiveDuration | None = None
    """The texts of notices; null: forever."""


_Contact = Annotated[
    str, Matching(r"^[\x21-\x7e]{1,200}$", "an e-mail address or a URL of at most 200 characters, without spaces")
]
_SERVICES = RateLimit(20, timedelta(minutes=1))
_WEBHOOKS = RateLimit(10, timedelta(seconds=1))
"""Default rate limits of channels (`_WEBHOOKS` for webhooks). Chat services accept about 20 messages a minute."""
_AtMost = Annotated[
    RateLimit,
    BeforeValidator(
        parse_limit,
        json_schema_input_type=Annotated[str, Field(title="limit", pattern=r"^\s*\d{1,5}\s*/\s*(s|min|h|day)\s*$")],
    ),
    PlainSerializer(str),
]


class Channel(Frozen):
    """A destination of messages. A plain URL is short for a channel that has only a `url`."""

    url: Annotated[str, Field(min_length=1, repr=False)]
    """The URL in Apprise's syntax, or `webhook+https://…`, which receives each alert as a signed CloudEvent."""
    at_most: _AtMost | None = None
    """The rate limit, such as `20/min`, `1/s`, `100/h` or `500/day`; by default `20/min`, for webhooks `10/s`."""
    secret: Annotated[str | tuple[str, ...], Field(repr=False)] = ()
    """The secret with which webhook requests are signed, `whsec_…`; while it is being replaced, a list of the new and
    the old secret."""
    trusted: bool | None = None
    """Whether a webhook may be at a private or loopback IP address: `true` allows both, `false` neither. By default,
    both are allowed for IP addresses and names such as `localhost` or `hooks.internal`, and private ones for other
    names."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets with which a webhook's messages are signed, as a tuple even if only one is configured."""
        return (self.secret,) if isinstance(self.secret, str) else self.secret

    @property
    def limit(self) -> RateLimit:
        """The effective rate limit: the configured limit or the default."""
        return self.at_most or (_WEBHOOKS if webhook_url(self.url) else _SERVICES)

    @model_validator(mode="after")
    def _signed(self) -> "Channel":
        is_webhook = webhook_url(self.url) is not None
        if is_webhook != bool(self.secrets):
            raise ValueError(
                gettext("`secret: whsec_…`, used to sign webhook requests")
                if is_webhook
                else gettext("no `secret`, because only a webhook (such as `webhook+https://…`) has a secret")
            )
        if self.trusted is not None and not is_webhook:
            raise ValueError(
                gettext("no `trusted`, because only a webhook (such as `webhook+https://…`) has this setting")
            )
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


_DATABASE_URL = r"^(?:sqlite|postgresql)(?:\+\w+)?://"


def _database_url(written: str) -> str:
    if not re.match(_DATABASE_URL, written):
        raise ValueError(gettext("the URL of a SQLite or PostgreSQL database (sqlite:… or postgresql:…)"))
    return written


class Settings(Frozen):
    """`noticewatch.yaml`. In values, `${NAME}` is replaced by an environment variable, `${file:PATH}` by a file."""

    database: Annotated[
        str,
        Field(min_length=1, repr=False, json_schema_extra={"pattern": _DATABASE_URL}),
        AfterValidator(_database_url),
    ] = "sqlite:///noticewatch.db"
    """The database as an SQLAlchemy URL: SQLite (a relative path is relative to the configuration folder) or
    PostgreSQL."""
    channels: Annotated[dict[Id, _Channel], Field(repr=False)] = {}
    """The channels by name: URLs in Apprise's syntax, or `webhook+https://…`; or the fields below."""
    still_watching: Cron | None = "0 9 * * mon"
    """A cron expression, in the settings' `timezone`, for the times at which the operator is sent a summary of the
    polls, notices, messages and problems since the last summary; null: never.
    """
    heartbeat: Annotated[Annotated[str, AfterValidator(_web_address)] | None, Field(repr=False)] = None
    """A URL that is requested every minute while the daemon makes progress, such as `https://hc-ping.com/…`, so that
    an external monitor detects when it stops."""
    language: Language | None = None
    """The language of alerts, of messages to the operator and of the command line: `zh` or `en`. Without it, alerts
    are in Chinese for Chinese notices and in English for others; the rest follows the locale."""
    operator: Id | None = None
    """The channel for messages about sources that cannot be read or have recovered, and about failing channels. While
    it is failing itself, the first other working channel is used."""
    give_up_after: PositiveDuration = timedelta(days=3)
    """Time after which a message whose delivery keeps failing is given up; `deliveries list --failed` lists it."""
    fresh: Duration = timedelta(days=30)
    """A notice that is first seen longer than this after its publication sends no alerts."""
    revisit: Ages = tuple(map(timedelta, (1, 3, 7, 30)))
    """Ages at which a known notice is fetched again, to detect revisions and withdrawals; `[]`: never."""
    budget: Annotated[float, Field(gt=0, le=10_000_000)] | None = None
    """Maximum number of polls per day for all sources with `every: auto` together; null: 96 per source. Each source is
    polled at least once a day, and at most every 2 minutes."""
    children: Annotated[int, Field(ge=1, le=64)] = 1
    """Number of crawler processes."""
    timezone: ZoneName = "UTC"
    """The time zone of times and dates, unless a subscription sets its own."""
    delay: Duration = timedelta(milliseconds=250)
    """Minimum time between two requests to the same host."""
    contact: _Contact | None = None
    """Your contact address, such as an e-mail address or a URL, which is sent to sites in the User-Agent header."""
    browser: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    """The path of Chromium, for sources with `render: browser`. By default, `chromium-headless-shell` or `chromium` in
    the search path."""
    allow_commands: bool = False
    """Whether sources of type `command` may run programs, which must be files in the configuration folder."""
    keep: Keep = Keep()
    """Retention periods of stored data."""
    exclude: Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(readable_query)] | None = None
    """A query for notices that no subscription should match, such as `招标公告 OR 中标公告`: each topic is matched as
    if its query ended with `NOT (…)` around this query."""
    web: Web = Web()
    """The network address of the web page, and access to it."""
