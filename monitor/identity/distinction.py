"""What tells two notices apart, as a value, and the sentence that says so. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, assert_never

Relation = Literal["copy", "sibling", "follows", "version", "draft", "forwards", "other"]
QUOTED = 20
"""Letters of a difference that are shown."""


class Aspect(StrEnum):
    """In what two notices differ."""

    NUMBER = "number"
    TITLE = "title"
    ADDRESSEES = "addressees"
    DATE = "date"
    FORWARDS = "forwards"
    DRAFT = "draft"


@dataclass(frozen=True)
class Distinction:
    """What makes two notices of two texts: how the found one relates to the known one, in what they differ, and what
    the found one (`here`) and the known one (`there`) have there."""

    relation: Relation
    aspect: Aspect
    here: str
    there: str


def describe(distinction: Distinction) -> str:
    """Say a distinction in words."""
    here = distinction.here
    there = distinction.there
    match distinction.aspect:
        case Aspect.NUMBER:
            return f"its number is {here}, not {there}"
        case Aspect.TITLE:
            return f"the title has {quoted(here, there)}"
        case Aspect.ADDRESSEES:
            return f"its addressees are {quoted(here, there)}"
        case Aspect.DATE:
            return f"it is dated {here}, not {there}"
        case Aspect.FORWARDS:
            return "one of them hands the other on"
        case Aspect.DRAFT:
            return "one of them is a draft for comment"
        case _ as unknown:
            assert_never(unknown)


def quoted(here: str, there: str) -> str:
    """Quote the two sides of a difference."""
    return f"“{_shortened(here)}” where it has “{_shortened(there)}”"


def _shortened(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
