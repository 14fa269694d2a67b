"""Lengths within which words belong to a unit, a target or a task table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasureCalibration:
    """Limits of the reading of measures.

    Fitted by hand on opinions and plans of the State Council, provinces and cities: the longest names of units have
    some 30 characters, the subject of a target stands at most a line before its date, and its figures go on for two or
    three sentences.

    Attributes:
        name: characters beyond which words between separators are no name of a unit.
        lead: characters before its date that a target may begin with.
        following: sentences after a target whose figures are its own while they name no other date.
        header_lines: lines of the header of a task table.
        label: characters of the label of a column.
        title: characters of the title of a task table.
    """

    name: int = 40
    lead: int = 60
    following: int = 3
    header_lines: int = 3
    label: int = 16
    title: int = 60


CALIBRATION = MeasureCalibration()
