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
