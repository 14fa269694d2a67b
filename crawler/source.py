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


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Selector = Annotated[str, Field(min_length=1), AfterValidator(_selector)]


class Select(Frozen):
    """Where things stand on a source's pages. What is null is found without a selector.

    `item` is a row of the listing; `link`, `title` and `date` are looked up in the row (without `item`, `link` is
    looked up in the page, and the others in the row around it). `body` is the main text on a notice's page.
    """

    item: Selector | None = None
    link: Selector | None = None
    title: Selector | None = None
    date: Selector | None = None
    body: Selector | None = None


class Source(Frozen):
    """One listing or feed that is polled.

    `trusted` allows private and loopback addresses (never link-local or metadata addresses) for this source.
    `obey_robots: false` is for sites whose robots.txt forbids what their law makes public; say so to the site.
    """

    id: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^\S+$")]
    name: str = ""
    type: Literal["auto", "html", "feed"] = "auto"
    url: HttpUrl
    every: Annotated[PositiveDuration, Field(ge=timedelta(milliseconds=100))] = timedelta(hours=1)
    region: tuple[str, ...] = ()
    language: str | None = None
    level: str | None = None
    select: Select = Select()
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    delay: Duration | None = None
    headers: dict[str, str] = {}
    trusted: bool = False
    obey_robots: bool = True
    enabled: bool = True
    verified: bool = False
    notes: str | None = None

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
