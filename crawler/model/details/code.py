"""The class DetailCode, from which all enumerations of failure details in this package are derived."""

from enum import StrEnum

from crawler.model.reason import Parameter, Reason

_LIMIT = 200
"""The maximum number of characters that a parameter of a detail may have."""


class DetailCode(StrEnum):
    """Base class of enumerations of failure details. A failure detail is a code that states exactly what went wrong.

    `sentence` is the English sentence for the code, a template with named parameters and without a full stop.
    """

    sentence: str

    def __new__(cls, code: str, sentence: str) -> "DetailCode":
        """Return the member with this code and sentence."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    def of(self, **params: "Parameter | BaseException") -> Reason:
        """Return the reason that consists of this code and the given parameters.

        Parameters that are exceptions or texts from sites are shortened to one line of limited length.
        """
        return Reason.of(self, **{name: _parameter(value) for name, value in params.items()})


def _parameter(value: "Parameter | BaseException") -> Parameter:
    if isinstance(value, str | BaseException):
        return " ".join(str(value).split())[:_LIMIT]
    return value
