"""The class DetailCode, the base class of all enumerations of failure details."""

from enum import StrEnum

from crawler.model.reason import Parameter, Reason

_LIMIT = 200
"""The maximum number of characters that a parameter of a detail may have."""


class DetailCode(StrEnum):
    """Base class of enumerations of failure details. A failure detail is a code that states exactly what went wrong.

    `sentence` is the English sentence for the code. It is a template with named parameters, and has no full stop.
    """

    sentence: str

    def __new__(cls, code: str, sentence: str) -> "DetailCode":
        """Return the member with this code and sentence."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    def of(self, **params: "Parameter | BaseException") -> Reason:
        """Return a reason with this code and these parameters.

        A parameter that is a text or an exception is put on one line and cut to _LIMIT characters.
        """
        return Reason.of(self, **{name: _parameter(value) for name, value in params.items()})


def _parameter(value: "Parameter | BaseException") -> Parameter:
    if isinstance(value, str | BaseException):
        return " ".join(str(value).split())[:_LIMIT]
    return value
