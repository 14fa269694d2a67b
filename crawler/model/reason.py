"""Reasons as values: a code with named parameters, rendered as a sentence only where somebody reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Parameter: TypeAlias = "str | int | float | Reason | tuple[Reason, ...]"


@dataclass(frozen=True)
class Reason:
    """A code, the value of a member of a family of codes, with the parameters of its sentence.

    A parameter is a text, a number, another reason, or a tuple of reasons that the sentence lists.
    """

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, code: str, **params: Parameter) -> "Reason":
        """Make a reason; `code` is usually a member of a StrEnum, and stored as its bare value."""
        return cls(str(code), params)

    def as_json(self) -> dict[str, Any]:
        """Return the reason as plain data: `{"code": …, "params": {…}}`."""
        return {"code": self.code, "params": {name: _plain(value) for name, value in self.params.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reason":
        """Restore a reason from plain data.

        Raises:
            ValueError: The data is not that of a reason.
        """
        code = data.get("code")
        params = data.get("params", {})
        if not isinstance(code, str) or not isinstance(params, Mapping):
            raise ValueError("a reason needs a code and parameters")  # noqa: TRY004  (as of any other faulty JSON)
        return cls(code, {str(name): _restored(value) for name, value in params.items()})


def _plain(value: Parameter) -> Any:
    if isinstance(value, Reason):
        return value.as_json()
    if isinstance(value, tuple):
        return [item.as_json() for item in value]
    return value


def _restored(value: Any) -> Parameter:
    if isinstance(value, Mapping):
        return Reason.from_json(value)
    if isinstance(value, list):
        return tuple(Reason.from_json(item) for item in value if isinstance(item, Mapping))
    return value if isinstance(value, str | int | float) else str(value)
