"""Reading of untrusted ZIP files with limits on entries, size and compression ratio, and parsing of XML entries."""

import io
import lzma
import re
import zipfile
import zlib
from types import TracebackType

from lxml import etree

from crawler.model.details.files import ArchiveDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError, FileTooLargeError, UnsupportedFileError

ENTRIES_LIMIT = 5000
UNPACKED_LIMIT = 256 * 1024 * 1024
"""The maximum total size in bytes of all entries when decompressed."""
RATIO_LIMIT = 150
RATIO_FROM = 16 * 1024 * 1024
"""RATIO_LIMIT is the maximum compression ratio of a zip that decompresses to more than RATIO_FROM bytes.

Spreadsheets have a ratio of about 40.
"""
PART_LIMIT = 64 * 1024 * 1024
"""The maximum size in bytes of a single entry when decompressed."""

_HEADER = re.compile(rb"PK\x01\x02.{5}(?P<flags>.).{32}(?P<offset>.{4})", re.DOTALL)
"""Matches the header of an entry in the directory of a ZIP. `offset` is the position of the entry's other header."""
_LOCAL_FLAGS = 7
_UTF8_NAME = 0x08
"""The flag in the second byte of an entry's flags by which its name is in UTF-8."""


class Zip:
    """An open ZIP file, to be used in a `with` statement. It is created by `open_zip`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = archive.namelist()
        self.entries = archive.infolist()

    def __enter__(self) -> "Zip":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def read(self, name: str | zipfile.ZipInfo, limit: int | None = None) -> bytes:
        """Return the bytes of an entry, or its first `limit` bytes.

        Raise FileError if the entry is missing, damaged or encrypted, or exceeds PART_LIMIT.
        """
        label = name if isinstance(name, str) else name.filename
        try:
            with self._archive.open(name) as part:
                body = part.read(PART_LIMIT + 1 if limit is None else limit)
        except NotImplementedError as error:
            raise UnsupportedFileError(ArchiveDetail.PART_PACKING.of(name=label, reason=error)) from error
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, KeyError, EOFError, OSError, ValueError) as error:
            raise DamagedFileError(ArchiveDetail.PART_DAMAGED.of(name=label, reason=error)) from error
        except RuntimeError as error:
            raise EncryptedFileError() from error
        if len(body) > PART_LIMIT:
            raise FileTooLargeError(ArchiveDetail.PART_TOO_LARGE.of(name=label, limit=PART_LIMIT))
        return body

    def xml(self, name: str) -> etree._Element:
        """Return the root element of the XML entry `name`. Raise FileError if the entry cannot be read or parsed.

        Also raise FileError for XML with a document type definition, because office formats do not contain definitions.
        """
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,  # some programs write the same xml:id twice
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.LxmlError, ValueError) as error:
            raise DamagedFileError(ArchiveDetail.PART_XML.of(name=name, reason=error)) from error
        if root is None or root.getroottree().docinfo.doctype:
            raise DamagedFileError(ArchiveDetail.PART_DTD.of(name=name))
        return root


def open_zip(body: bytes) -> Zip:
    """Open a zip file. Raise FileError if the file is damaged or its directory exceeds the limits."""
    try:
        archive = _opened(body)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise DamagedFileError(ArchiveDetail.ZIP.of(reason=error)) from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES_LIMIT:
        raise FileTooLargeError(ArchiveDetail.ENTRIES.of(count=len(entries)))
    if unpacked > UNPACKED_LIMIT or unpacked > max(RATIO_FROM, RATIO_LIMIT * len(body)):
        raise FileTooLargeError(ArchiveDetail.BOMB.of(size=len(body), unpacked=unpacked))
    return Zip(archive)


def _opened(body: bytes) -> zipfile.ZipFile:
    """Return an opened ZIP. Raise the errors of `zipfile` if it is damaged.

    Some programs state that the names are in UTF-8 although they are not. `zipfile` refuses such files, so that the
    statement is removed.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(body))
    except UnicodeDecodeError:
        changed = bytearray(body)
        for header in _HEADER.finditer(body):
            changed[header.start("flags")] &= ~_UTF8_NAME
            local_flags = int.from_bytes(header["offset"], "little") + _LOCAL_FLAGS
            if local_flags < len(changed):
                changed[local_flags] &= ~_UTF8_NAME
        return zipfile.ZipFile(io.BytesIO(changed))
