"""Optional programs for reading files: bsdtar for RAR and 7z archives, and OCR for scans.

Each runs as a child process with limits on time, memory and output. If a program is missing, a log message (sent once)
names the command that installs it.
"""

import contextlib
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from crawler.files.pictures import page_pictures, recognize_text, table_lines
from crawler.files.values import FileTask, Help, PageLine, RecognizedPages, TaskFailure, Unpacked
from crawler.model.details.files import ArchiveDetail, FileDetail
from crawler.model.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileTooLargeError,
    FileTooSlowError,
    ProgramMissingError,
    ScanError,
)
from crawler.sandbox.process import (
    NotStartedError,
    OvertimeError,
    SandboxError,
    SandboxProcess,
    command,
    request_of,
)
from crawler.sandbox.program import ProgramError, run_program

UNPACK_SECONDS = 15.0
UNPACKED_LIMIT = 100 * 1024 * 1024
"""The maximum time in seconds for unpacking an archive, and the maximum size in bytes of its files together."""
RECOGNIZE_SECONDS = 45.0
"""The maximum time in seconds for recognizing the text of a file. What was recognized until then is kept."""
RECOGNIZER_MEMORY = 4 * 1024 * 1024 * 1024
"""The limit on the recognizer's address space in bytes. It uses about 900 MB, and reserves more."""
PAGE_SECONDS = 20.0
"""The maximum time in seconds for a page with tesseract."""
INSTALL_UNPACKER = "apt-get install libarchive-tools"
INSTALL_OCR = "pip install 'noticewatch[ocr]'"
_TABLE_LIMIT = 10 * 1024 * 1024
_TO_TAR = ("--create", "--format", "pax", "--file", "-", "@-")
_PADDING = 64 * 1024
_TAR_MARK = b"\0ustar"
_FOLDER = Path("/")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Installed:
    """Flags that state which of the programs are installed."""

    bsdtar: bool = False
    rapidocr: bool = False
    tesseract: bool = False


def find_installed() -> Installed:
    """Return which of the programs are installed. Tesseract counts as installed only if it can recognize Chinese."""
    tesseract = False
    if shutil.which("tesseract"):
        with contextlib.suppress(ProgramError):
            tesseract = b"chi_sim" in run_program(("tesseract", "--list-langs"), _FOLDER, {}, 10.0)
    rapidocr = all(find_spec(name) for name in ("rapidocr", "onnxruntime"))
    return Installed(shutil.which("bsdtar") is not None, rapidocr, tesseract)


