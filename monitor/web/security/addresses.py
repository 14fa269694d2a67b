"""A function that validates the local paths to which the web page redirects."""

from urllib.parse import urlsplit


def local_path(written: str | None, default: str = "/") -> str:
    """Return `written` if it is certainly a path on this server. Otherwise, return `default`."""
    if not written or len(written) > 2000 or not written.startswith("/"):
        return default
    if any(char in written for char in "\\\r\n\t\0") or not written.isprintable() or written.startswith("//"):
        return default
    try:
        parts = urlsplit(written)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else written
