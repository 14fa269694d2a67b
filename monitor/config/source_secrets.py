"""The secrets in the configuration of a source: URL parameters with certain names, and headers.

Pure functions; no I/O.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from crawler.model.results import Failure, PollResult
from crawler.model.source import Source
from monitor.config.redaction import HIDDEN, SHORTEST_IN_LOGS, Secrets

NAMES = frozenset(
    "access_token accesstoken api_key apikey app_key appkey app_secret appsecret auth auth_token authorization "
    "client_secret credential credentials jwt key pass passwd password passwort private_token pwd secret secret_key "
    "session session_id sessionid sid sig sign signature subscription-key ticket token user_token x-api-key".split()
)
"""Names of URL parameters whose values are secret, in lower case."""
_HEADERS = re.compile(r"(?i)auth|cookie|token|key|secret|session|password")


def secret_values(source: Source) -> Iterator[str]:
    """Yield the secrets of a source that are long enough to be redacted wherever they occur."""
    found = [value for _, value in _named(source.url)]
    found += [
        part for name, value in source.headers.items() if _HEADERS.search(name) for part in (value, *value.split())
    ]
    yield from (value for value in found if len(value) >= SHORTEST_IN_LOGS and not value.isdecimal())


def without_secrets(result: PollResult, source: Source) -> PollResult:
    """Return a poll result with the source's secrets redacted in its failures. Notices are unchanged."""
    if not result.failures or not (source.headers or "?" in source.url):
        return result
    secrets = Secrets(secret_values(source))
    failures = tuple(_hidden(failure, source, secrets) for failure in result.failures)
    return result if failures == result.failures else result.model_copy(update={"failures": failures})


def _hidden(failure: Failure, source: Source, secrets: Secrets) -> Failure:
    url, detail = (hide_parameters(secrets.hide(text), source) for text in (failure.url, failure.detail))
    if (url, detail) == (failure.url, failure.detail):
        return failure
    return failure.model_copy(update={"url": url, "detail": detail})


def hide_parameters(text: str, source: Source) -> str:
    """Return the text with the values of the source's secret URL parameters redacted."""
    pattern = _pattern(source.url)
    return pattern.sub(rf"\1{HIDDEN}", text) if pattern else text


@lru_cache(maxsize=1024)
def _pattern(url: str) -> re.Pattern[str] | None:
    names = {name for name, _ in _named(url)}
    if not names:
        return None
    return re.compile(rf"(?i)((?<![\w-])(?:{'|'.join(map(re.escape, sorted(names)))})=)[^&#\s'\"]+")


def _named(url: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(urlsplit(url).query)
    except ValueError:
        return []
    return [(name, value) for name, value in pairs if name.lower() in NAMES]
