"""Source: what is polled and how."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails

from crawler.model.selectors import SelectorError, check_jmespath, check_markup
from crawler.model.types import Duration, Frozen, Interval, PositiveDuration

# Where a country's official dates are reckoned; the capital's zone stands for countries with several.
_ZONES = {
    "CN": "Asia/Shanghai",
    "HK": "Asia/Hong_Kong",
    "MO": "Asia/Macau",
    "TW": "Asia/Taipei",
    "US": "America/New_York",
    "GB": "Europe/London",
    "EU": "Europe/Brussels",
}


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


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"an IANA time zone such as Asia/Shanghai, not {name!r}")
    return name


def _glob(text: str) -> str:
    if not text.startswith(("/", "*", "?", "[")):
        raise ValueError(f"a glob over an address's path and query, such as /policy/*, not {text!r}")
    return text


def _no_selector(selector: str) -> None:
    raise SelectorError(f"no selector: what stands where is known of this type, and {selector!r} is not looked for")


def _faults(selectors: Mapping[str, str | None], check: Callable[[str], None], *around: str) -> list[InitErrorDetails]:
    faults = []
    for name, selector in selectors.items():
        try:
            if selector is not None:
                check(selector)
        except SelectorError as error:
            faults.append(_fault((*around, name), selector, str(error)))
    return faults


def _fault(place: tuple[str, ...], given: str | None, expected: str) -> InitErrorDetails:
    return InitErrorDetails(type="value_error", loc=place, input=given, ctx={"error": ValueError(expected)})


def _raise(faults: list[InitErrorDetails]) -> None:
    """Raised inside a validator, pydantic names each fault by its whole path."""
    if faults:
        raise ValidationError.from_exception_data("Source", faults)


HttpUrl = Annotated[
    str,
    AfterValidator(_http_url),
    Field(title="address", json_schema_extra={"pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}),
]
Glob = Annotated[str, Field(title="glob", min_length=1, max_length=500), AfterValidator(_glob)]
Selector = Annotated[str, Field(title="selector", min_length=1)]
"""CSS, XPath or JMESPath, as the source's type has it; checked by the source, which knows its type."""
Scalar = str | int | float | bool
SYSTEMS = ("jpage", "jpaas", "gkmlpt")
"""Publishing systems of Chinese portals, each a type of source."""
Ages = Annotated[tuple[PositiveDuration, ...], Field(max_length=20)]
"""Ages at which a known notice is looked at again."""
PAGES = 5
"""Pages read of a listing that has several, unless its source says otherwise."""


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
    """Where things stand on a source's pages, as CSS or XPath; in a source of type `json`, as JMESPath but for `body`.
    What is null is found without a selector."""

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
    """How the next page of a listing is asked for: at the address that `next` (JMESPath) finds in the answer, or with
    the parameter `param`, which is `first` on the first page and `step` more on each that follows."""

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


