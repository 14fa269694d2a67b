"""Values that describe the difference between two similar texts of different notices. No I/O."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from crawler.model.reason import Reason

Relation = Literal["copy", "sibling", "follows", "version", "draft", "forwards", "other"]
QUOTED = 20
"""The maximum number of letters that are quoted from a difference."""


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
    """A difference that proves that two similar texts are different notices.

    `relation` is the relation of the newly fetched notice to the known notice. `aspect` is the kind of metadata that
    distinguishes them. `here` and `there` are its values in the newly fetched notice and in the known notice.
    """

    relation: Relation
    aspect: Aspect
    here: str
    there: str

    @property
    def reason(self) -> Reason:
        """Return the distinction as a reason, with long values shortened."""
        if self.aspect in (Aspect.FORWARDS, Aspect.DRAFT):
            return Reason.of(self.aspect)
        if self.aspect in (Aspect.TITLE, Aspect.ADDRESSEES):
            return Reason.of(self.aspect, here=shortened(self.here), there=shortened(self.there))
        return Reason.of(self.aspect, here=self.here, there=self.there)


def shortened(text: str) -> str:
    """Return a text cut to QUOTED characters, with an ellipsis if it was longer."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
