"""Represent the difference that makes two similar texts two notices, as a value. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from crawler.model.reason import Reason

Relation = Literal["copy", "sibling", "follows", "version", "draft", "forwards", "other"]
QUOTED = 20
"""Letters of a difference that are shown."""


class Aspect(StrEnum):
    """The aspect in which two notices differ."""

    NUMBER = "distinction.number"
    """The document numbers differ."""
    TITLE = "distinction.title"
    """The titles differ in a number or a name."""
    ADDRESSEES = "distinction.addressees"
    """The addressees differ."""
    DATE = "distinction.date"
    """The dates of issue differ."""
    FORWARDS = "distinction.forwards"
    """One of the notices forwards the other."""
    DRAFT = "distinction.draft"
    """One of the notices is a draft for comment."""


@dataclass(frozen=True)
class Distinction:
    """The difference that makes two texts two notices.

    It contains how the found notice relates to the known one, in what they differ, and the respective content of the
    found one (`here`) and the known one (`there`).
    """

    relation: Relation
    aspect: Aspect
    here: str
    there: str

    @property
    def reason(self) -> Reason:
        """The distinction as a reason, long texts shortened."""
        if self.aspect in (Aspect.FORWARDS, Aspect.DRAFT):
            return Reason.of(self.aspect)
        if self.aspect in (Aspect.TITLE, Aspect.ADDRESSEES):
            return Reason.of(self.aspect, here=shortened(self.here), there=shortened(self.there))
        return Reason.of(self.aspect, here=self.here, there=self.there)


def shortened(text: str) -> str:
    """Return the first letters of a text as they are quoted."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
