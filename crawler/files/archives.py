"""Reading of the files in an archive, within limits on their number, size, nesting and time.

ZIP, tar and gzip archives are unpacked here. RAR and 7z archives are unpacked by another process, which returns a tar.
File names in archives serve only as labels, because nothing is written to disk.
"""

import hashlib
import io
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import process_time

from crawler.files.values import TEXT_LIMIT, FileText, MemberText, Unpacked
from crawler.files.zips import open_zip
from crawler.model.details.files import ArchiveDetail
from crawler.model.errors import (
    DamagedFileError,
    FileError,
    FileTooLargeError,
    FileTooSlowError,
    NoTextError,
    UnsupportedFileError,
)
from crawler.model.raw.compressed import ContentCodingError, DecodedTooLargeError, gunzipped

BY_PROGRAM = frozenset(("rar", "7z"))
"""The types of archives that are unpacked by another process."""
ARCHIVES = frozenset(("zip", "tar", "gz")) | BY_PROGRAM
FILES_LIMIT = 50
"""The maximum number of files that are read from an archive, including files from nested archives."""
LISTED_LIMIT = 200
"""The maximum number of files whose results are reported."""
FILE_LIMIT = 20 * 1024 * 1024
TOTAL_LIMIT = 100 * 1024 * 1024
"""The maximum sizes in bytes of an unpacked file (`FILE_LIMIT`) and of all unpacked files (`TOTAL_LIMIT`)."""
SECONDS_LIMIT = 12.0
"""The CPU time in seconds after which no further file of an archive is read."""
_NAME_LIMIT = 300
_UTF8_NAME = 0x800
_UNIX = 3
_UNICODE_PATH = b"up"
_TAR_ERRORS = (tarfile.TarError, ValueError, OverflowError, EOFError, OSError, zlib.error, KeyError, TypeError)


@dataclass(frozen=True)
class ArchiveEntry:
    """A file in an archive: its name, and a function that returns the file's first bytes.

    `read(limit)` returns at most `limit` bytes, or raises FileError.
    """

    name: str
    read: Callable[[int], bytes]


@dataclass
class ArchiveBudget:
    """The remaining budget for reading an archive.

    `files` is the number of files that may still be read, and `listed` is the number of files that may still be listed
    in the result, whether they were read or not. `bytes` is the total size of the files that may still be read, and
    `characters` is the total length of their texts. Reading ends when the CPU time of the process (`process_time`)
    reaches `ends`.
    """

    files: int = field(default_factory=lambda: FILES_LIMIT)
    listed: int = field(default_factory=lambda: LISTED_LIMIT)
    bytes: int = field(default_factory=lambda: TOTAL_LIMIT)
    characters: int = TEXT_LIMIT
    ends: float = field(default_factory=lambda: process_time() + SECONDS_LIMIT)


