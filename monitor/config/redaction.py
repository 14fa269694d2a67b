"""Functions and classes that redact secrets in output, in every form in which a library may repeat them.

Pure functions, except for the log filter.
"""

import base64
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from types import TracebackType
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus, urlsplit

from crawler.logs import fields_of
from crawler.model.network.suffixes import suffixes

SHORTEST = 4
SHORTEST_IN_LOGS = 8
"""Minimum lengths at which a part of a URL is redacted wherever it occurs.

`SHORTEST` applies to errors of the URL's channel, `SHORTEST_IN_LOGS` to all logs. The minimum is larger in logs,
because common words must stay readable. In errors, shorter parts are redacted as whole words, unless they consist only
of letters.
"""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,40}://\S+", re.IGNORECASE)
HIDDEN = "…"
_NAMES = frozenset(
    "ak appkey aspnetsessionid auth authorization bearer credential credentials jsessionid jwt key pass "
    "passwort phpsessid pwd session sessionid sid sig sign sk subscriptionkey ticket xamzcredential".split()
)
"""Names of URL parameters whose values are secret, in lower case and without `-`, `_` and `.`."""
_ENDINGS = tuple("token secret password passwd signature apikey accesskey authkey secretkey privatekey".split())
"""Endings of further such names, as in `api_token` or `clientSecret`."""
OPEN_SCHEMES = frozenset(
    {"mailto", "mailtos", "mariadb", "mssql", "mysql", "oracle", "postgres", "postgresql", "sqlite"}
)
"""Schemes of databases and mail servers, whose URLs contain no secrets but passwords."""


def is_secret_name(name: str) -> bool:
    """Return whether the values of URL parameters with this name are secret, such as `token` or `Access-Key`."""
    parts = re.sub(r"[-_.]", "", name.lower())
    return any(part in _NAMES or part.endswith(_ENDINGS) for part in re.split(r"[\[\]]+", parts))


class Secrets:
    """The texts to redact.

    They are the `values`, which come from the environment and from files, and the URLs `addresses` with all their
    parts. Parts with at least `shortest` characters are redacted everywhere, and some shorter parts only where they are
    whole words.
    """

    def __init__(self, values: Iterable[str] = (), addresses: Iterable[str] = (), shortest: int = SHORTEST) -> None:
        forms = {form for value in values for form in _forms(value)}
        words = set()
        for address in addresses:
            forms |= set(_forms(address))
            for part in _parts(address):
                words |= set(_forms(part))
            forms |= set(_credentials(address))
        forms |= {word for word in words if len(word) >= shortest}
        short = (
            {word for word in words if 1 < len(word) < SHORTEST and not word.isalpha()} if shortest == SHORTEST else ()
        )
        pieces = [re.escape(secret) for secret in sorted(filter(None, forms), key=len, reverse=True)]
        pieces += [rf"(?<!\w){re.escape(secret)}(?!\w)" for secret in sorted(short)]
        self._pattern = re.compile("|".join(pieces)) if pieces else None

    def hide(self, text: str) -> str:
        """Return the text with all secrets replaced by HIDDEN."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def hide_addresses(text: str) -> str:
    """Return the text with all URLs replaced by HIDDEN."""
    return _ADDRESS.sub(HIDDEN, text)


def hide_in_logs(secrets: Secrets) -> None:
    """Redact the secrets in all later log records and in tracebacks of uncaught exceptions."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(HidingFilter(secrets))

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(secrets.hide("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = told


class HidingFilter(logging.Filter):
    """A logging filter that redacts secrets in log records, including tracebacks.

    It must be added to the handlers, because filters of a logger do not apply to the loggers below it.
    """

    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self._secrets = secrets
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the secrets in a record. The result is always true, so that no record is dropped."""
        record.msg = self._secrets.hide(record.getMessage())
        record.args = ()
        for name, value in fields_of(record).items():
            setattr(record, name, self._hidden(value))
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._secrets.hide(record.exc_text)
        if record.stack_info:
            record.stack_info = self._secrets.hide(record.stack_info)
        return True

    def _hidden(self, value: object) -> object:
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, dict):
            return {str(name): self._hidden(item) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._hidden(item) for item in value]
        return self._secrets.hide(str(value))


def _parts(address: str) -> Iterator[str]:
    """Yield the parts of a URL that may be secret: user, password, path segments and query values.

    Some services expect a token in place of the host. Therefore, the host is included unless it is a real host name or
    address. For URLs of databases and mail servers, the result contains only the password and the query values with
    secret names.
    """
    if _is_open(address):
        yield from _named_secrets(address)
        return
    shown = {_host(address), _scheme(address)}
    yield from (piece for piece in _pieces(address) if piece.lower() not in shown)


def _scheme(address: str) -> str:
    """Return the scheme of a URL in lower case, or an empty string."""
    return address.partition(":")[0].lower() if "://" in address else ""


def _is_open(address: str) -> bool:
    """Return whether the host of a URL is not secret, because the URL is that of a database or a mail server."""
    return _scheme(address).partition("+")[0] in OPEN_SCHEMES


def _named_secrets(address: str) -> Iterator[str]:
    try:
        parts = urlsplit(address)
        values = parse_qsl(parts.query)
        password = parts.password or ""
    except ValueError:
        yield from _pieces(address)
        return
    yield password
    yield unquote(password)
    yield from (value for name, value in values if is_secret_name(name))


def _host(address: str) -> str | None:
    """Return the host of a URL if it is localhost, an IP address, or a name with a public suffix such as `.com`.

    Return None if the host is anything else, or if there is none.
    """
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return None
    if not name:
        return None
    try:
        ip_address(name)
    except ValueError:
        return name if name == "localhost" or suffixes()(name).suffix else None
    return name


def _pieces(address: str) -> Iterator[str]:
    yield from re.split(r"[/@:?&=#,]+", address)
    yield from re.split(r"[/@:?&=#,]+", unquote(address))
    try:
        parts = urlsplit(address)
        yield from (part for part in (parts.username, parts.password) if part)
        yield from (value for _, value in parse_qsl(parts.query))
    except ValueError:
        return


def _credentials(address: str) -> Iterator[str]:
    """Yield the user and password of a URL in Base64, in the forms that HTTP (RFC 7617) and SMTP (RFC 4616) use."""
    try:
        parts = urlsplit(address)
        user = unquote(parts.username or "")
        password = unquote(parts.password or "")
    except ValueError:
        return
    if password:
        for pair in (f"{user}:{password}", f"\0{user}\0{password}", password):
            yield base64.b64encode(pair.encode()).decode().rstrip("=")


def _forms(value: str) -> Iterator[str]:
    """Yield all forms in which output may contain a text.

    The text may be unchanged, percent-encoded, percent-decoded, or escaped as in Python and JSON strings.
    """
    for form in {value, unquote(value), unquote_plus(value)}:
        yield from (form, quote(form), quote(form, safe=""), quote_plus(form), repr(form)[1:-1])
        yield from (form.encode("unicode_escape").decode(), form.replace("\\", "\\\\").replace('"', '\\"'))
