"""The public Python API of noticewatch: the version, and the module `noticewatch.api`.

The packages `crawler` and `monitor` are the implementation. Their modules may be renamed in any release.
"""

from crawler import VERSION

__all__ = ["__version__"]
__version__ = VERSION