@dataclass
class _Text:
    """The text of the files in an archive, and a result for each of them, as far as the archive has been read."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    members: list[MemberText] = field(default_factory=list)

    def add(self, name: str, body: bytes, read: FileText) -> None:
        """Append the name and the text of a file, and record whether the file could be read.

        `body` is the content of the file, and `read` is the result of parsing it.
        """
        if read.members:
            inside = f"{name}/" if name else ""
            shift = self.length
            self.members += [
                replace(member, name=f"{inside}{member.name}", start=member.start + shift, end=member.end + shift)
                for member in read.members
            ]
            self._append(read.text or "")
            return
        start = 0
        end = 0
        if read.text:
            self._append(name)
            start = self.length
            end = start + len(read.text)
            self._append(read.text)
        digest = hashlib.sha256(body).hexdigest()
        self.members.append(MemberText(name, read.type, start, end, read.fault, read.detail, digest, read.recognized))

    def _append(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text) + 1


def read_archive(
    kind: str, entries: Iterator[ArchiveEntry], budget: ArchiveBudget, read_member: Callable[[bytes], FileText]
) -> FileText:
    """Return the text of all files in an archive, and a result for each file.

    The text of each file is preceded by the file's name. `kind` is the type of the archive, and `read_member` parses
    the content of a file. Files beyond the limits in `budget` are not read.
    """
    found = _Text()
    try:
        for entry in entries:
            if budget.listed <= 0:
                found.members.append(replace(_refused(entry), name="…"))
                break
            budget.listed -= 1
            _add(found, entry, budget, read_member)
    except FileError as error:
        found.members.append(MemberText("…", fault=error.code, detail=error.detail))
    text = "\n".join(found.parts)
    scores = [member.recognized for member in found.members if member.recognized is not None]
    lowest = min(scores, default=None)
    faults = {member.fault for member in found.members if member.fault}
    members = tuple(found.members)
    if text:
        detail = ArchiveDetail.PARTLY_READ.of() if faults else None
        return FileText(kind, text, "partly_read" if faults else None, detail, recognized=lowest, members=members)
    fault = faults.pop() if len(faults) == 1 else NoTextError.code
    detail = next((member.detail for member in members if member.fault == fault), ArchiveDetail.NO_TEXT.of())
    return FileText(kind, None, fault, detail, members=members)


def _add(found: _Text, entry: ArchiveEntry, budget: ArchiveBudget, read_member: Callable[[bytes], FileText]) -> None:
    """Read a file of an archive, and add its text and its result to `found`.

    `read_member` parses the content of the file. What is read is subtracted from `budget`. If the file cannot be read,
    only the error is added.
    """
    try:
        body = _bytes(entry, budget)
    except FileError as error:
        found.members.append(MemberText(entry.name, fault=error.code, detail=error.detail))
        return
    read = read_member(body)
    budget.characters -= len(read.text or "")
    found.add(entry.name, body, read)


def _bytes(entry: ArchiveEntry, budget: ArchiveBudget) -> bytes:
    if budget.files <= 0:
        raise FileTooLargeError(ArchiveDetail.FILES.of(limit=FILES_LIMIT))
    if budget.characters <= 0:
        raise FileTooLargeError(ArchiveDetail.CHARACTERS.of())
    if process_time() > budget.ends:
        raise FileTooSlowError(ArchiveDetail.SECONDS.of())
    budget.files -= 1
    room = min(FILE_LIMIT, budget.bytes)
    body = entry.read(room + 1)
    if len(body) > room:
        raise FileTooLargeError(ArchiveDetail.FILE_TOO_LARGE.of(limit=room))
    budget.bytes -= len(body)
    return body


def _refused(entry: ArchiveEntry) -> MemberText:
    detail = ArchiveDetail.NOT_LISTED.of(limit=LISTED_LIMIT)
    return MemberText(entry.name, fault=FileTooLargeError.code, detail=detail)


def entries_of(kind: str, body: bytes) -> Iterator[ArchiveEntry]:
    """Yield the files of an archive of type `zip`, `tar` or `gz`. Raise FileError if it is damaged."""
    if kind == "zip":
        return zip_entries(body)
    if kind == "tar":
        return tar_entries(body)
    if kind == "gz":
        return iter([ArchiveEntry(_gzip_name(body), lambda limit: _gunzipped(body, limit))])
    raise UnsupportedFileError(ArchiveDetail.KIND.of(kind=kind))


def unpacked_entries(unpacked: Unpacked) -> Iterator[ArchiveEntry]:
    """Yield the files of an archive that another process unpacked.

    If the archive was damaged, the files before the damage are yielded, then DamagedFileError is raised.
    """
    yield from tar_entries(unpacked.tar)
    if unpacked.is_cut:
        raise DamagedFileError(ArchiveDetail.DAMAGED.of())


def zip_entries(body: bytes) -> Iterator[ArchiveEntry]:
    """Yield the files of a ZIP. Raise FileError if it is damaged or exceeds the limits."""
    with open_zip(body) as archive:
        for info in archive.entries:
            name = _zip_name(info)
            if not info.is_dir() and not _is_link(info) and not _is_system_file(name):
                yield ArchiveEntry(name, lambda limit, info=info: archive.read(info, limit))  # type: ignore[misc]


def tar_entries(body: bytes) -> Iterator[ArchiveEntry]:
    """Yield the files of a tar. Raise DamagedFileError if it is damaged."""
    try:
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:", errors="surrogateescape") as archive:
            for info in archive:
                raw = info.name.encode("utf-8", "surrogateescape")
                name = _label(_decoded(raw))
                if info.isfile() and not _is_system_file(name):
                    yield ArchiveEntry(name, lambda limit, info=info: _of_tar(archive, info, limit))  # type: ignore[misc]
    except _TAR_ERRORS as error:
        raise DamagedFileError(ArchiveDetail.TAR.of(reason=error)) from error


def _of_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, limit: int) -> bytes:
    try:
        file = archive.extractfile(info)
        return file.read(limit) if file else b""
    except _TAR_ERRORS as error:
        raise DamagedFileError(ArchiveDetail.FILE_DAMAGED.of(reason=error)) from error


def _gunzipped(body: bytes, limit: int) -> bytes:
    """Return the content of a gzip file. Raise FileError if it is damaged, truncated or longer than `limit` bytes."""
    try:
        content, is_whole = gunzipped(body, limit)
    except DecodedTooLargeError as error:
        raise FileTooLargeError(ArchiveDetail.FILE_TOO_LARGE.of(limit=limit)) from error
    except ContentCodingError as error:
        raise DamagedFileError(ArchiveDetail.GZIP.of(reason=error)) from error
    if not is_whole:
        raise DamagedFileError(ArchiveDetail.GZIP_TRUNCATED.of())
    return content


def _gzip_name(body: bytes) -> str:
    """Return the file name in the header of a gzip file (RFC 1952), or "" if it contains none."""
    has_name = len(body) > 10 and body[3] & 0b1100 == 0b1000
    return _label(_decoded(body[10:400].partition(b"\x00")[0])) if has_name else ""


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file in a ZIP, decoded from the encoding that is most likely.

    The name is UTF-8 if bit 11 of the flags is set. Otherwise, the extra field 0x7075 may contain the name in UTF-8. If
    neither is the case, the encoding depends on the system on which the ZIP was made: GB18030 on Chinese Windows, UTF-8
    on macOS.
    """
    if info.flag_bits & _UTF8_NAME:
        return _label(info.orig_filename)
    raw = info.orig_filename.encode("cp437", "replace")
    return _label(_unicode_path(info.extra, raw) or _decoded(raw))


