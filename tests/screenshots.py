"""Take the screenshots in `docs/images/` with Chromium, from made notices. `make screenshots` runs it."""

import io
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from playwright.sync_api import sync_playwright

from monitor.web.serving import serving
from tests.monitor.web.sites import site

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PAGES = {
    "inbox": "",
    "notice": "notices/1",
    "diff": "notices/1/diff",
    "search": "search?q=集群 OR 人才",
    "measures": "measures",
    "deadlines": "deadlines?view=month&month=2024-06",
}
_WIDTH = 1000
_HEIGHT = 680


def main() -> None:
    """Write a picture of each page."""
    IMAGES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        of = site(Path(folder), count=12, listen="127.0.0.1:0")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, locale="en", color_scheme="light")
        # The site's clock is that of its made notices.
        with patch("monitor.web.serving.WebSite", lambda *_: of), serving(of.store, of.current) as address:
            for name, path in PAGES.items():
                page.goto(address + path)
                _write(IMAGES / f"{name}.webp", page.screenshot())
        browser.close()


def _write(file: Path, picture: bytes) -> None:
    Image.open(io.BytesIO(picture)).convert("RGB").save(file, "WEBP", quality=75, method=6)


if __name__ == "__main__":
    main()
