"""Functions that write sentences about expected or overdue notices of series, and about weeks with unusual numbers.

Pure functions; no I/O.
"""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import Any

from monitor.messages.model import Content, ExpectedContent
from monitor.model.trends import Dimension, Direction, Unusual
from monitor.text.i18n import N_, gettext, in_language, ngettext
from monitor.text.regions import path_name

_DIMENSIONS = {Dimension.TOPIC: N_("topic"), Dimension.ISSUER: N_("issuer"), Dimension.REGION: N_("region")}
_DIRECTIONS = {Direction.RISE: N_("unusually many"), Direction.SILENCE: N_("unusually few")}


def expectation(content: Content) -> str:
    """Return the sentences about the next notice of the series, in the language of the message.

    The result is empty if the message is not about an expected or overdue notice.
    """
    made = content.expects
    if made is None:
        return ""
    with in_language(content.language):
        overdue = content.event == "overdue"
        sentences = [_overdue(made) if overdue else _expected(made)]
        if made.arrived:
            sentences.append(gettext("In the meantime, a newer notice of the series has been published."))
        sentences.append(gettext("The details below are from the last published notice."))
        # A sentence in Chinese is followed by no space.
        return reduce(lambda first, second: gettext("{first} {second}", first=first, second=second), sentences)


def _expected(made: ExpectedContent) -> str:
    if made.earliest is None or made.latest is None:
        return gettext("The next notice of this series was expected on {date}.", date=made.day)
    return ngettext(
        "The next notice of this series is expected on {date}, with 80% probability between {earliest} and "
        "{latest} (forecast from {count} earlier notice).",
        "The next notice of this series is expected on {date}, with 80% probability between {earliest} and "
        "{latest} (forecast from {count} earlier notices).",
        made.editions,
        date=made.day,
        earliest=made.earliest,
        latest=made.latest,
    )


def _overdue(made: ExpectedContent) -> str:
    if made.latest is None:
        return gettext("The next notice of this series was expected on {date}.", date=made.day)
    return gettext(
        "The next notice of this series was expected on {date}, or by {latest} at the latest, but "
        "has not been found yet.",
        date=made.day,
        latest=made.latest,
    )


def read_unusual(written: Mapping[str, Any]) -> Unusual:
    """Parse a week with an unusual number of notices from the detail of an event."""
    return Unusual(
        Dimension(written["dimension"]),
        written["group"],
        date.fromisoformat(written["week"]),
        Direction(written["direction"]),
        written["count"],
        written["usual"],
        written["probability"],
    )


def dimension_name(dimension: Dimension) -> str:
    """Return the displayed name of a dimension (topic, issuer or region) in the current language."""
    return gettext(_DIMENSIONS[dimension])


def direction_name(direction: Direction) -> str:
    """Return the displayed name of a direction (unusually many or few notices) in the current language."""
    return gettext(_DIRECTIONS[direction])


def group_name(dimension: Dimension, group: str) -> str:
    """Return the displayed name of a group. Only regions are displayed differently: with the name of the country."""
    return path_name(group) if dimension is Dimension.REGION else group


def unusual_words(found: Unusual, group: str) -> str:
    """Return a sentence in the current language about a week with an unusual number of notices.

    `group` is the name of the topic, issuer or region.
    """
    return ngettext(
        "{dimension} {group}: {direction} in the week of {week}: {count} notice, usually {usual}",
        "{dimension} {group}: {direction} in the week of {week}: {count} notices, usually {usual}",
        found.count,
        dimension=dimension_name(found.dimension),
        group=group_name(found.dimension, group),
        direction=direction_name(found.direction),
        week=found.week,
        usual=f"{found.usual:.1f}",
    )
