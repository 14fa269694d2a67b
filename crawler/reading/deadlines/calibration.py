"""Distances at which words belong to a date."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeadlineCalibration:
    """Characters around a date within which words count.

    Fitted by hand on labelled notices of ministries and cities: verbs of offices stand far behind their date
    (于11月底前完成考核工作……并报送), labels right before it.
    """

    before: int = 80
    reach: int = 120
    lead: int = 240
    near: int = 24
    clause: int = 60
    short: int = 16


CALIBRATION = DeadlineCalibration()
