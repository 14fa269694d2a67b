"""Translation of what the product says."""


def N_(message: str) -> str:  # noqa: N802  (the name that gettext's tools look for)
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message
