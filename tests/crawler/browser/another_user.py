"""Commands run by a user other than root, because Chromium's sandbox does not work for root."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.browser.chromium_options import PROGRAMS

NOBODY = 65534
# The interpreter may be in a folder that only root may enter.
_READING = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


def prefix() -> list[str]:
    """The beginning of a command that is not run by root. Skips the test where there is no browser or no sandbox."""
    if not any(map(shutil.which, PROGRAMS)):
        pytest.skip("Chromium is not installed")
    words = []
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *_READING]
    if not shutil.which("unshare") or subprocess.run([*words, "unshare", "-U", "true"], check=False).returncode:
        pytest.skip("there is no setpriv, or this user may not make the namespaces that Chromium's sandbox needs")
    return words


@contextmanager
def own_folder() -> Iterator[Path]:
    """A temporary folder that belongs to the other user."""
    with tempfile.TemporaryDirectory(prefix="noticewatch-test-") as name:
        if os.geteuid() == 0:
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def environment(folder: Path) -> dict[str, str]:
    """The environment of the command."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TZ")}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
