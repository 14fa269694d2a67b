"""Failure details: why files, archives and attachments cannot be read, or cannot be read completely."""

from crawler.model.details.code import DetailCode
from crawler.model.reason import N_


class FileDetail(DetailCode):
    """Reasons why a file cannot be read, or not completely."""

    TOO_MUCH_MEMORY = "file.too_much_memory", N_("reading the file exceeds the memory limit")
    TOO_SLOW = "file.too_slow", N_("reading the file took more than {seconds} s")
    NO_TIME = "file.no_time", N_("there was no time left to read the file")
    NO_TIME_FOR_HELP = "file.no_time_for_help", N_("there was no time left to unpack the file or to recognise its text")
    CRASH = "file.crash", N_("the process that read the file crashed")
    PROCESS_NOT_STARTED = "file.process_not_started", N_("the process to read the file cannot be started: {reason}")
    LATE = "file.late", N_("the file could not be fetched and read in time")
    SERVER_SILENT = (
        "file.server_silent",
        N_("the file was not requested, because its server did not answer earlier in this poll"),
    )
    TOTAL_SIZE = "file.total_size", N_("the attachments of this notice exceed {limit} bytes in total")
    TOTAL_TEXT = (
        "file.total_text",
        N_("the text of this notice's attachments exceeds the length limit and was truncated"),
    )
    IS_A_TEXT = "file.is_a_text", N_("the response is text instead of a file: {text}")
    NOT_FETCHED = "file.not_fetched", N_("the file could not be fetched")
    CUT = "file.cut", N_("the file's text exceeds the length limit and was truncated")
    PARTLY_SCAN = "file.partly_scan", N_("some pages of the file are images without text")
    KIND = "file.kind", N_("files of type {kind} are not supported")
    KIND_UNKNOWN = "file.kind_unknown", N_("the type of the file is unknown")
    TRUNCATED = "file.truncated", N_("the file is truncated: {reason}")
    MARKUP = "file.markup", N_("the markup of the file cannot be parsed: {reason}")
    XML = "file.xml", N_("the XML of the file cannot be parsed: {reason}")
    NO_PART = "file.no_part", N_("the file does not contain {name}")
    NO_NUMBERS = "file.no_numbers", N_("expected numbers, not {text}")
    PDF = "file.pdf", N_("not a valid PDF: {reason}")
    NO_PAGE = "file.no_page", N_("no page of the file can be read")
    SCANNED_PAGES = "file.scanned_pages", N_("{count} of {of} pages are images without text")
    SPREADSHEET = "file.spreadsheet", N_("not a valid spreadsheet: {reason}")
    OLD_WORD = "file.old_word", N_("the document is not in the format of Word 6 or a later version")
    NO_PIECES = "file.no_pieces", N_("the table of the Word document's text pieces is empty")
    NO_PIECE_TABLE = "file.no_piece_table", N_("the Word document has no table of its text pieces")
    COMPOUND = "file.compound", N_("the OLE compound file cannot be opened: {reason}")
    STREAM = "file.stream", N_("the stream {name} in the file cannot be read: {reason}")
    IMAGE = "file.image", N_("the file is an image")
    NOT_AN_IMAGE = "file.not_an_image", N_("not a valid image: {reason}")
    IMAGE_SIZE = "file.image_size", N_("the image is too large: {width} × {height} pixels")
    NO_TEXT_IN_IMAGE = "file.no_text_in_image", N_("no text was recognised in the image")
    NOT_RENDERED = "file.not_rendered", N_("page {number} cannot be rendered: {reason}")
    NO_OCR = "file.no_ocr", N_("OCR is not installed; install it with: {command}")
    OCR_SLOW = "file.ocr_slow", N_("recognising the file's text took too long")
    OCR_NOT_STARTED = "file.ocr_not_started", N_("text recognition of the file could not be started")
    OCR_CRASH = "file.ocr_crash", N_("the process that recognised the file's text ended early")


class ArchiveDetail(DetailCode):
    """Reasons why an archive or a file in it cannot be read, or not completely."""

    ZIP = "archive.zip", N_("the zip cannot be opened: {reason}")
    ENTRIES = "archive.entries", N_("the zip has too many entries: {count}")
    BOMB = "archive.bomb", N_("the zip file has {size} bytes, but {unpacked} bytes when unpacked")
    PART_PACKING = "archive.part_packing", N_("{name} in the file cannot be unpacked: {reason}")
    PART_DAMAGED = "archive.part_damaged", N_("{name} in the file cannot be read: {reason}")
    PART_TOO_LARGE = "archive.part_too_large", N_("{name} in the file exceeds {limit} bytes when decompressed")
    PART_XML = "archive.part_xml", N_("{name} in the file is not valid XML: {reason}")
    PART_DTD = "archive.part_dtd", N_("{name} in the file contains a document type definition (DTD)")
    NESTED = "archive.nested", N_("archives are nested more than {limit} levels deep")
    NEEDS_PROGRAM = "archive.needs_program", N_("files of type {kind} must be unpacked by another program")
    NO_PROGRAM = "archive.no_program", N_("bsdtar is not installed; install it with: {command}")
    NOT_UNPACKED = "archive.not_unpacked", N_("the archive cannot be unpacked: {cause}")
    KIND = "archive.kind", N_("archives of type {kind} are not supported")
    NOT_LISTED = "archive.not_listed", N_("only the first {limit} files of the archive are listed")
    FILES = "archive.files", N_("only the first {limit} files of the archive are read")
    CHARACTERS = "archive.characters", N_("the preceding files already reach the character limit")
    SECONDS = "archive.seconds", N_("reading the preceding files took too long")
    FILE_TOO_LARGE = "archive.file_too_large", N_("the file exceeds {limit} bytes when unpacked")
    DAMAGED = "archive.damaged", N_("the archive is damaged; its remaining files cannot be read")
    TAR = "archive.tar", N_("the tar archive cannot be read: {reason}")
    FILE_DAMAGED = "archive.file_damaged", N_("the file cannot be unpacked: {reason}")
    GZIP = "archive.gzip", N_("the gzip file cannot be unpacked: {reason}")
    GZIP_TRUNCATED = "archive.gzip_truncated", N_("the gzip file is truncated or damaged")
    PARTLY_READ = "archive.partly_read", N_("some files of the archive were not read")
    NO_TEXT = "archive.no_text", N_("the archive has no text")
