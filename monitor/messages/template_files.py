"""A function that reads message templates from a user's configuration folder."""

from pathlib import Path

from monitor.messages.templates import Templates

SIZE_LIMIT = 256 * 1024


def read_templates(folder: Path) -> Templates:
    """Return the message templates, with those in `folder` in place of the built-in ones.

    If the folder does not exist, only the built-in templates are used. `Templates.faults` reports unreadable files.
    """
    own = {}
    unreadable = {}
    try:
        paths = sorted(path for path in folder.glob("*.j2") if not path.name.startswith((".", "~", "#")))
    except OSError as error:
        return Templates({}, str(folder), {"": error.strerror or str(error)})
    for path in paths:
        try:
            own[path.name] = _read(path)
        except (OSError, ValueError) as error:
            unreadable[path.name] = getattr(error, "strerror", None) or str(error)
    return Templates(own, str(folder), unreadable)


def _read(path: Path) -> str:
    if not path.is_file() or path.stat().st_size > SIZE_LIMIT:
        raise ValueError(f"no file of at most {SIZE_LIMIT} bytes")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is not UTF-8 text") from None
