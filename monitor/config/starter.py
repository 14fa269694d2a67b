"""The configuration folder that `noticewatch init` copies."""

from pathlib import Path


def starter_folder() -> Path:
    """Return the starter configuration: in an installed package a subfolder, in a checkout the folder `config`."""
    package = Path(__file__).parent.parent
    installed = package / "starter"
    return installed if installed.is_dir() else package.parent / "config"
