"""Password hashing with scrypt (RFC 7914)."""

import hashlib
import hmac
import secrets

_LOG_N = 15
_R = 8
_P = 1
_MEMORY = 128 * 1024 * 1024


def hash_password(password: str) -> str:
    """Return the scrypt hash of a password, with its parameters and salt."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_LOG_N}${_R}${_P}${salt.hex()}${_scrypt(password, salt, _LOG_N, _R, _P).hex()}"


def is_password(password: str, hashed: str) -> bool:
    """Return whether `password` matches the hash `hashed`. The comparison takes constant time."""
    _, log_n, r, p, salt, digest = hashed.split("$")
    found = _scrypt(password, bytes.fromhex(salt), int(log_n), int(r), int(p))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=1 << log_n, r=r, p=p, maxmem=_MEMORY, dklen=32)
