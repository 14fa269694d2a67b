"""Recognition of text on pages made from real notices: characters, document numbers and dates.

    python -m tests.benchmarks recognition [--data DIR] [--pages N] [--engine rapidocr|tesseract]

The texts are those of `metadata/miit` in `--data`, else made ones. Each is laid on an A4 page as in GB/T 9704-2012
(16 pt, 22 lines of 28 characters), with the fonts that are installed, at 150 and 200 dpi: plain, turned by up to 1.5°,
with a round red stamp over the text, and with noise and blur. Figures per kind: the share of characters (1 - edit
distance / length), and the share of document numbers and dates that are in the recognized text character by character.
Pages that are not read within the limit of time, as on a busy machine, are counted apart. Interrupted (Ctrl-C), it
prints the figures of the pages so far.
"""

import asyncio
import io
import random
import re
import statistics
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from crawler.polling.file_helpers import FileHelpers, Installed
from crawler.polling.file_process import FileReader
from tests.benchmarks import data

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/arphic/ukai.ttc",
)
KINDS = ("plain", "turned", "stamped", "noisy")
RESOLUTIONS = (150, 200)
_LINE = 28
_LINES = 22
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}[〔\[(（]\d{4}[〕\])）]\d{1,4}号")
_DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")


def main(arguments: list[str]) -> None:
    parser = data.parser("recognition", __doc__)
    parser.add_argument("--pages", type=int, default=24, help="the number of pages")
    parser.add_argument("--engine", choices=("rapidocr", "tesseract"), default="rapidocr")
    options = parser.parse_args(arguments)
    fonts = [font for font in FONTS if Path(font).exists()]
    print(f"{len(fonts)} fonts: {', '.join(Path(font).stem for font in fonts)}")
    reader = FileReader(seconds=300.0, helpers=FileHelpers(Installed(**{options.engine: True})))
    found: dict[str, list[tuple[float, int, int, float]]] = defaultdict(list)
    places = cycle((font, kind, dpi) for font in fonts for kind in KINDS for dpi in RESOLUTIONS)
    unread: Counter[str] = Counter()
    order = random.Random(5)
    chosen = order.sample(list(islice(places, len(fonts) * len(KINDS) * len(RESOLUTIONS))), k=len(fonts) * 8)
    try:
        for text, (font, kind, dpi) in islice(zip(_texts(), cycle(chosen), strict=False), options.pages):
            started = time.monotonic()
            body = page(text, font, kind, dpi, random.Random(f"{font}{kind}{dpi}"))
            read = asyncio.run(reader.read(body, 300.0))
            if read.text is None:
                unread[str(read.fault)] += 1
                continue
            row = (*_scores(text, read.text or ""), time.monotonic() - started)
            for key in ("all", kind, f"{dpi} dpi", Path(font).stem):
                found[key].append(row)
    except KeyboardInterrupt:
        print("interrupted")
    finally:
        reader.close()
    print(f"{unread.total()} pages were not read: {dict(unread)}")
    for key, rows in found.items():
        characters = statistics.mean(row[0] for row in rows)
        facts = sum(row[1] for row in rows)
        right = sum(row[2] for row in rows)
        seconds = statistics.median(row[3] for row in rows)
        print(
            f"{key}: {len(rows)} pages, characters {characters:.4f}, numbers and dates {right}/{facts}, {seconds:.1f} s"
        )


def _texts() -> Iterator[str]:
    """Texts with at least one document number or date, cut to a page."""
    for row in data.rows("metadata/miit"):
        text = row.get("body") or row["text"]
        lines = ["".join(line.split()) for line in text.split("\n")]
        wrapped = [piece for line in lines if line for piece in _wrapped(f"\u3000\u3000{line}")]
        cut = "\n".join(wrapped[:_LINES])
        if len(cut) > 200 and (_NUMBER.search(_bare(cut)) or _DATE.search(_bare(cut))):
            yield cut


def _wrapped(line: str) -> Iterator[str]:
    for at in range(0, len(line), _LINE):
        yield line[at : at + _LINE]


def page(text: str, font: str, kind: str, dpi: int, chance: random.Random) -> bytes:
    """A PDF with a picture of a page."""
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    size = round(16 / 72 * dpi)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(font, size)
    for number, line in enumerate(text.split("\n")):
        draw.text((width * 0.12, height * 0.11 + number * size * 1.8), line, "black", face)
    if kind == "turned":
        image = image.rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor="white")
    if kind == "stamped":
        _stamp(image, font, dpi, chance)
    if kind == "noisy":
        noise = Image.effect_noise(image.size, 60).convert("RGB")
        image = Image.blend(image, noise, 0.15).filter(ImageFilter.GaussianBlur(0.6))
    out = io.BytesIO()
    image.save(out, "PDF", resolution=dpi, quality=75)
    return out.getvalue()


def _stamp(image: Image.Image, font: str, dpi: int, chance: random.Random) -> None:
    """Draw a round red stamp, 42 mm wide, over the text; it is translucent as ink."""
    radius = round(21 / 25.4 * dpi)
    x = chance.randrange(radius, image.width - radius)
    y = chance.randrange(image.height // 3, image.height * 2 // 3)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    red = (200, 20, 20, 150)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=dpi // 30)
    draw.regular_polygon((x, y, radius // 3), 5, fill=red)
    draw.text((x - radius * 0.7, y + radius * 0.4), "某市人民政府", red, ImageFont.truetype(font, radius // 4))
    image.paste(layer, mask=layer)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", "".join(text.split()))
    return folded.translate(str.maketrans("[]【】()", "〔〕〔〕〔〕"))


def _scores(text: str, read: str) -> tuple[float, int, int]:
    """The share of characters, the number of numbers and dates, and of those that were recognized."""
    wanted = _bare(text)
    found = _bare(read)
    facts = [*_NUMBER.findall(wanted), *_DATE.findall(wanted)]
    share = 1 - Levenshtein.distance(wanted, found) / max(1, len(wanted))
    return share, len(facts), sum(fact in found for fact in facts)
