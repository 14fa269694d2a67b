"""Turns a poll request into a poll result: which notices the pages of one source publish."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("noticewatch")
except PackageNotFoundError:  # run from a folder that was never installed
    VERSION = "0"
