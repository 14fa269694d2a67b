"""The configuration folder that `noticewatch init` copies."""

from pathlib import Path


def starter_folder() -> Path:
    """Return the folder of the starter configuration.

    In an installed package, it is a subfolder of the package; in a checkout, it is the folder `config`.
    """
    package = Path(__file__).parent.parent
    installed = package / "starter"
    return installed if installed.is_dir() else package.parent / "config"
