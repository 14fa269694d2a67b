"""Limits for the detection of deadlines: maximum distances in characters, and maximum periods in days."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeadlineCalibration:
    """Sizes of the search windows around a date in characters, and limits in days.

    Fitted by hand on labelled notices of ministries and cities. A verb for a submission by an agency may be far after
    its date (于11月底前完成考核工作……并报送); a label is directly before its date.

    Attributes:
        before: the window before a date that is searched for the date's label.
        reach: the window after a date that is searched for the verb that belongs to the date.
        lead: the window before a date that is searched for the actor who must meet the deadline.
        near: the window for words that must be directly beside the date.
        clause: the maximum length of the clause after the date.
        short: the maximum length of a remainder of the clause that adds no meaning to the words before the date.
        ahead: the maximum number of days from the notice to a date without a year.
        window: the maximum number of days between the start of a period of submission and the notice.
        rule: the window after a date that is searched for the benefit or the rule that holds for cases by that date.
        slack: the maximum number of days between a stated last day and the same day counted from the notice.
    """

    before: int = 80
    reach: int = 120
    lead: int = 240
    near: int = 24
    clause: int = 60
    short: int = 16
    ahead: int = 330
    window: int = 180
    rule: int = 200
    slack: int = 10


CALIBRATION = DeadlineCalibration()
