"""Encoding and decoding of the answers of a process that parses untrusted bytes.

Only values of known classes are unpickled, so that unpickling cannot run any other code.
"""

import importlib
import io
import pickle
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from crawler.model.details.pages import PageDetail
from crawler.model.errors import CrawlerError, TooComplexError

_PACKAGES = (
    "crawler.model.",
    "crawler.listings",
    "crawler.reading",
    "crawler.files.",
    "crawler.polling.listing_steps",
    "crawler.polling.notice_steps",
    "crawler.discovery.candidates",
    "crawler.discovery.page_steps",
)
_BUILTINS = {
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("builtins", "str"),
}


class StepError(Exception):
    """The step failed with an unexpected exception. The message is the traceback."""


def result_of(step: Callable[..., Any], args: Sequence[Any]) -> tuple[str, Any]:
    """Run a step in this process and return its result.

    The result is `("value", …)`, `("error", CrawlerError)`, or `("fault", traceback)` for an unexpected exception.
    """
    try:
        return "value", step(*args)
    except CrawlerError as error:
        return "error", error
    except MemoryError:
        return "error", TooComplexError(PageDetail.PARSING_MEMORY.of())
    except RecursionError:
        return "error", TooComplexError(PageDetail.NESTED_TOO_DEEPLY.of())
    except Exception:  # noqa: BLE001 - the parent logs the fault
        return "fault", traceback.format_exc()


def pickled(result: tuple[str, Any]) -> bytes:
    """Return a result as pickled bytes. Instances of lxml's str subclasses become plain strings."""
    out = io.BytesIO()
    try:
        _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(result)
    except MemoryError:
        return pickle.dumps(("error", TooComplexError(PageDetail.CONTENT_MEMORY.of())))
    return out.getvalue()


def unpickled(answer: bytes) -> Any:
    """Return the value in an answer.

    Raise the CrawlerError in the answer, StepError for a fault, or pickle.UnpicklingError if the answer contains any
    other class. Only classes of the crawler's values are instantiated, because a malicious page may control the process
    that sent the bytes.
    """
    kind, value = _Unpickler(io.BytesIO(answer)).load()
    if kind == "value":
        return value
    if kind == "error" and isinstance(value, CrawlerError):
        raise value
    raise StepError(str(value))


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Return how to pickle an object: an instance of one of lxml's str subclasses is pickled as a plain string.

        The result is NotImplemented for all other objects, which are pickled as usual.
        """
        if isinstance(obj, str) and type(obj).__module__.startswith("lxml"):
            return str, (str(obj),)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return the class with this name if it is one of the crawler's values. Otherwise raise UnpicklingError."""
        found: Any = None
        if (module, name) in _BUILTINS or module.startswith(_PACKAGES):
            found = getattr(importlib.import_module(module), name, None)
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no class of a result")
        return found
