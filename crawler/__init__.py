"""The crawler: it polls sources and returns the notices that they publish."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    VERSION: str


def __getattr__(name: str) -> str:
    """Return the package's version if `name` is `VERSION`, otherwise raise AttributeError.

    The version is looked up only when it is needed: importing the metadata library takes 30 ms, which would delay each
    start.
    """
    if name != "VERSION":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("noticewatch")
    except PackageNotFoundError:  # run from a source folder without installation
        return "0"
