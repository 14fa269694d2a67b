"""Source: what is polled and how."""

import hashlib
import re
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, Field

from crawler.values import Duration, Frozen, PositiveDuration

# Where a country's official dates are reckoned; the capital's zone stands for countries with several.
_ZONES = {"CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "MO": "Asia/Macau", "TW": "Asia/Taipei",
          "US": "America/New_York", "GB": "Europe/London", "EU": "Europe/Brussels"}  # fmt: skip


def _http_url(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"an http or https address, not {url!r}")
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"an address with a port from 1 to 65535, not {url!r}") from error
    if port == 0 or re.search(r"[\s\x00-\x1f]", url.strip()):
        raise ValueError(f"an address without spaces and with a port from 1 to 65535, not {url!r}")
    return url.strip()


def _selector(text: str) -> str:
    try:
        to_xpath(text)
    except Exception as error:
        raise ValueError(f"a CSS or XPath selector, not {text!r} ({error})") from error
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"an IANA time zone such as Asia/Shanghai, not {name!r}")
    return name


def to_xpath(selector: str) -> str:
    """A selector as XPath. What begins with `/`, `./` or `(` is XPath already; all else is CSS,
    with parsel's `::text` and `::attr(name)`. Raises what cssselect or lxml raise for a broken one."""
    from lxml.etree import XPath
    from lxml.html import fromstring

    xpath = selector if selector.startswith(("/", "./", "(")) else HTMLTranslator().css_to_xpath(selector)
    # Some faults (an unknown function or prefix) show only when it is evaluated.
    XPath(xpath)(fromstring("<ul><li><h4><a href='/' title='a'>a</a></h4><span>b</span></li></ul>"))
    return xpath


HttpUrl = Annotated[
    str,
    AfterValidator(_http_url),
    Field(title="address", json_schema_extra={"pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}),
]
Selector = Annotated[str, Field(title="selector", min_length=1), AfterValidator(_selector)]


class Select(Frozen):
    """Where things stand on a source's pages, as CSS or XPath. What is null is found without a selector."""

    item: Selector | None = None
    """A row of the listing."""
    link: Selector | None = None
    """The link to a notice, looked up in the row; without `item`, in the page."""
    title: Selector | None = None
    """The notice's title, in the row (without `item`, in the row around the link)."""
    date: Selector | None = None
    """The day it was published, in the same row."""
    body: Selector | None = None
    """The main text, on the notice's own page."""


class Source(Frozen):
    """One listing or feed that is polled."""

    id: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^\S+$")]
    """One word that names the source, once in all files."""
    name: str = ""
    """What people call it."""
    type: Literal["auto", "html", "feed"] = "auto"
    """What its address answers with; `auto` looks."""
    url: HttpUrl
    """The address of the listing or feed."""
    every: Annotated[PositiveDuration, Field(ge=timedelta(milliseconds=100))] = timedelta(hours=1)
    """How often it is polled; 100ms at least."""
    region: tuple[str, ...] = ()
    """Whose notices these are, from the country down: `[CN, 江苏省, 苏州市]`."""
    language: str | None = None
    """The language of its notices, such as `zh`."""
    level: str | None = None
    """The level of its publisher, such as `national` or `city`."""
    select: Select = Select()
    """Where things stand on its pages."""
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    """The time zone of its dates, such as Asia/Shanghai; without it, that of the region."""
    delay: Duration | None = None
    """The least time between two requests to its host; without it, that of the settings."""
    headers: dict[str, str] = {}
    """Request headers, sent to its own site alone."""
    trusted: bool = False
    """Allow private and loopback addresses, though never link-local or metadata addresses."""
    obey_robots: bool = True
    """Keep to robots.txt. `false` is for sites that forbid what their law makes public; say so to the site."""
    enabled: bool = True
    """`false` leaves it out."""
    verified: bool = False
    """Somebody has tried it against the live site."""
    notes: str | None = None
    """For whoever keeps this file."""

    @classmethod
    def at(cls, url: str, trusted: bool = False) -> "Source":
        """A source that is known by its address alone. Raises ValueError for what is no http or https address."""
        url = _http_url(url)
        digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).hexdigest()
        return cls(id=url if len(url) <= 400 else f"{url[:400]}…{digest}", url=url, trusted=trusted)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this source's dates are meant."""
        return ZoneInfo(self.timezone or _ZONES.get(self.region[0] if self.region else "", "UTC"))