class FileHelpers:
    """Runner of the programs that unpack archives and recognize text. All its methods block.

    If `installed` is not given, the installed programs are determined at the first task.
    """

    def __init__(self, installed: Installed | None = None) -> None:
        self._given = installed
        self._recognizer = SandboxProcess(command(60.0, 15, RECOGNIZER_MEMORY))
        self._pictures = SandboxProcess()
        self._said: set[str] = set()

    def carry_out(self, wanted: FileTask, body: bytes, seconds: float) -> Help:
        """Carry out the task `wanted` for a file (unpack an archive, or recognize text), and return the result.

        `body` is the content of the file. The program is ended after `seconds`. A failure is returned as TaskFailure.
        """
        if wanted.task == "unpack":
            # libarchive takes a RAR for a ZIP if the last file in it is a stored ZIP, such as a DOCX.
            padding = bytes(_PADDING if wanted.type == "rar" else 0)
            return self._unpacked(body + padding, min(seconds, UNPACK_SECONDS))
        if self._installed.rapidocr:
            return self._recognized(wanted, body, min(seconds, RECOGNIZE_SECONDS))
        if self._installed.tesseract:
            return self._by_tesseract(wanted, body, min(seconds, RECOGNIZE_SECONDS))
        self._say_once("ocr_missing", "a file is a scan, and OCR is not installed; install it with: %s", INSTALL_OCR)
        return TaskFailure(ScanError.code, FileDetail.NO_OCR.of(command=INSTALL_OCR))

    def close(self) -> None:
        """End the processes."""
        self._recognizer.close()
        self._pictures.close()

    @cached_property
    def _installed(self) -> Installed:
        return self._given or find_installed()

    def _say_once(self, action: str, message: str, installation: str) -> None:
        if action not in self._said:
            self._said.add(action)
            logger.warning(message, installation, extra={"action": action})

    def _unpacked(self, body: bytes, seconds: float) -> Help:
        """Return the files of an archive as a tar. bsdtar converts the archive without writing files to disk."""
        if not self._installed.bsdtar:
            message = "a file is a RAR or 7z archive, and bsdtar is not installed; install it with: %s"
            self._say_once("unpacker_missing", message, INSTALL_UNPACKER)
            return TaskFailure(ProgramMissingError.code, ArchiveDetail.NO_PROGRAM.of(command=INSTALL_UNPACKER))
        try:
            return Unpacked(_piped(("bsdtar", *_TO_TAR), body, seconds, UNPACKED_LIMIT))
        except ProgramError as error:
            if error.kind == "exit" and _TAR_MARK in error.output:
                return Unpacked(error.output, is_cut=True)
            if error.kind == "exit" and _is_encrypted(error, body, seconds):
                return TaskFailure(EncryptedFileError.code, EncryptedFileError().detail)
            codes = {"closed": FileTooLargeError.code, "memory": FileTooLargeError.code, "time": FileTooSlowError.code}
            code = codes.get(error.kind, DamagedFileError.code)
            return TaskFailure(code, ArchiveDetail.NOT_UNPACKED.of(cause=error.detail))

    def _recognized(self, wanted: FileTask, body: bytes, seconds: float) -> Help:
        request = request_of(recognize_text, body, wanted.type, seconds)
        try:
            # Two threads work at the same time, and the models are loaded first.
            help_: Help = self._recognizer.ask(request, 2 * seconds + 20, seconds + 20)
        except SandboxError as error:
            return _not_recognized(error)
        return help_

    def _by_tesseract(self, wanted: FileTask, body: bytes, seconds: float) -> Help:
        ends = monotonic() + seconds
        pictures: tuple[tuple[int, bytes], ...] = ((0, body),)
        unread = 0
        try:
            if wanted.type == "pdf":
                pictures, unread = self._pictures.ask(request_of(page_pictures, body), seconds)
        except SandboxError as error:
            return _not_recognized(error)
        pages: dict[int, tuple[PageLine, ...]] = {}
        scores: list[tuple[float, int]] = []
        for number, picture in pictures:
            try:
                left = min(PAGE_SECONDS, max(0.1, ends - monotonic()))
                table = _piped(("tesseract", "stdin", "stdout", "-l", "chi_sim", "tsv"), picture, left, _TABLE_LIMIT)
            except ProgramError:
                unread += 1
                continue
            pages[number], found = table_lines(table.decode("utf-8", "replace"))
            scores += found
        length = sum(count for _, count in scores)
        confidence = sum(score * count for score, count in scores) / length if length else 0.0
        return RecognizedPages(pages, round(confidence, 3), unread)


def _is_encrypted(error: ProgramError, body: bytes, seconds: float) -> bool:
    """Return whether an archive that could not be unpacked is encrypted.

    `error` is the error of the failed attempt to unpack it, and `body` is the archive. If the error does not mention
    encryption, the files are extracted, because bsdtar reports encrypted contents only then. The extraction may take
    `seconds`.
    """
    if b"encrypted" in error.errors:
        return True
    try:
        _piped(("bsdtar", "--extract", "--to-stdout", "--file", "-"), body, seconds, UNPACKED_LIMIT)
    except ProgramError as failed:
        return b"encrypted" in failed.errors
    return False


def _not_recognized(error: SandboxError) -> TaskFailure:
    """Return the failure of a file whose text could not be recognized because of `error`.

    Its code is `scan`, and its reason depends on the type of the error.
    """
    details = {OvertimeError: FileDetail.OCR_SLOW, NotStartedError: FileDetail.OCR_NOT_STARTED}
    return TaskFailure(ScanError.code, details.get(type(error), FileDetail.OCR_CRASH).of())


def _piped(argv: Sequence[str], data: bytes, seconds: float, output: int) -> bytes:
    """Run a program with `data` as its standard input, and return its output. Raise ProgramError if it fails.

    The program may run for `seconds` and return at most `output` bytes. The data is not written to disk.
    """
    with os.fdopen(os.memfd_create("input"), "wb+") as file:
        file.write(data)
        file.flush()
        file.seek(0)
        return run_program(argv, _FOLDER, {}, seconds, stdin=file.fileno(), output_limit=output)
