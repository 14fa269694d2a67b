"""The class Source: a listing to poll, and how to poll the listing."""

import hashlib
import re
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
)

from crawler.model.checks.selectors_of_type import faults_of, raise_faults, selector_faults
from crawler.model.listing_options import PageRole, Paging, Query, Rendering, RenderOption, Select
from crawler.model.selectors import check_jmespath
from crawler.model.types import (
    Duration,
    Frozen,
    Glob,
    HttpUrl,
    Interval,
    Matching,
    PositiveDuration,
    ZoneName,
    check_http_url,
    country_zones,
)

_VARIABLE = re.compile(r"(?<![^\s/=?&:])\$[A-Z][A-Z0-9_]+(?![^\s/&#])")
"""Matches a variable in the notation of a shell, as a whole parameter or path segment of a URL, or word of a header."""
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The syntax of a header name (RFC 9110, 5.6.2)."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_RENDERED = ("auto", "html")
"""Types whose listings may be loaded in a browser."""
SYSTEMS = ("jpage", "jpaas", "gkmlpt")
"""Publishing systems of Chinese portals, each a type of source."""
Value = TypeVar("Value", str, dict[str, str], Query)
Program = Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(min_length=1, max_length=50)]
"""A program and its arguments."""
Ages = Annotated[tuple[PositiveDuration, ...], Field(max_length=20)]
"""Ages at which a known notice is revisited."""
PAGES = 5
"""The default number of pages that a poll reads of a listing with several pages."""