class Source(Frozen):
    """One listing or feed that is polled."""

    id: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^\S+$")]
    """One word that names the source, once in all files."""
    name: str = ""
    """What people call it."""
    type: Literal["auto", "html", "feed", "json", "sitemap", "jpage", "jpaas", "gkmlpt"] = "auto"
    """What its address answers with, or the publishing system (`jpage`, `jpaas`, `gkmlpt`) whose page it is; `auto`
    looks."""
    url: HttpUrl
    """The address of the listing or feed."""
    request: Query = Query()
    """How the listing is asked for, beyond its address."""
    paging: Paging | None = None
    """How the next page of the listing is asked for."""
    pages: Annotated[int, Field(ge=1, le=20)] | None = None
    """How many pages of the listing (sitemaps of an index) one poll reads at most."""
    every: Interval = timedelta(hours=1)
    """How often it is polled; 100ms at least. `auto` learns when it publishes, and spends the `budget` of the settings
    accordingly."""
    revisit: Ages | None = None
    """Ages at which its notices are looked at again, for revisions and withdrawals; `[]`: never. Without it, those of
    the settings."""
    region: tuple[str, ...] = ()
    """Whose notices these are, from the country down: `[CN, 江苏省, 苏州市]`."""
    language: str | None = None
    """The language of its notices, such as `zh`."""
    level: str | None = None
    """The level of its publisher, such as `national` or `city`."""
    select: Annotated[Select, Field(validate_default=True)] = Select()
    """Where things stand on its pages."""
    include: tuple[Glob, ...] = ()
    """Globs over a link's path and query; only links that one of them matches are followed."""
    exclude: tuple[Glob, ...] = ()
    """Globs over a link's path and query; what one of them matches is left out."""
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    """The time zone of its dates, such as Asia/Shanghai; without it, that of the region."""
    delay: Duration | None = None
    """The least time between two requests to its host; without it, that of the settings."""
    headers: dict[str, str] = {}
    """Request headers, sent to its own site alone."""
    trusted: bool = False
    """Allow private and loopback addresses, though never link-local or metadata addresses."""
    verify_tls: bool = True
    """Check the certificate of https. `false` is for sites whose certificate is broken for good: what they show may
    then come from anybody."""
    obey_robots: bool = True
    """Keep to robots.txt. `false` is for sites that forbid what their law makes public; say so to the site."""
    enabled: bool = True
    """`false` leaves it out."""
    verified: bool | date = False
    """Somebody has tried it against the live site; the day on which `sources check --record` saw it work."""
    notes: str | None = None
    """For whoever keeps this file."""

    @field_validator("paging")
    @classmethod
    def _paging_of_type(cls, paging: Paging | None, info: ValidationInfo) -> Paging | None:
        kind = info.data.get("type")
        if paging and kind == "sitemap":
            raise ValueError("no `paging`: a sitemap names its parts itself")
        if paging and kind in SYSTEMS:
            raise ValueError(f"no `paging`: the pages of {kind} are known")
        if paging and paging.next and kind not in ("json", None):
            raise ValueError("`param`: `next` looks into the answer of a source of type json")
        posted = info.data.get("request", Query()).json_
        if paging and paging.param and not isinstance(posted, dict | None):
            raise ValueError("`request.json` with named values: `param` is one more of them")
        if paging and paging.next:
            _raise(_faults({"next": paging.next}, check_jmespath))
        return paging

    @field_validator("pages")
    @classmethod
    def _pages_of_something(cls, pages: int | None, info: ValidationInfo) -> int | None:
        several = ("sitemap", "auto", *SYSTEMS)
        one = info.data.get("paging", True) is None and info.data.get("type") not in several
        if pages and pages > 1 and one:
            raise ValueError("`paging`, which says how a page after the first is asked for")
        return pages

    @field_validator("select")
    @classmethod
    def _selectors_of_type(cls, select: Select, info: ValidationInfo) -> Select:
        """Each selector is well-formed in the language of the source's type."""
        kind = info.data.get("type")
        if kind is None:
            return select  # the type itself is wrong, and says so
        rows = {name: getattr(select, name) for name in ("item", "link", "title", "date")}
        faults = _faults({"body": select.body}, check_markup)
        if kind == "json":
            faults += _faults({**rows, "page": select.page}, check_jmespath)
            faults += _faults(dict(select.facts or ()), check_jmespath, "facts")
            faults += [
                _fault((name,), None, f"a JMESPath expression: the type json needs `{name}`")
                for name in ("item", "link")
                if not rows[name]
            ]
        else:
            faults += _faults(rows, check_markup if kind not in ("sitemap", "gkmlpt") else _no_selector)
            faults += [
                _fault((name,), None, f"no `{name}`: it is for sources of type json")
                for name in ("page", "facts")
                if getattr(select, name)
            ]
        if kind in ("jpage", "jpaas"):
            faults += _faults({"unit": select.unit}, check_markup)
        elif select.unit:
            faults.append(_fault(("unit",), None, "no `unit`: it is for sources of type jpage or jpaas"))
        _raise(faults)
        return select

    @classmethod
    def at(cls, url: str, trusted: bool = False) -> "Source":
        """A source that is known by its address alone. Raises ValueError for what is no http or https address."""
        url = _http_url(url)
        digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).hexdigest()
        return cls(id=url if len(url) <= 400 else f"{url[:400]}…{digest}", url=url, trusted=trusted)

    @property
    def page_limit(self) -> int:
        """Pages of the listing that one poll reads at most."""
        several = self.paging is not None or self.type in ("sitemap", "auto", *SYSTEMS)
        return self.pages or (PAGES if several else 1)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this source's dates are meant."""
        country = self.region[0] if self.region else "CN" if self.type in SYSTEMS else ""
        return ZoneInfo(self.timezone or _ZONES.get(country, "UTC"))
