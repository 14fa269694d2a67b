"""Turns a poll request into a poll result: which notices the pages of one source publish."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    VERSION: str


def __getattr__(name: str) -> str:
    """Look the version up when it is asked for: the library for it takes 30 ms of each start."""
    if name != "VERSION":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("noticewatch")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "0"
