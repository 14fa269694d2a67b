"""Maximum lengths and distances for the extraction of units, targets and task tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasureCalibration:
    """Limits for the extraction of measures.

    Fitted by hand on opinions and plans of the State Council, provinces and cities: the longest names of units have
    about 30 characters, the subject of a target begins at most one line before the target's date, and the figures of a
    target may continue for two or three sentences.

    Attributes:
        name: the maximum length of a unit's name in characters.
        lead: the maximum distance in characters between the beginning of a target and its date.
        goal: the number of characters after a date that are searched for the words of a goal.
        sentence: the maximum number of characters of a sentence that are read on each side of a date.
        following: the maximum number of sentences after a target that may contain further figures of the target.
            Figures after another date do not belong to the target.
        header_lines: the maximum number of lines in the header of a task table.
        label: the maximum length of a column label in characters.
        ahead: the maximum number of days from the notice to the date of a target without a year. The same day of the
            previous year is then at least two months before the notice.
        title: the maximum length of a task table's title in characters.
    """

    name: int = 40
    lead: int = 60
    goal: int = 80
    sentence: int = 1_000
    following: int = 3
    header_lines: int = 3
    label: int = 16
    ahead: int = 300
    title: int = 60


CALIBRATION = MeasureCalibration()
