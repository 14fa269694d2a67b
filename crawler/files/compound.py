"""Reading of untrusted compound files (MS-CFB), the containers of DOC, XLS, PPT and WPS files."""

import io

import olefile

from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError

MARK = olefile.MAGIC


class Compound:
    """An opened compound file. Its streams can be read by name."""

    def __init__(self, file: olefile.OleFileIO) -> None:
        self._file = file
        self._names = {path[0].casefold() for path in file.listdir(streams=True, storages=True) if path}

    def has(self, name: str) -> bool:
        """Return whether the root storage has the stream or storage `name`, in any case (MS-CFB, 2.6.4)."""
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """Return the bytes of the stream `name` in the root storage.

        Raise DamagedFileError if the stream is missing or damaged.
        """
        try:
            with self._file.openstream([name]) as stream:
                return bytes(stream.read())
        except _ERRORS as error:
            raise DamagedFileError(FileDetail.STREAM.of(name=name, reason=error)) from error


def open_compound(body: bytes) -> Compound:
    """Open a compound file. Raise DamagedFileError if its directory cannot be read."""
    try:
        return Compound(olefile.OleFileIO(io.BytesIO(body)))
    except _ERRORS as error:
        raise DamagedFileError(FileDetail.COMPOUND.of(reason=error)) from error


# olefile raises these for inconsistent sector numbers, sizes and names.
_ERRORS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, EOFError, RecursionError)
