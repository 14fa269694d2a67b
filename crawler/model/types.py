"""Field types of the values that crawler and monitor exchange: frozen models, durations, URLs, globs, time zones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
)
from pydantic_core import CoreSchema, core_schema

_DURATION = re.compile(r"(?<!\d)(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)")
_LONGEST = timedelta(days=3653)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


class Frozen(BaseModel):
    """Base class of immutable values that reject unknown fields.

    The string below a field describes the field in the published schemas (see `monitor.config.schemas`). Pydantic's own
    option for this is not used, because it parses the source code of each class at import.
    """

    # A field is read and written under one name: its alias, if it has one.
    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


def parse_duration(text: object) -> timedelta:
    """Return the timedelta for a text such as `10m`, `1h30m` or `30d`, or `text` unchanged if it is a timedelta.

    Raise ValueError if the value is anything else, such as a number without a unit.
    """
    return text if isinstance(text, timedelta) else _parsed_duration(str(text).strip())


@lru_cache(maxsize=1024)
def _parsed_duration(written: str) -> timedelta:
    # Cached, because thousands of sources state the same few durations.
    parts = _DURATION.findall(written)
    if not parts or _DURATION.sub("", written).strip():
        raise ValueError(f"a duration such as 30s, 10m, 1h30m or 30d, not {written!r}")
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    if not seconds <= _LONGEST.total_seconds():
        raise ValueError(f"a duration of at most ten years, such as 30s, 10m, 1h30m or 30d, not {written[:40]!r}")
    return timedelta(seconds=seconds)


def format_duration(value: timedelta) -> str:
    """Return the notation of a duration, such as `1h30m`, from which `parse_duration` returns the duration.

    The duration is rounded to milliseconds.
    """
    milliseconds = round(value.total_seconds() * 1000)
    if not milliseconds:
        return "0s"
    written = ""
    for unit in ("w", "d", "h", "m", "s", "ms"):
        count, milliseconds = divmod(milliseconds, round(_SECONDS[unit] * 1000))
        if count:
            written += f"{count}{unit}"
    return written


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("a duration above zero")
    return value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time with a time zone, such as 2024-06-06T08:00:00Z")
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time between the years 1 and 9999") from error


_Written = Annotated[
    str,
    Field(
        title="duration",
        pattern=r"^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d|w)\s*)+$",
        examples=["30s", "10m", "1h30m", "30d"],
    ),
]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration, json_schema_input_type=_Written),
    PlainSerializer(format_duration, return_type=str),
]
PositiveDuration = Annotated[Duration, AfterValidator(_positive)]
SHORTEST_INTERVAL = timedelta(milliseconds=100)


def _interval(written: object) -> timedelta | Literal["auto"]:
    if written == "auto":
        return "auto"
    try:
        value = _positive(parse_duration(written))
    except ValueError as error:
        raise ValueError(f"{error} (or auto)") from error
    if value < SHORTEST_INTERVAL:
        raise ValueError(f"a duration greater than or equal to {format_duration(SHORTEST_INTERVAL)}, not {written!r}")
    return value


def format_interval(value: timedelta | Literal["auto"]) -> str:
    """Return an interval in the notation of the configuration, such as `10m` or `auto`."""
    return format_duration(value) if isinstance(value, timedelta) else value


Interval = Annotated[
    timedelta | Literal["auto"],
    PlainValidator(_interval, json_schema_input_type=_Written | Literal["auto"]),
    PlainSerializer(format_interval, return_type=str),
]
"""A polling interval: a duration of at least 100ms, or `auto`."""
Instant = Annotated[datetime, AfterValidator(_aware)]


def check_http_url(url: str) -> str:
    """Return the http or https URL without surrounding white space. Raise ValueError if `url` is not such a URL."""
    shown = without_credentials(url)
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:  # such as an IPv6 address without its closing bracket
        raise ValueError(f"an http or https URL, not {shown!r}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"an http or https URL, not {shown!r}")
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"a URL with a port from 1 to 65535, not {shown!r}") from error
    if port == 0 or re.search(r"[\s\x00-\x1f]", url.strip()):
        raise ValueError(f"a URL without spaces and with a port from 1 to 65535, not {shown!r}")
    return url.strip()


def without_credentials(url: str) -> str:
    """Return the URL without user, password and query values, so that it may be shown in error messages."""
    bare = re.sub(r"^([^/?#]*//)?[^/?#]*@", lambda found: f"{found[1] or ''}…@", url.strip())
    return re.sub(r"=[^&#]*", "=…", bare) if "?" in bare else bare


def is_zone_name(name: str) -> bool:
    """Return whether a text is the name of an IANA time zone.

    This is faster than `zoneinfo.available_timezones`, which opens about 600 files.
    """
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return not name.startswith(("posix/", "right/")) and name != "posixrules"


def _zone(name: str) -> str:
    if not is_zone_name(name):
        raise ValueError(f"an IANA time zone such as Asia/Shanghai, not {name!r}")
    return name


def _glob(text: str) -> str:
    if not text.startswith(("/", "*", "?", "[")):
        raise ValueError(f"a glob for the URL's path and query, such as /policy/*, not {text!r}")
    return text


@dataclass(frozen=True)
class Matching:
    """A constraint on a text field: the text must match the regular expression `pattern`.

    The pattern is also part of the field's JSON Schema. `expected` describes the valid values in error messages. If
    `is_secret` is true, error messages do not repeat the value.
    """

    pattern: str
    expected: str
    is_secret: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the pydantic schema of the field. The text is matched after all other checks."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the JSON Schema of the field, including the pattern."""
        return {**handler(schema), "pattern": self.pattern}

    def _checked(self, text: str) -> str:
        if not re.search(self.pattern, text):
            raise ValueError(self.expected if self.is_secret else f"{self.expected}, not {text[:100]!r}")
        return text


HttpUrl = Annotated[
    str,
    AfterValidator(check_http_url),
    Field(title="address", json_schema_extra={"pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}),
]
Glob = Annotated[str, Field(title="glob", min_length=1, max_length=500), AfterValidator(_glob)]
ZoneName = Annotated[str, AfterValidator(_zone)]


@lru_cache(maxsize=1)
def country_zones() -> Mapping[str, str]:
    """Return the names of the time zones of countries' official dates, by the code of the country."""
    lines = files("crawler.model").joinpath("data", "country_zones.txt").read_text("utf-8").splitlines()
    return {line[:2]: line[3:] for line in lines if not line.startswith("#")}
