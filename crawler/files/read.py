"""Conversion of a file's bytes to text, or to an error code if no text can be extracted."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from crawler.files.archives import (
    ARCHIVES,
    BY_PROGRAM,
    ArchiveBudget,
    entries_of,
    read_archive,
    unpacked_entries,
)
from crawler.files.doc import read_doc
from crawler.files.docx import read_docx
from crawler.files.kinds import kind_of
from crawler.files.markup import read_html, read_mht, read_office_xml
from crawler.files.odf import read_odf
from crawler.files.ofd import read_ofd
from crawler.files.paragraphs import text_of_pages
from crawler.files.pdf.documents import read_pdf
from crawler.files.ppt import read_ppt
from crawler.files.pptx import read_pptx
from crawler.files.rtf import read_rtf
from crawler.files.spreadsheets.sheets import read_sheets
from crawler.files.values import (
    DEEPEST,
    TEXT_LIMIT,
    FileTask,
    FileText,
    Help,
    RecognizedPages,
    TaskFailure,
    Unpacked,
)
from crawler.model.details.files import ArchiveDetail, FileDetail
from crawler.model.encoding import decode
from crawler.model.errors import (
    EncryptedFileError,
    FileError,
    FileTooLargeError,
    NoTextError,
    ScanError,
    UnsupportedFileError,
)
from crawler.model.reason import Reason

_MISSING: Mapping[str | None, Reason] = {
    "cut": FileDetail.CUT.of(),
    "partly_scan": FileDetail.PARTLY_SCAN.of(),
}
_RECOGNIZED = ("pdf", "image")
"""The types of files whose images another process can read."""
_NO_HELP: Mapping[str, Help] = {}


@dataclass
class _Reading:
    """The state of reading a file.

    `helped` are the results of earlier tasks for other processes, by the hash of the task's file. `budget` is the
    remaining budget for archives, and `wanted` are the new tasks.
    """

    helped: Mapping[str, Help]
    budget: ArchiveBudget = field(default_factory=ArchiveBudget)
    wanted: list[FileTask] = field(default_factory=list)


def read_file(body: bytes, helped: Mapping[str, Help] = _NO_HELP) -> FileText:
    """Return the type and the text of a file, or an error. Damaged or malicious files raise no exception.

    If the field `wanted` of the result contains tasks for other processes, carry them out and call the function again.
    `helped` then contains their results, by the SHA-256 hashes of the tasks' files.
    """
    reading = _Reading(helped)
    read = _read(body, reading, 0)
    return replace(read, wanted=tuple(reading.wanted))


def _read(body: bytes, reading: _Reading, depth: int) -> FileText:
    kind = None
    try:
        kind = kind_of(body)
        read = _archive(kind, body, reading, depth) if kind in ARCHIVES else _document(kind, body, reading, depth)
    except FileError as error:
        known = kind if kind not in ("html", "encrypted") else None
        return FileText(known, None, error.code, error.detail)
    except MemoryError:
        return FileText(kind, None, FileTooLargeError.code, FileDetail.TOO_MUCH_MEMORY.of())
    if read.text and len(read.text) > TEXT_LIMIT:
        members = tuple(
            replace(member, start=min(member.start, TEXT_LIMIT), end=min(member.end, TEXT_LIMIT))
            for member in read.members
        )
        return replace(read, text=read.text[:TEXT_LIMIT], fault="cut", detail=_MISSING["cut"], members=members)
    return read


def _document(kind: str | None, body: bytes, reading: _Reading, depth: int) -> FileText:
    """Return the text of a file other than an archive. Raise FileError if it has no text.

    `depth` is the number of archives around the file. If another process must help to read the file, the task is added
    to `reading`.
    """
    digest = hashlib.sha256(body).hexdigest()
    helped = reading.helped.get(digest)
    recognized = helped if isinstance(helped, RecognizedPages) else None
    try:
        text, missing = _text(kind, body, recognized, depth > 0)
        text = _clean(text)
        if not text:
            raise NoTextError()
    except ScanError:
        if helped is None and kind in _RECOGNIZED:
            reading.wanted.append(FileTask("recognize", digest, str(kind), body if depth else None))
        elif isinstance(helped, TaskFailure):
            return FileText(kind, None, helped.code, helped.detail, helped.passing)
        raise
    if missing == "partly_scan" and helped is None:
        reading.wanted.append(FileTask("recognize", digest, str(kind), body if depth else None))
    confidence = recognized.confidence if recognized and recognized.pages else None
    return FileText(kind, text, missing, _MISSING.get(missing), recognized=confidence)


def _archive(kind: str, body: bytes, reading: _Reading, depth: int) -> FileText:
    """Return the text of the files in an archive, and the result for each file.

    `depth` is the number of archives around the archive. If another process must unpack it, the task is added to
    `reading`. Raise FileError if the archive cannot be unpacked.
    """
    if depth >= DEEPEST:
        raise FileTooLargeError(ArchiveDetail.NESTED.of(limit=DEEPEST))
    if kind not in BY_PROGRAM:
        entries = entries_of(kind, body)
    else:
        digest = hashlib.sha256(body).hexdigest()
        helped = reading.helped.get(digest)
        if not isinstance(helped, Unpacked):
            if isinstance(helped, TaskFailure):
                return FileText(kind, None, helped.code, helped.detail, helped.passing)
            reading.wanted.append(FileTask("unpack", digest, kind, body if depth else None))
            raise UnsupportedFileError(ArchiveDetail.NEEDS_PROGRAM.of(kind=kind))
        entries = unpacked_entries(helped)
    return read_archive(kind, entries, reading.budget, lambda member: _read(member, reading, depth + 1))


def _text(
    kind: str | None, body: bytes, recognized: RecognizedPages | None, in_archive: bool
) -> tuple[str, str | None]:
    if kind == "encrypted":
        raise EncryptedFileError()
    readers: dict[str, Callable[[bytes], tuple[str, str | None]]] = {
        "pdf": lambda given: read_pdf(given, recognized),
        "image": lambda _: _read_image(recognized),
        "ofd": read_ofd,
        "ppt": read_ppt,
        "pptx": read_pptx,
        "doc": lambda given: (read_doc(given), None),
        "docx": lambda given: (read_docx(given), None),
        "rtf": lambda given: (read_rtf(given), None),
        "xlsx": lambda given: (read_sheets(given), None),
        "xls": lambda given: (read_sheets(given), None),
        "ods": lambda given: (read_sheets(given), None),
        "odt": lambda given: (read_odf(given), None),
        "odp": lambda given: (read_odf(given), None),
        "html": lambda given: (read_html(given, in_archive), None),
        "mht": lambda given: (read_mht(given), None),
        "xml": lambda given: (read_office_xml(given), None),
        "txt": lambda given: (decode(given), None),
    }
    if kind not in readers:
        raise UnsupportedFileError(FileDetail.KIND.of(kind=kind) if kind else FileDetail.KIND_UNKNOWN.of())
    return readers[kind](body)


def _read_image(recognized: RecognizedPages | None) -> tuple[str, str | None]:
    if recognized is None:
        raise ScanError(FileDetail.IMAGE.of())
    pages = [recognized.pages[number] for number in sorted(recognized.pages)]
    text = text_of_pages(pages)
    if not text:
        raise ScanError(FileDetail.NO_TEXT_IN_IMAGE.of())
    return text, "partly_scan" if recognized.unread else None


def _clean(text: str) -> str:
    """Return the text without control characters (C0, C1) and unpaired surrogates.

    JSON parsers and terminals do not handle these characters well.
    """
    lines = (
        "".join(char for char in line if char == "\t" or unicodedata.category(char) not in ("Cc", "Cs"))
        for line in text.splitlines()
    )
    return "\n".join(line.strip() for line in lines if line.strip())
