"""The public Python API of noticewatch.

What other programs may import lives here: the version, and `noticewatch.api`. The packages `crawler` and `monitor` are
the implementation, and their modules may be renamed in any release.
"""

from crawler import VERSION

__all__ = ["__version__"]
__version__ = VERSION
