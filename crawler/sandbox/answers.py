"""Answers of a process that has handled untrusted bytes: values of known classes, unpickled with no other code."""

import importlib
import io
import pickle
import traceback
from collections.abc import Callable, Sequence
from typing import Any

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
    """A step has failed with an error that no page should cause; the message is the traceback."""


def result_of(step: Callable[..., Any], args: Sequence[Any]) -> tuple[str, Any]:
    """Return `("value", …)`, `("error", CrawlerError)`, or `("fault", traceback)` for a step that is run here."""
    try:
        return "value", step(*args)
    except CrawlerError as error:
        return "error", error
    except MemoryError:
        return "error", TooComplexError("the page takes more memory to read than it may")
    except RecursionError:
        return "error", TooComplexError("the page is nested too deeply to be read")
    except Exception:  # noqa: BLE001 - the fault is logged where the answer arrives
        return "fault", traceback.format_exc()


def pickled(result: tuple[str, Any]) -> bytes:
    """Return a result as bytes; strings of libraries become plain ones."""
    out = io.BytesIO()
    try:
        _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(result)
    except MemoryError:
        return pickle.dumps(("error", TooComplexError("the page gives more than may be held in memory")))
    return out.getvalue()


def unpickled(answer: bytes) -> Any:
    """Return the value of an answer. Raise its CrawlerError, StepError for a fault, pickle.UnpicklingError.

    Only classes of the crawler's values are made: the bytes come from a process that a page may have taken over.
    """
    kind, value = _Unpickler(io.BytesIO(answer)).load()
    if kind == "value":
        return value
    if kind == "error" and isinstance(value, CrawlerError):
        raise value
    raise StepError(str(value))


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Reduce subclasses of str, such as those of lxml, to plain strings."""
        if isinstance(obj, str) and type(obj).__module__.startswith("lxml"):
            return str, (str(obj),)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class of the crawler's values, or raise UnpicklingError."""
        found: Any = None
        if (module, name) in _BUILTINS or module.startswith(_PACKAGES):
            found = getattr(importlib.import_module(module), name, None)
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no class of a result")
        return found
