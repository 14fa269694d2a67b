"""Distances at which words belong to a date."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeadlineCalibration:
    """Characters around a date within which words count.

    Fitted by hand on labelled notices of ministries and cities: verbs of offices stand far behind their date
    (于11月底前完成考核工作……并报送), labels right before it.

    Attributes:
        before: characters before a date for its label.
        reach: characters after it within which a verb is its own.
        lead: characters before it within which an actor is its own.
        near: characters for words that must stand beside it.
        clause: characters of the clause after it.
        short: characters of a rest that adds nothing to the words before the date.
    """

    before: int = 80
    reach: int = 120
    lead: int = 240
    near: int = 24
    clause: int = 60
    short: int = 16


CALIBRATION = DeadlineCalibration()