def _is_link(info: zipfile.ZipInfo) -> bool:
    """Return whether an entry of a ZIP is a symbolic link. Its content is then only the path of another file."""
    return info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16)


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Return the name in the extra field 0x7075 (Info-ZIP Unicode Path), or None if there is no valid field.

    `raw` is the name in the header of the ZIP entry. The field is valid only if it contains the checksum of `raw`.
    """
    while len(extra) >= 4:
        size = int.from_bytes(extra[2:4], "little")
        data = extra[4 : 4 + size]
        if extra[:2] == _UNICODE_PATH and data[:1] == b"\x01":
            matches = int.from_bytes(data[1:5], "little") == zlib.crc32(raw)
            return data[5:].decode("utf-8", "replace") if matches else None
        extra = extra[4 + size :]
    return None


def _decoded(raw: bytes) -> str:
    """Return a file name, decoded with the first encoding that fits.

    Bytes in Big5 are often valid in GB18030 as well, but then stand for private-use characters.
    """
    for encoding in ("utf-8", "gb18030", "big5hkscs", "cp932"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(char) == "Co" for char in name):
            return name
    return raw.decode("cp437", "replace")


def _label(name: str) -> str:
    """Return a file name for display.

    Control characters are removed, folders are separated by slashes, and only the end of a long name is kept.
    """
    shown = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return shown.replace("\\", "/").strip("/ ")[-_NAME_LIMIT:] or "…"


def _is_system_file(name: str) -> bool:
    """Return whether an operating system added the file to the archive, such as `__MACOSX/…` or `Thumbs.db`."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")
