"""The pictures whose text is recognized. The recognition itself is tested in `polling/test_file_helpers`."""

import io

import pytest
from PIL import Image

from crawler.files import recognition

TURNED = 6
"""The value of the EXIF field `Orientation` for a photo that must be turned by 90 degrees."""


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (1200, 900), (9000, 1500)])
def test_a_photo_that_its_metadata_turn_keeps_its_proportions(width, height):
    exif = Image.Exif()
    exif[0x0112] = TURNED
    body = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(body, "JPEG", exif=exif)
    tiles = list(recognition._pictures(body.getvalue(), "image"))
    found = sum(len(tile.pixels) for tile in tiles) / tiles[0].pixels.shape[1]
    assert found == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_a_transparent_background_is_white(form):
    body = io.BytesIO()
    image = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (50, 40, 150, 60))
    image.save(body, form)
    [tile] = recognition._pictures(body.getvalue(), "image")
    assert tile.pixels[5, 5].min() > 250
    assert tile.pixels[50, 100].max() < 5


@pytest.mark.parametrize(("form", "count"), [("TIFF", 3), ("GIF", 1), ("WEBP", 1), ("PNG", 1), ("BMP", 1)])
def test_only_a_tiff_has_pages(form, count):
    body = io.BytesIO()
    images = [Image.new("RGB", (60, 40), color) for color in ("white", "red", "blue")]
    more = {} if form == "BMP" else {"save_all": True, "append_images": images[1:]}
    images[0].save(body, form, **more)
    assert [tile.page for tile in recognition._pictures(body.getvalue(), "image")] == list(range(count))
