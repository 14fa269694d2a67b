"""The records of PPT files (MS-PPT), and the places of the objects that they form."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawler.files.compound import Compound
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, EncryptedFileError

STREAM = "PowerPoint Document"
_ENCRYPTED = 0xF3D1C4DF


@dataclass(frozen=True)
class Record:
    """A record: its type, its instance, and its content, which is a sequence of records if it is a container."""

    kind: int
    instance: int
    data: memoryview

    def children(self) -> Iterator["Record"]:
        """Yield the records in a container. Raise DamagedFileError if one of them is longer than the container."""
        place = 0
        while place < len(self.data):
            record = record_at(self.data, place)
            yield record
            place += 8 + len(record.data)

    def numbers(self, form: str, at: int = 0) -> tuple[int, ...]:
        """Return the integers at the offset `at` of the content, in a format as in the module `struct`.

        Raise DamagedFileError if the content is too short.
        """
        return _unpacked(form, self.data, at)


def _unpacked(form: str, data: memoryview, at: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, data, at)
    except struct.error as error:
        raise DamagedFileError(FileDetail.TRUNCATED.of(reason=error)) from error


def record_at(data: memoryview, at: int) -> Record:
    """Return the record at the offset `at`. Raise DamagedFileError if it is longer than the data."""
    version, kind, size = _unpacked("<HHI", data, at)
    content = data[at + 8 : at + 8 + size]
    if len(content) < size:
        raise DamagedFileError(FileDetail.TRUNCATED.of(reason=f"0x{kind:04X}"))
    return Record(kind, version >> 4, content)


def objects_of(compound: Compound, main: memoryview) -> tuple[int, dict[int, int]]:
    """Return the number of the document object, and the places of all objects in the main stream by their numbers.

    Each time a file is saved, an edit with the objects that changed may be appended to it. Later edits come first.
    """
    token, edit = _unpacked("<II", memoryview(compound.read("Current User")), 12)
    if token == _ENCRYPTED:
        raise EncryptedFileError()
    document: int | None = None
    places: dict[int, int] = {}
    seen: set[int] = set()
    while edit and edit not in seen:
        seen.add(edit)
        edit, directory, number = record_at(main, edit).numbers("<III", 8)
        document = number if document is None else document
        for entry, place in _directory(record_at(main, directory)):
            places.setdefault(entry, place)
    if document is None:
        raise DamagedFileError(FileDetail.NO_PART.of(name=STREAM))
    return document, places


def _directory(record: Record) -> Iterator[tuple[int, int]]:
    """Yield the numbers and the places of the objects of an edit."""
    at = 0
    while at < len(record.data):
        (head,) = record.numbers("<I", at)
        first, count = head & 0xFFFFF, head >> 20
        yield from enumerate(record.numbers(f"<{count}I", at + 4), first)
        at += 4 + 4 * count


def place_of(places: Mapping[int, int], number: int) -> int:
    """Return the place of the object with this number. Raise DamagedFileError if there is none."""
    if number not in places:
        raise DamagedFileError(FileDetail.NO_PART.of(name=number))
    return places[number]
