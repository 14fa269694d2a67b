"""Recognition of the text in scanned pages and images (OCR) with RapidOCR, whose models are part of its package.

Only the recognition process loads this module, because its libraries need much memory.
"""

import io
import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from statistics import median
from time import monotonic
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageOps, ImageSequence
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from crawler.files.pdf.documents import open_pdf, page_lines
from crawler.files.values import PAGES_LIMIT, PageLine, RecognizedPages, TaskFailure
from crawler.model.details.files import FileDetail
from crawler.model.errors import DamagedFileError, FileError, FileTooLargeError

RECOGNIZED_LIMIT = 20
"""The maximum number of pages of a file whose text is recognized."""
_LONGEST = 2000
"""The longer side of a picture in pixels, as of an A4 page at about 170 dpi. Larger pictures are scaled down."""
_PIXELS_LIMIT = 120_000_000
_TALLEST = 1.6
"""A picture that is taller than this times its width is divided, because it is a long image of several pages."""
_TILES_LIMIT = 30
_DETECTOR_SIDE = 1280
"""The length in pixels of the longer side of a picture that is searched for lines. Larger pictures need far more time.
"""
_THREADS = 2
_UNSURE = 0.5
_SCALE_LIMIT = 200 / 72


@dataclass(frozen=True)
class _Picture:
    """A picture of a page or of a part of a page.

    If it is a part of a page, `above` is the number of pixel rows from the top of the page to the top of this part.
    """

    page: int
    pixels: Any
    above: int = 0


@dataclass(frozen=True)
class _Box:
    """A recognized text fragment, usually a part of a line: its text, its confidence and its position.

    `left` and `right` are its edges, `base` is its baseline (y axis upwards), and `size` is the character size, all in
    pixels.
    """

    text: str
    score: float
    left: float
    right: float
    base: float
    size: float


def recognize(body: bytes, kind: str, seconds: float) -> RecognizedPages | TaskFailure:
    """Return the text in the scanned pages of a PDF or in an image; `kind` is `pdf` or `image`.

    At most RECOGNIZED_LIMIT pages are read. When `seconds` have passed, the remaining pages are skipped.
    """
    ends = monotonic() + seconds
    pages: dict[int, tuple[PageLine, ...]] = {}
    scores: list[tuple[float, int]] = []
    unread = 0
    try:
        for picture in _pictures(body, kind):
            if picture is None or monotonic() > ends:
                unread += 1
                continue
            boxes = _recognized(picture)
            scores += [(box.score, len(box.text)) for box in boxes]
            pages[picture.page] = (*pages.get(picture.page, ()), *_lines(boxes))
    except FileError as error:
        return TaskFailure(error.code, error.detail)
    length = sum(count for _, count in scores)
    confidence = sum(score * count for score, count in scores) / length if length else 0.0
    return RecognizedPages(pages, round(confidence, 3), unread)


def _pictures(body: bytes, kind: str) -> Iterator[_Picture | None]:
    """Yield the pictures of a file, and None for each page beyond the limit."""
    return _of_pdf(body) if kind == "pdf" else _of_image(body)


def _of_pdf(body: bytes) -> Iterator[_Picture | None]:
    with open_pdf(body) as document:
        count = 0
        for number in range(min(len(document), PAGES_LIMIT)):
            if not page_lines(document, number)[1]:
                continue
            count += 1
            yield _rendered(document, number) if count <= RECOGNIZED_LIMIT else None


def _rendered(document: pypdfium2.PdfDocument, number: int) -> _Picture:
    try:
        page = document[number]
        scale = min(_SCALE_LIMIT, _LONGEST / max(1.0, *page.get_size()))
        pixels = page.render(scale=scale).to_numpy().copy()
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise DamagedFileError(FileDetail.NOT_RENDERED.of(number=number + 1, reason=error)) from error
    page.close()
    return _Picture(number, pixels)


