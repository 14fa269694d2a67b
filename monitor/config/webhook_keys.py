"""The URLs, keys and signatures of webhooks, according to the Standard Webhooks specification.

Pure functions; no I/O. See https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

from monitor.text.i18n import gettext

_PREFIX = "webhook+"
_SECRET = "whsec_"  # noqa: S105 - a prefix of keys, not a key
_KEY_BYTES = range(24, 65)


def webhook_url(address: str) -> str | None:
    """Return the HTTP URL that the channel URL of a webhook (`webhook+https://…`) contains.

    The result is None if the channel is not a webhook. Raises ValueError if the HTTP URL is invalid.
    """
    if not address.startswith(_PREFIX):
        return None
    url = address.removeprefix(_PREFIX)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(gettext("a webhook URL such as webhook+https://example.org/hook"))
    return url


def signing_key(secret: str) -> bytes:
    """Return the key that a secret encodes.

    A secret consists of the prefix `whsec_` and of 24 to 64 bytes in base64. Raises ValueError if the secret is
    invalid. The error message does not quote the secret.
    """
    try:
        if not secret.startswith(_SECRET):
            raise ValueError
        key = base64.b64decode(secret.removeprefix(_SECRET), validate=True)
    except ValueError:
        key = b""
    if len(key) not in _KEY_BYTES:
        raise ValueError(gettext("a secret generated with `echo whsec_$(openssl rand -base64 32)`"))
    return key


def sign(keys: Sequence[bytes], name: str, timestamp: int, body: bytes) -> str:
    """Return the value of a request's signature header, with one signature for each key.

    `name` is the message id that the request states, and `timestamp` is its Unix time.
    """
    signed = b".".join((name.encode(), str(timestamp).encode(), body))
    made = (base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys)
    return " ".join(f"v1,{key}" for key in made)
