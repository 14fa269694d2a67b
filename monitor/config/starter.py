"""The configuration folder that `noticewatch init` copies."""

from pathlib import Path


def starter_folder() -> Path:
    """Return the configuration that ships with the program: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "starter"
    return installed if installed.is_dir() else package.parent / "config"
