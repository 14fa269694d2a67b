"""The publication of living lists as a static site in a folder.

The folder must be empty or have the marker file of an earlier publication, which names the files of the site. Only
these files are replaced and deleted. Symbolic links inside the folder are never followed.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.config import LivingList
from monitor.errors import UnknownError
from monitor.lists.columns import is_descending
from monitor.ports import Store
from monitor.text.i18n import gettext
from monitor.text.phrases import file_error
from monitor.views.list_pages import ListPage, site_files
from monitor.views.living_lists import change_items, list_row

MARKER = ".noticewatch-lists.json"
_MADE_BY = "noticewatch lists publish"
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)?")
_ENTRIES = 50_000
_CHANGES = 100
_MARKER_LIMIT = 4 << 20


@dataclass(frozen=True)
class PublishedSite:
    """The numbers of files that were written and deleted."""

    files: int
    deleted: int


def publish_lists(
    store: Store, lists: Sequence[LivingList], directory: Path, now: datetime, base_url: str = ""
) -> PublishedSite:
    """Write the site of these lists into a folder. Raises UnknownError if the folder may not be written.

    Files of lists that are no longer published are deleted. `base_url` is the URL of the site, or empty if it is
    unknown.
    """
    with store.reading() as tx:
        pages = [
            ListPage(
                listed.id,
                listed.name or listed.id,
                listed.columns,
                [list_row(entry) for entry in tx.lists.entries(listed.id, _ENTRIES, descending=is_descending(listed))],
                change_items(tx.events.of_list(listed.id, _CHANGES)),
            )
            for listed in lists
        ]
    try:
        return write_site(directory, site_files(pages, now, base_url))
    except OSError as error:
        place = directory / error.filename if isinstance(error.filename, str) else directory
        raise UnknownError(file_error(place, error)) from error


def write_site(directory: Path, files: Mapping[str, bytes]) -> PublishedSite:
    """Write the files of a site, and delete other files of the previous site.

    `files` maps paths to contents. Raises OSError and UnknownError.
    """
    directory.mkdir(parents=True, exist_ok=True)
    root = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        before = _manifest(root, directory)
        _refuse_strangers(root, directory, [path for path in files if path not in before])
        # The marker names the new files before they exist, so that an interrupted publication can be repeated.
        _write(root, MARKER, _marker({*before, *files}))
        for path, content in files.items():
            with _folder(root, path) as (folder, name):
                _write(folder, name, content)
        obsolete = sorted(before - set(files), reverse=True)
        for path in obsolete:
            _delete(root, path)
        _write(root, MARKER, _marker(files))
    finally:
        os.close(root)
    return PublishedSite(len(files), len(obsolete))


def _manifest(root: int, directory: Path) -> set[str]:
    """Return the paths of the files of the previously published site, or an empty set if the folder is empty.

    `root` is the folder's descriptor. Raises UnknownError if the folder contains files but was not written by an
    earlier publication.
    """
    names = set(os.listdir(root)) - {_temporary(MARKER)}
    if not names:
        return set()
    refusal = UnknownError(
        gettext(
            "{folder} is neither empty nor a folder published by this command; nothing was changed", folder=directory
        )
    )
    if MARKER not in names:
        raise refusal
    try:
        number = os.open(MARKER, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=root)
        with os.fdopen(number, "rb") as file:
            data = json.loads(file.read(_MARKER_LIMIT))
        paths = {path for path in data["files"] if _PATH.fullmatch(path)}
        is_ours = data["made_by"] == _MADE_BY
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refusal from error
    if not is_ours:
        raise refusal
    return paths


def _refuse_strangers(root: int, directory: Path, paths: Iterable[str]) -> None:
    """Raise UnknownError if a file already exists at one of `paths`.

    `paths` are the files of the new site that are not from an earlier publication. `root` is the descriptor of
    `directory`.
    """
    for path in paths:
        with suppress(FileNotFoundError):
            with _folder(root, path, create=False) as (folder, name):
                os.stat(name, dir_fd=folder, follow_symlinks=False)
            raise UnknownError(
                gettext("{file} was not published by this command; nothing was changed", file=directory / path)
            )


def _marker(paths: Iterable[str]) -> bytes:
    return json.dumps({"made_by": _MADE_BY, "files": sorted(paths)}, indent=1).encode()


@contextmanager
def _folder(root: int, path: str, *, create: bool = True) -> Iterator[tuple[int, str]]:
    """Yield an open descriptor of the folder that contains the file `path`, and the name of the file.

    `root` is the descriptor of the site's folder. Raises OSError if the folder is a symbolic link.
    """
    head, _, name = path.rpartition("/")
    if not head:
        yield root, name
        return
    if create:
        with suppress(FileExistsError):
            os.mkdir(head, dir_fd=root)
    folder = os.open(head, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)
    try:
        yield folder, name
    finally:
        os.close(folder)


def _write(folder: int, name: str, content: bytes) -> None:
    """Create or replace a file as a whole. If a symbolic link has its name, the link is replaced, not followed.

    `folder` is the descriptor of the file's folder.
    """
    made = _temporary(name)
    with suppress(FileNotFoundError):
        os.unlink(made, dir_fd=folder)
    number = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=folder)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.replace(made, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(made, dir_fd=folder)
        raise


def _temporary(name: str) -> str:
    """Return the temporary name under which a file is written before it is renamed."""
    return f".{name}.noticewatch-new"


def _delete(root: int, path: str) -> None:
    """Delete a file of the previous site, and then its folder if the folder is empty."""
    with suppress(FileNotFoundError, NotADirectoryError):
        with _folder(root, path, create=False) as (folder, name):
            os.unlink(name, dir_fd=folder)
        head = path.rpartition("/")[0]
        if head:
            with suppress(OSError):  # other files are in it
                os.rmdir(head, dir_fd=root)