def _of_image(body: bytes) -> Iterator[_Picture | None]:
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")) as image:
            # Only a TIFF has pages. In the other formats, the frames are those of an animation.
            frames = PAGES_LIMIT if image.format == "TIFF" else 1
            for number, frame in enumerate(islice(ImageSequence.Iterator(image), frames)):
                if frame.width * frame.height > _PIXELS_LIMIT:
                    raise FileTooLargeError(FileDetail.IMAGE_SIZE.of(width=frame.width, height=frame.height))
                yield from _tiles(number, frame) if number < RECOGNIZED_LIMIT else (None,)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DamagedFileError(FileDetail.NOT_AN_IMAGE.of(reason=error)) from error


def _tiles(number: int, frame: Image.Image) -> Iterator[_Picture]:
    """Yield the parts of an image, which are recognized one by one.

    Only a long image is divided, between lines of text. `number` is the page number.
    """
    upright = ImageOps.exif_transpose(frame)
    width, height = upright.size
    is_long = height > 3 * width
    scale = min(1.0, _LONGEST / (1.5 * width if is_long else max(width, height)))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    colored = _on_white(upright)
    pixels = np.asarray(colored.resize(size) if scale < 1 else colored)
    above = 0
    for _ in range(_TILES_LIMIT):
        below = _division(pixels, above) if is_long else len(pixels)
        yield _Picture(number, np.ascontiguousarray(pixels[above:below]), above)
        above = below
        if above >= len(pixels):
            return


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image in colors without transparency. Transparent pixels become white, as on paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _division(pixels: Any, above: int) -> int:
    """Return the pixel row at the end of that part of a long image that begins at row `above`.

    If the rest of the image is too long for one part, the result is a row without text, if possible.
    """
    width = pixels.shape[1]
    wanted = above + int(width * _TALLEST)
    if wanted >= len(pixels):
        return len(pixels)
    first = wanted - width // 4
    contrast = pixels[first:wanted].mean(axis=2).std(axis=1)
    row: int = first + int(len(contrast) - 1 - np.argmin(contrast[::-1]))
    return row


@cache
def _engine() -> RapidOCR:
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _LONGEST,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTOR_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _recognized(picture: _Picture) -> list[_Box]:
    """Return the text fragments recognized in a picture. If the text is slanted, their positions are corrected."""
    found = _engine()(picture.pixels)
    if not isinstance(found, RapidOCROutput) or found.boxes is None or not found.txts or not found.scores:
        return []
    slopes = [math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0]) for box in found.boxes]
    widths = [math.dist(box[0], box[1]) for box in found.boxes]
    long = [slope for slope, width in zip(slopes, widths, strict=True) if width > median(widths) / 2]
    turn = -median(long) if long else 0.0
    pieces = zip(found.boxes, found.txts, found.scores, strict=True)
    return [
        _box(corners, text, float(score), turn, picture.above) for corners, text, score in pieces if score > _UNSURE
    ]


def _box(corners: Any, text: str, score: float, turn: float, above: int) -> _Box:
    points = [
        (
            float(x) * math.cos(turn) - (float(y) + above) * math.sin(turn),
            float(x) * math.sin(turn) + (float(y) + above) * math.cos(turn),
        )
        for x, y in corners
    ]
    top = (points[0][1] + points[1][1]) / 2
    base = (points[2][1] + points[3][1]) / 2
    # The y axis of lines points upwards. A box is a little higher than the characters in it.
    return _Box(text.strip(), score, points[0][0], points[1][0], -base, max(1.0, (base - top) * 0.8))


def _lines(boxes: list[_Box]) -> Iterator[PageLine]:
    """Yield the lines of a page from top to bottom. Fragments at the same height are joined to one line."""
    row: list[_Box] = []
    for box in sorted(boxes, key=lambda piece: -piece.base):
        if row and abs(row[0].base - box.base) > 0.5 * min(row[0].size, box.size):
            yield _joined(row)
            row = []
        row.append(box)
    if row:
        yield _joined(row)


def _joined(row: list[_Box]) -> PageLine:
    row.sort(key=lambda piece: piece.left)
    text = " ".join(piece.text for piece in row)
    return PageLine(text, row[0].left, row[-1].right, row[0].base, max(piece.size for piece in row))