class Source(Frozen):
    """One listing or feed that is polled."""

    id: Annotated[
        str, Field(min_length=1, max_length=500), Matching(r"^[^\s\x00-\x1f\x7f-\x9f]+$", "one word without spaces")
    ]
    """The unique identifier of the source, without spaces."""
    name: Annotated[str, Matching(r"^[^\x00-\x08\x0e-\x1f\x7f-\x9f]*$", "a text without control characters")] = ""
    """The name of the source for display."""
    type: Literal["auto", "html", "feed", "json", "sitemap", "jpage", "jpaas", "gkmlpt", "command"] = "auto"
    """The type of the response, or the publishing system (`jpage`, `jpaas`, `gkmlpt`) of the page; `auto` detects
    it. With `command`, a program prints the rows."""
    url: HttpUrl
    """The URL of the listing or feed. With `type: command`, the URL of the page on which the notices are listed."""
    command: Annotated[Program | None, Field(validate_default=True)] = None
    """The program of `type: command` with its arguments: a file in the configuration folder, such as
    `[programs/odd-site.py, --all]`."""
    request: Query = Query()
    """How the listing is requested, in addition to its URL."""
    paging: Paging | None = None
    """How the next page of the listing is requested."""
    pages: Annotated[int, Field(ge=1, le=20)] | None = None
    """The maximum number of pages of the listing (or of sitemaps in a sitemap index) that one poll reads."""
    every: Interval = timedelta(hours=1)
    """The interval between polls, at least 100ms. With `auto`, the interval depends on the times when the source has
    published before and on the `budget` in the settings.
    """
    revisit: Ages | None = None
    """Ages at which the source's notices are visited again to find revisions and withdrawals. If the list is empty,
    notices are never visited again. The default is the value in the settings.
    """
    region: tuple[str, ...] = ()
    """The region of the notices, from the country down: `[CN, 江苏省, 苏州市]`."""
    language: str | None = None
    """The language of the notices, such as `zh`."""
    level: str | None = None
    """The administrative level of the publisher, such as `national` or `city`."""
    select: Annotated[Select, Field(validate_default=True)] = Select()
    """Where the fields are located on the source's pages."""
    include: tuple[Glob, ...] = ()
    """Globs for a link's path and query. Only links that match at least one of them are followed."""
    exclude: tuple[Glob, ...] = ()
    """Globs for a link's path and query. Links that match at least one of them are omitted."""
    full_fetch: Duration = timedelta(days=1)
    """How long the listing may be fetched by conditional requests only (ETag, Last-Modified). After that time, one
    request is unconditional, so that a server's wrong “not modified” has no lasting effect. `0s` turns conditional
    requests off."""
    timezone: ZoneName | None = None
    """The time zone of the source's dates, such as Asia/Shanghai. The default is the time zone of the region."""
    delay: Duration | None = None
    """The minimum time between two requests to the source's host. The default is the value in the settings."""
    headers: dict[str, str] = {}
    """Request headers, sent only to the source's own site."""
    render: RenderOption = None
    """Load pages in a browser, for sites whose pages are made by scripts: `browser`, or the fields below. This needs
    the extra `[browser]` and Chromium. By default, no browser is used."""
    trusted: bool = False
    """Allow connections to private and loopback addresses, but not to link-local or metadata addresses."""
    verify_tls: bool = True
    """Verify the site's TLS certificate. `false` is for sites whose certificate is permanently invalid; their responses
    may then be forged."""
    obey_robots: bool = True
    """Obey robots.txt. `false` is for sites that disallow pages which they are legally required to publish; inform the
    site if you use it."""
    enabled: bool = True
    """`false` turns the source off."""
    verified: bool | date = False
    """Whether the source was tested against the live site, or the date on which `sources check --record` last
    succeeded."""
    notes: str | None = None
    """Notes for the maintainers of this file."""

    @field_validator("url")
    @classmethod
    def _without_login(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.username is not None or parts.password is not None:
            raise ValueError("a URL without user name or password; put them in `headers` as Authorization: Basic …")
        return url

    @field_validator("url", "headers", "request")
    @classmethod
    def _without_variables(cls, value: Value) -> Value:
        """Return `value`, or raise ValueError if it contains a variable such as `${TOKEN}` or `$TOKEN`.

        The value is sent to sites, and variables are replaced only in the settings file.
        """
        written = value.model_dump_json() if isinstance(value, Query) else str(value)
        if "${" in written:
            raise ValueError("no `${…}`, because variables are replaced only in noticewatch.yaml")
        for text in value.values() if isinstance(value, dict) else [written]:
            if found := _VARIABLE.search(text):
                raise ValueError(f"no `{found[0]}`, because variables are replaced only in noticewatch.yaml")
        return value

    @field_validator("command")
    @classmethod
    def _program_of_type(cls, command: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        kind = info.data.get("type")
        if command is not None and kind not in ("command", None):
            raise ValueError("no `command`, because it is only for sources of type command")
        if command is None and kind == "command":
            raise ValueError("`command`: the program and its arguments as a list")
        for argument in command or ():
            if "\x00" in argument:
                raise ValueError("arguments without null characters")
        return command

    @field_validator("headers")
    @classmethod
    def _sendable(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _HEADER.fullmatch(name):
                raise ValueError("header names that consist of letters, digits and hyphens")
            if _CONTROL.search(value):
                raise ValueError(f"a value of {name} without line breaks or control characters")
        return headers

    @field_validator("render")
    @classmethod
    def _render_of_type(cls, render: Rendering | None, info: ValidationInfo) -> Rendering | None:
        kind = info.data.get("type")
        if render is None or kind is None:
            return render
        if render.covers("listing") and kind not in _RENDERED:
            raise ValueError(
                f"`render: {{pages: notices}}`, because a listing of type {kind} is not loaded in a browser"
            )
        if render.covers("listing") and info.data.get("request", Query()).method == "POST":
            raise ValueError("`render: {pages: notices}`, because a browser does not send POST requests")
        if own := [name for name in info.data.get("headers", {}) if name.lower() != "user-agent"]:
            raise ValueError(
                f"no `render` with the header {own[0]}, because a browser sends only User-Agent from `headers`"
            )
        return render

    @field_validator("paging")
    @classmethod
    def _paging_of_type(cls, paging: Paging | None, info: ValidationInfo) -> Paging | None:
        kind = info.data.get("type")
        if paging and kind == "sitemap":
            raise ValueError("no `paging`, because a sitemap lists its own parts")
        if paging and kind == "command":
            raise ValueError("no `paging`, because the program prints all rows")
        if paging and kind in SYSTEMS:
            raise ValueError(f"no `paging`, because the type {kind} has its own paging")
        if paging and paging.next and kind not in ("json", None):
            raise ValueError("`param`, because `next` works only with sources of type json")
        posted = info.data.get("request", Query()).json_
        if paging and paging.param and not isinstance(posted, dict | None):
            raise ValueError("`request.json` as a mapping, to which `param` is added")
        if paging and paging.next:
            raise_faults(faults_of({"next": paging.next}, check_jmespath))
        return paging

    @field_validator("pages")
    @classmethod
    def _pages_of_something(cls, pages: int | None, info: ValidationInfo) -> int | None:
        several = ("sitemap", "auto", *SYSTEMS)
        one = info.data.get("paging", True) is None and info.data.get("type") not in several
        if pages and pages > 1 and one:
            raise ValueError("`paging`, which defines how the following pages are requested")
        return pages

    @field_validator("select")
    @classmethod
    def _selectors_of_type(cls, select: Select, info: ValidationInfo) -> Select:
        """Return `select` if each selector is valid in the language of the source's type (CSS, XPath or JMESPath).

        Otherwise, raise a ValidationError with all faults.
        """
        kind = info.data.get("type")
        # If the type itself is invalid, that is reported instead.
        if kind is not None:
            raise_faults(selector_faults(select, kind))
        return select

    @classmethod
    def at(cls, url: str, trusted: bool = False) -> "Source":
        """Return a source with this URL and this value of `trusted`; the other options have their default values.

        Raise ValueError if `url` is not an http or https URL.
        """
        url = check_http_url(url)
        digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).hexdigest()
        return cls(id=url if len(url) <= 400 else f"{url[:400]}…{digest}", url=url, trusted=trusted)

    def rendering(self, role: PageRole | None) -> Rendering | None:
        """Return the settings for loading pages with this role in a browser, or None if no browser is used for them."""
        return self.render if role and self.render and self.render.covers(role) else None

    @property
    def page_limit(self) -> int:
        """Return the maximum number of listing pages that a poll reads."""
        several = self.paging is not None or self.type in ("sitemap", "auto", *SYSTEMS)
        return self.pages or (PAGES if several else 1)

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the source's dates, or UTC if it is unknown."""
        return self.known_zone or ZoneInfo("UTC")

    @property
    def known_zone(self) -> ZoneInfo | None:
        """Return the time zone of the source's dates, or None if neither a time zone nor a known region is stated.

        Without it, the date of a timestamp is the date that is written.
        """
        country = self.region[0] if self.region else "CN" if self.type in SYSTEMS else ""
        name = self.timezone or country_zones().get(country)
        return ZoneInfo(name) if name else None
