"""The secrets in the configuration of a source: URL parameters with certain names, tokens in paths, and headers.

Pure functions; no I/O.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus, urlsplit

from crawler.model.reason import map_texts
from crawler.model.source import Source
from monitor.config.redaction import HIDDEN, SHORTEST_IN_LOGS, Secrets, is_secret_name

if TYPE_CHECKING:
    # This import builds the models of all results, which a command without a crawler does not need.
    from crawler.model.results import Failure, PollResult

_PARAMETER = re.compile(r"[?&;#]([^=?&;#/]{1,100})=(?=([^&#]{1,1000}))")
"""Matches a parameter of the query, of a path segment (`;jsessionid=…`) or of the fragment."""
_USERINFO = re.compile(r"//([^/?#@\s]{1,500})@")
_NESTED = 3
"""The depth to which the parameters of URLs within URLs are read, as in `proxy?url=https%3A%2F%2F…`."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_TOKEN_LENGTH = 16
_WORD_LENGTH = 3.0
"""A path segment of at least `_TOKEN_LENGTH` letters and digits is a token if its parts, each of letters of one case or
of digits, have at most `_WORD_LENGTH` characters on average. Tokens of services (Telegram, Slack, UUIDs, hexadecimal
numbers) have 1.3 to 2.3, names of folders such as `art20261130` or `zhengwuGongKai` more than 4."""
_HEADERS = re.compile(r"(?i)auth|cookie|token|key|secret|session|password")


def secret_values(source: Source) -> Iterator[str]:
    """Yield the secrets of a source that are long enough to be redacted wherever they occur."""
    found = [*_values(source.url), *_tokens(source.url)]
    found += [
        part for name, value in source.headers.items() if _HEADERS.search(name) for part in (value, *value.split())
    ]
    yield from (value for value in found if len(value) >= SHORTEST_IN_LOGS and not value.isdecimal())


def without_secrets(result: "PollResult", source: Source) -> "PollResult":
    """Return the poll result with secrets of the source redacted in its list of failures. Its notices are unchanged."""
    if not result.failures:
        return result
    secrets = Secrets(secret_values(source))
    failures = tuple(_hidden(failure, source, secrets) for failure in result.failures)
    return result if failures == result.failures else result.model_copy(update={"failures": failures})


def _hidden(failure: "Failure", source: Source, secrets: Secrets) -> "Failure":
    texts = failure.model_dump(include={"url", "detail", "params"})
    hidden = map_texts(texts, lambda text: hide_parameters(secrets.hide(text), source))
    return failure if hidden == texts else failure.model_copy(update=hidden)


def shown_url(source: Source) -> str:
    """Return the URL of a source for output, with its secrets redacted."""
    hidden = hide_parameters(Secrets(secret_values(source)).hide(source.url), source)
    return _USERINFO.sub(f"//{HIDDEN}@", hidden)


def hide_parameters(text: str, source: Source) -> str:
    """Return the text with the values of the source's secret URL parameters redacted."""
    pattern = _pattern(source.url)
    return pattern.sub(rf"\1{HIDDEN}", text) if pattern else text


@lru_cache(maxsize=1024)
def _pattern(url: str) -> re.Pattern[str] | None:
    named = (name for form in _forms(url) for name, _ in _PARAMETER.findall(form))
    # As written, too: messages quote the URL with the name still encoded.
    names = {form for name in named if is_secret_name(unquote_plus(name)) for form in (name, unquote_plus(name))}
    if not names:
        return None
    return re.compile(rf"(?i)((?<![\w-])(?:{'|'.join(map(re.escape, sorted(names)))})=)[^&#\s'\"]+")


def _values(url: str) -> Iterator[str]:
    """Yield the secrets in a URL: the values of secret parameters, user names and passwords.

    Secrets in a URL that is itself a parameter of this URL are included.
    """
    for form in _forms(url):
        yield from (value for _, value in _named(form))
        for pair in _USERINFO.findall(form):
            yield from (pair, *unquote(pair).split(":", 1))


def _forms(url: str) -> Iterator[str]:
    """Yield a URL, then the URL with percent-decoding applied once, then twice, and so on.

    This ends when decoding no longer changes the URL, and after `_NESTED` values at the latest.
    """
    for _ in range(_NESTED):
        yield url
        decoded = unquote(url)
        if decoded == url:
            return
        url = decoded


def _tokens(url: str) -> Iterator[str]:
    """Yield the segments of a URL's path that look like tokens, such as `bot123456:AAH…` or a UUID."""
    for segment in (segment for form in _forms(url) for segment in urlsplit(form).path.split("/")):
        tokens = [text for text in _TOKEN.findall(unquote(segment)) if _is_token(text)]
        yield from tokens
        if tokens and "%" in segment:
            yield segment


def _is_token(text: str) -> bool:
    words = _WORD.findall(text)
    length = sum(map(len, words))
    has_digits = any(word.isdigit() for word in words)
    return length >= _TOKEN_LENGTH and has_digits and length <= _WORD_LENGTH * len(words)


def _named(url: str) -> list[tuple[str, str]]:
    pairs = ((unquote_plus(name), unquote_plus(value)) for name, value in _PARAMETER.findall(url))
    return [(name, value) for name, value in pairs if is_secret_name(name)]
