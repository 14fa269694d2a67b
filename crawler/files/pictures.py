"""Text recognition (OCR) in a file's images: a call of RapidOCR, and the conversion of tesseract's input and output."""

from collections import defaultdict
from itertools import pairwise

import pypdfium2

from crawler.files.pdf.documents import open_pdf, page_lines
from crawler.files.values import PAGES_LIMIT, PageLine, RecognizedPages, TaskFailure
from crawler.model.errors import FileError

PICTURES_LIMIT = 8
"""The maximum number of pages of a file that are rendered as pictures at once."""
_SCALE = 200 / 72
_LONGEST = 2400


def recognize_text(body: bytes, kind: str, seconds: float) -> RecognizedPages | TaskFailure:
    """Return the text in a file's images, as recognized by `crawler.files.recognition`.

    `kind` is `pdf` or `image`. When `seconds` have passed, the remaining pages are skipped. This function runs in its
    own process. It imports the recognition module only when it is called, because that module needs much memory.
    """
    from crawler.files.recognition import recognize

    return recognize(body, kind, seconds)


def page_pictures(body: bytes) -> tuple[tuple[tuple[int, bytes], ...], int]:
    """Return pictures of the scanned pages of a PDF, and the number of scanned pages without a picture.

    Each picture is a pair of page number and image (PGM). Scanned pages beyond PICTURES_LIMIT, and pages that cannot be
    rendered, have no picture.
    """
    found: list[tuple[int, bytes]] = []
    left_out = 0
    try:
        with open_pdf(body) as document:
            for number in range(min(len(document), PAGES_LIMIT)):
                if page_lines(document, number)[1]:
                    picture = _drawn(document, number) if len(found) < PICTURES_LIMIT else b""
                    found += [(number, picture)] if picture else []
                    left_out += not picture
    except FileError:
        return (), left_out
    return tuple(found), left_out


def _drawn(document: pypdfium2.PdfDocument, number: int) -> bytes:
    try:
        page = document[number]
        scale = min(_SCALE, _LONGEST / max(1.0, *page.get_size()))
        bitmap = page.render(scale=scale, grayscale=True)
    except (pypdfium2.PdfiumError, ValueError):
        return b""
    rows = memoryview(bitmap.buffer).cast("B")
    lines = b"".join(rows[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))
    page.close()
    return f"P5 {bitmap.width} {bitmap.height} 255\n".encode() + lines


def table_lines(table: str) -> tuple[tuple[PageLine, ...], list[tuple[float, int]]]:
    """Return the lines in tesseract's output (TSV), and a pair of confidence and length for each word.

    The confidence is between 0 and 1.
    """
    words: dict[tuple[str, ...], list[tuple[str, list[int]]]] = defaultdict(list)
    scores: list[tuple[float, int]] = []
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            try:
                box = [int(cell) for cell in cells[6:10]]
                score = float(cells[10]) / 100
            except ValueError:
                continue
            words[tuple(cells[1:5])].append((cells[11].strip(), box))
            scores.append((score, len(cells[11].strip())))
    return tuple(map(_line, words.values())), scores


def _line(words: list[tuple[str, list[int]]]) -> PageLine:
    text = words[0][0]
    for (before, _), (word, _) in pairwise(words):
        # A space is kept between Western words only, because tesseract takes each Chinese character for a word.
        text += (" " if before[-1].isascii() and word[0].isascii() else "") + word
    left = min(box[0] for _, box in words)
    right = max(box[0] + box[2] for _, box in words)
    base = max(box[1] + box[3] for _, box in words)
    return PageLine(text, left, right, -base, float(max(1, *(box[3] for _, box in words))))
