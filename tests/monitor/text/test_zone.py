from datetime import UTC, date, datetime

import pytest

from monitor.text.zone import in_zone, local_day, local_midnight, local_minute, local_time

MOMENT = datetime(2024, 6, 6, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "2024-06-06 20:30 UTC"),
        ("Asia/Shanghai", "2024-06-07 04:30 UTC+8"),
        ("Asia/Kolkata", "2024-06-07 02:00 UTC+5:30"),
        ("America/St_Johns", "2024-06-06 18:00 UTC-2:30"),
        ("Europe/London", "2024-06-06 21:30 UTC+1"),
    ],
)
def test_times_are_shown_in_the_current_zone_with_its_offset(zone, shown):
    with in_zone(zone):
        assert local_time(MOMENT) == shown
        assert shown.startswith(local_minute(MOMENT))
        assert local_day(MOMENT) == date.fromisoformat(shown[:10])


def test_a_date_begins_at_midnight_of_the_current_zone():
    with in_zone("Asia/Shanghai"):
        assert local_midnight(date(2024, 6, 7)) == datetime(2024, 6, 6, 16, tzinfo=UTC)
